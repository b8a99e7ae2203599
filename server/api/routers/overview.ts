import { z } from "zod";
import { retryFailures } from "@/server/services/failures";
import { overview } from "@/server/services/overview";
import { workflow } from "../about";
import { allowed, router, userProcedure } from "../trpc";

export const overviewRouter = router({
  get: userProcedure
    .input(z.strictObject({ utcOffset: z.number().int().min(-1_440).max(1_440).optional() }))
    .query(({ ctx, input }) => overview(ctx.services, input)),
  retry: allowed("run", workflow("workflowId"))
    .input(z.strictObject({ workflowId: z.string().max(64), nodeId: z.string().max(64), code: z.string().max(200) }))
    .mutation(({ ctx, input }) => retryFailures(ctx.services, input)),
});
