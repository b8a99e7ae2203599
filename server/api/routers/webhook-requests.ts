import { z } from "zod";
import { replayWebhookRequests } from "@/server/services/webhook-replay";
import { getWebhookRequest, listWebhookRequests } from "@/server/services/webhook-requests";
import { requestDoors, requestResults } from "@/shared/webhook-request";
import { request } from "../about";
import { allowed, router, userProcedure } from "../trpc";

const id = z.number().int().positive();
const time = z.number().int().min(0);

export const webhookRequestsRouter = router({
  list: userProcedure
    .input(
      z.strictObject({
        workflowId: z.string().optional(),
        result: z.enum([...requestResults, "welcome", "refused"]).optional(),
        door: z.enum(requestDoors).optional(),
        path: z.string().max(200).optional(),
        from: time.optional(),
        to: time.optional(),
        cursor: id.optional(),
        /** Sent along with a cursor by the client's endless lists; they only go forward. */
        direction: z.literal("forward").optional(),
        limit: z.number().int().min(1).max(200).optional(),
      }),
    )
    .query(({ ctx, input }) => listWebhookRequests(ctx.services, input)),
  get: allowed("view", request("id"))
    .input(z.strictObject({ id }))
    .query(({ ctx, input }) => getWebhookRequest(ctx.services, input)),
  replay: allowed("run", request("ids"))
    .input(z.strictObject({ ids: z.array(id).min(1).max(200), version: z.enum(["published", "draft"]) }))
    .mutation(({ ctx, input }) => replayWebhookRequests(ctx.services, input)),
});
