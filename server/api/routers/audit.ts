import { z } from "zod";
import { auditFilterSchema, listAuditEvents } from "@/server/services/audit-log";
import { instance } from "../about";
import { allowed, router } from "../trpc";

export const auditRouter = router({
  list: allowed("administer", instance)
    .input(
      auditFilterSchema.extend({
        cursor: z.number().int().positive().optional(),
        /** Sent along with a cursor by the client's endless lists; they only go forward. */
        direction: z.literal("forward").optional(),
        limit: z.number().int().min(1).max(200).optional(),
      }),
    )
    .query(({ ctx, input: { direction: _, ...input } }) => listAuditEvents(ctx.services, input)),
});
