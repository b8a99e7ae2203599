import { z } from "zod";
import { listScheduleSkips, listUpcoming } from "@/server/services/schedules";
import { router, userProcedure } from "../trpc";

const whole = z.number().int().min(0);
const filter = z.strictObject({
  workflow: z.string().max(200).optional(),
  cursor: z.strictObject({ at: whole, id: whole }).optional(),
  /** Sent along with a cursor by the client's endless lists; they only go forward. */
  direction: z.literal("forward").optional(),
  limit: z.number().int().min(1).max(200).optional(),
});

export const schedulesRouter = router({
  upcoming: userProcedure.input(filter).query(({ ctx, input }) => listUpcoming(ctx.services, input)),
  skips: userProcedure.input(filter).query(({ ctx, input }) => listScheduleSkips(ctx.services, input)),
});
