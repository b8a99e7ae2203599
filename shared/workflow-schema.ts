import { z } from "zod";
import type { Item, JsonObject } from "./item";
import { maxRedactPath, maxRedactPaths, redactPathProblem } from "./redact-path";
import type { Edge, StickyNote, WorkflowNode } from "./workflow";

/** The document people save, export and import. Schema and types are one. */

const name = z.string().min(1).max(128);
const id = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\w-]+$/, "may hold letters, digits, _ and - only");
const portName = z.string().min(1).max(64);
const coordinate = z.number().min(-1_000_000).max(1_000_000);
const position = z.strictObject({ x: coordinate, y: coordinate });
const jsonObject = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;

const fileRef = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{64}$/, "is not the id of a stored file"),
  name: z.string().max(255),
  mimeType: z.string().max(255),
  size: z.number().int().min(0),
});
const origin = z.strictObject({
  item: z.number().int().min(0),
  input: z.string().optional(),
  source: z.strictObject({ step: z.number().int().min(0), port: portName }).optional(),
});
export const itemSchema: z.ZodType<Item> = z.strictObject({
  json: jsonObject,
  binary: z.record(z.string(), fileRef).optional(),
  from: z.union([origin, z.array(origin)]).optional(),
});

export const retrySchema = z.strictObject({
  /** Tries in all, the first included. */
  tries: z.number().int().min(2).max(20),
  /** Pause before the second try. */
  waitMs: z.number().int().min(0).max(86_400_000),
  /** `double`: each pause is twice the one before. */
  backoff: z.enum(["same", "double"]).default("same"),
});

export const workflowNodeSchema = z.strictObject({
  id,
  type: z.string().min(1).max(200),
  version: z.number().positive(),
  /** Unique in the workflow: expressions say `$('name')`. */
  name,
  position,
  /** A string that starts with `=` is an expression; a literal `=` is written `==`. */
  params: jsonObject.default({}),
  /** Credential ids by slot of the node type. Never a secret. */
  credentials: z.record(z.string(), z.string()).optional(),
  disabled: z.boolean().optional(),
  notes: z.string().max(10_000).optional(),
  onError: z.enum(["stop", "continue", "branch"]).optional(),
  retry: retrySchema.optional(),
  /** Limit for one run of the node, all tries included. */
  timeoutMs: z.number().int().min(1).max(86_400_000).optional(),
  /** Only the first item of each input is processed. */
  executeOnce: z.boolean().optional(),
  /** An empty result becomes one empty item. */
  alwaysOutput: z.boolean().optional(),
  /** Items by output port that stand in for the node's own work in runs from the editor. */
  pinned: z.record(portName, z.array(itemSchema)).optional(),
});

export const edgeSchema = z.strictObject({
  from: z.strictObject({ node: id, port: portName }),
  to: z.strictObject({ node: id, port: portName }),
});

const color = z.enum(["yellow", "blue", "green", "pink", "purple", "gray"]);

export const stickyNoteSchema = z.strictObject({
  id,
  text: z.string().max(50_000),
  position,
  size: z.strictObject({ width: z.number().min(40).max(20_000), height: z.number().min(40).max(20_000) }),
  color: color.default("yellow"),
});

export const nodeGroupSchema = z.strictObject({
  id,
  name,
  /** Ids of nodes that do not exist any more mean nothing. */
  nodeIds: z.array(id).max(10_000),
  color: color.optional(),
  description: z.string().max(10_000).optional(),
});

const redactPath = z
  .string()
  .max(maxRedactPath)
  .superRefine((path, ctx) => {
    const problem = redactPathProblem(path);
    if (problem) ctx.addIssue({ code: "custom", message: `"${path}" ${problem}` });
  });
/** Days, or `none`: the data of an execution go when it ends, and only what became of it is kept. */
const keepRule = z.union([z.number().int().min(1).max(3_650), z.literal("none")]);

export const workflowSettingsSchema = z.strictObject({
  /** IANA name; the instance's zone when absent. */
  timezone: z.string().max(64).optional(),
  /** Limit for a whole execution, waits not counted. */
  timeoutSeconds: z.number().int().min(1).max(2_592_000).optional(),
  /** Where a step was cut off that may not run twice, and nobody knows whether it was done: a person is asked, or it runs again. */
  whenUnknown: z.enum(["ask", "again"]).optional(),
  /** Limit for one run of code, instead of the server's. */
  codeSeconds: z.number().int().min(1).max(600).optional(),
  /** An execution of more steps is taken for an endless loop; 25,000 when absent. */
  maxSteps: z.number().int().min(1).max(1_000_000).optional(),
  /** Id of the workflow that is started when an execution of this one fails. */
  errorWorkflow: z.string().max(64).optional(),
  /** Id of the channel that is told of failures, or `off`; the instance's default when absent. */
  failureNotices: z.string().max(64).optional(),
  /**
   * `depth`, the default: each branch to its end. `breadth`: all branches forward together, as in old n8n workflows.
   * `parallel`: branches side by side.
   */
  order: z.enum(["depth", "breadth", "parallel"]).optional(),
  /**
   * Where the first item of an event says which executions belong together, such as `body.order_id`. `concurrency` and
   * `debounce` hold for each key by itself; without a path, for the whole workflow.
   */
  laneKey: z
    .string()
    .max(200)
    .regex(/^[^.[\]\s]+(\.[^.[\]\s]+|\[\d+\])*$/, "is not a path such as body.order_id")
    .optional(),
  /** How many run at once, waits not counted, and what becomes of one that comes when there is no room. */
  concurrency: z
    .strictObject({
      limit: z.number().int().min(1).max(1_000),
      whenBusy: z.enum(["queue", "skip", "replace"]).default("queue"),
    })
    .optional(),
  /** An event waits until nothing new came for `seconds`; only the newest runs, `maxSeconds` after the first at last. */
  debounce: z
    .strictObject({
      seconds: z.number().int().min(1).max(86_400),
      maxSeconds: z.number().int().min(1).max(604_800).optional(),
    })
    .optional(),
  /** Paths in the JSON of items, such as `customer.email` or `**.password`: what they name is kept and shown as `***`. */
  redact: z.array(redactPath).max(maxRedactPaths).optional(),
  /** Of executions: `status` keeps items, logs, messages and calls from people who may not edit the workflow. */
  viewersSee: z.enum(["everything", "status"]).optional(),
  /** How long executions that succeeded are kept, and those that failed or were cancelled; as the server says when absent. */
  keepSucceeded: keepRule.optional(),
  keepFailed: keepRule.optional(),
});

export const workflowDocumentSchema = z
  .strictObject({
    formatVersion: z.literal(1),
    name,
    nodes: z.array(workflowNodeSchema).max(10_000).default([]),
    edges: z.array(edgeSchema).max(40_000).default([]),
    notes: z.array(stickyNoteSchema).max(1_000).default([]),
    /** Nodes that belong together. */
    groups: z.array(nodeGroupSchema).max(1_000).optional(),
    settings: workflowSettingsSchema.default({}),
  })
  .superRefine(checkReferences);

type Draft = { nodes: WorkflowNode[]; edges: Edge[]; notes: StickyNote[] };

function checkReferences({ nodes, edges, notes }: Draft, ctx: z.RefinementCtx) {
  const ids = new Set<string>();
  const names = new Set<string>();
  nodes.forEach((node, index) => {
    if (ids.has(node.id))
      ctx.addIssue({ code: "custom", path: ["nodes", index, "id"], message: `"${node.id}" is used twice` });
    if (names.has(node.name)) {
      ctx.addIssue({
        code: "custom",
        path: ["nodes", index, "name"],
        message: `"${node.name}" is the name of two nodes`,
      });
    }
    ids.add(node.id);
    names.add(node.name);
  });
  notes.forEach((note, index) => {
    if (ids.has(note.id))
      ctx.addIssue({ code: "custom", path: ["notes", index, "id"], message: `"${note.id}" is used twice` });
    ids.add(note.id);
  });
  const wires = new Set<string>();
  const nodeIds = new Set(nodes.map((node) => node.id));
  edges.forEach((edge, index) => {
    for (const end of ["from", "to"] as const) {
      if (!nodeIds.has(edge[end].node)) {
        ctx.addIssue({
          code: "custom",
          path: ["edges", index, end, "node"],
          message: `there is no node "${edge[end].node}"`,
        });
      }
    }
    const wire = JSON.stringify([edge.from.node, edge.from.port, edge.to.node, edge.to.port]);
    if (wires.has(wire))
      ctx.addIssue({ code: "custom", path: ["edges", index], message: "the same two ports are connected twice" });
    wires.add(wire);
  });
}
