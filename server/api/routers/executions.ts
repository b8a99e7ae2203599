import { z } from "zod";
import { compareExecutions } from "@/server/services/compare-executions";
import { chartOfExecutions } from "@/server/services/execution-chart";
import { executionLogs } from "@/server/services/execution-logs";
import {
  cancelExecution,
  deleteExecutions,
  getExecution,
  startExecution,
  stepData,
} from "@/server/services/executions";
import { itemLineage } from "@/server/services/item-lineage";
import { previewExpressions } from "@/server/services/preview-expressions";
import { continueExecutions, retriedAs, retryExecution } from "@/server/services/retry-execution";
import { listenForTest } from "@/server/services/test-webhooks";
import { listExecutionsWithReasons, waitReason } from "@/server/services/wait-reasons";
import { watchExecution } from "@/server/services/watch-execution";
import { resolutions, shownStatuses } from "@/shared/execution";
import { rangeNames } from "@/shared/execution-chart";
import { itemSchema, workflowDocumentSchema } from "@/shared/workflow-schema";
import { execution, oneOf, workflow } from "../about";
import { allowed, router, userProcedure } from "../trpc";

const id = z.number().int().positive();
const time = z.number().int().min(0);
const node = z.string().max(64);
const index = z.number().int().min(0);

export const executionsRouter = router({
  list: userProcedure
    .input(
      z.strictObject({
        workflowId: z.string().optional(),
        status: z.enum(shownStatuses).optional(),
        from: time.optional(),
        to: time.optional(),
        endedFrom: time.optional(),
        endedBefore: time.optional(),
        key: z.string().min(1).max(512).optional(),
        cursor: id.optional(),
        /** Sent along with a cursor by the client's endless lists; they only go forward. */
        direction: z.literal("forward").optional(),
        limit: z.number().int().min(1).max(200).optional(),
      }),
    )
    .query(({ ctx, input }) => listExecutionsWithReasons(ctx.services, input)),
  chart: allowed("view", oneOf(workflow("workflowId")))
    .input(
      z.strictObject({
        range: z.enum(rangeNames),
        workflowId: z.string().min(1).max(64).optional(),
        utcOffset: z.number().int().min(-1_440).max(1_440).optional(),
      }),
    )
    .query(({ ctx, input }) => chartOfExecutions(ctx.services, input)),
  get: allowed("view", execution("id"))
    .input(z.strictObject({ id }))
    .query(({ ctx, input }) => getExecution(ctx.services, input)),
  waitReason: allowed("view", execution("id"))
    .input(z.strictObject({ id }))
    .query(({ ctx, input }) => waitReason(ctx.services, input)),
  stepData: allowed("view", execution("id"))
    .input(
      z.strictObject({
        id,
        step: z.number().int().min(0),
        offset: z.number().int().min(0).optional(),
        limit: z.number().int().min(1).max(1_000).optional(),
      }),
    )
    .query(({ ctx, input }) => stepData(ctx.services, input)),
  itemLineage: allowed("view", execution("id"))
    .input(z.strictObject({ id, step: index, port: z.string().max(200), item: index }))
    .query(({ ctx, input }) => itemLineage(ctx.services, input)),
  logs: allowed("view", execution("id"))
    .input(z.strictObject({ id }))
    .query(({ ctx, input }) => executionLogs(ctx.services, input)),
  compare: allowed("view", execution("a", "b"))
    .input(z.strictObject({ a: id, b: id }))
    .query(({ ctx, input }) => compareExecutions(ctx.services, input)),
  start: allowed("run", oneOf(workflow("workflowId"), execution("reuse")))
    .input(
      z.strictObject({
        workflowId: z.string(),
        document: workflowDocumentSchema,
        startNode: node.optional(),
        destination: node.optional(),
        from: node.optional(),
        reuse: id.optional(),
        input: z.array(itemSchema).max(1_000).optional(),
      }),
    )
    .mutation(({ ctx, input }) => startExecution(ctx.services, input)),
  cancel: allowed("run", execution("id"))
    .input(z.strictObject({ id }))
    .mutation(({ ctx, input }) => cancelExecution(ctx.services, input)),
  retry: allowed("run", execution("id"))
    .input(z.strictObject({ id }))
    .mutation(({ ctx, input }) => retryExecution(ctx.services, input)),
  continue: allowed("run", execution("ids"))
    .input(z.strictObject({ ids: z.array(id).min(1).max(100), how: z.enum(resolutions) }))
    .mutation(({ ctx, input }) => continueExecutions(ctx.services, input)),
  retriedAs: allowed("view", execution("id"))
    .input(z.strictObject({ id }))
    .query(({ ctx, input }) => retriedAs(ctx.services, input)),
  delete: allowed("edit", execution("ids"))
    .input(z.strictObject({ ids: z.array(id).max(500) }))
    .mutation(({ ctx, input }) => deleteExecutions(ctx.services, input)),
  watch: allowed("view", execution("id"))
    .input(z.strictObject({ id }))
    .subscription(({ ctx, input, signal }) => watchExecution(ctx.services, input, signal)),
});

export const expressionsRouter = router({
  // A mutation only because the document is too long for the address of a query.
  preview: allowed("edit", oneOf(workflow("workflowId"), execution("executionId")))
    .input(
      z.strictObject({
        document: workflowDocumentSchema,
        workflowId: z.string().optional(),
        nodeId: node,
        executionId: id.optional(),
        run: z.number().int().min(0).optional(),
        item: z.number().int().min(0),
        templates: z.array(z.string().max(100_000)).max(100),
      }),
    )
    .mutation(({ ctx, input }) => previewExpressions(ctx.services, input)),
});

export const testWebhooksRouter = router({
  listen: allowed("edit", workflow("workflowId"))
    .input(
      z.strictObject({
        workflowId: z.string(),
        document: workflowDocumentSchema,
        nodeId: node,
        destination: node.optional(),
      }),
    )
    .subscription(({ ctx, input, signal }) => listenForTest(ctx.services, input, signal)),
});
