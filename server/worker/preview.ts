import type { ToWorker } from "@/server/runs/protocol";
import { compileParams } from "@/server/sandbox/compile-params";
import { SandboxFailure } from "@/server/sandbox/executor-client";
import { type Column, noInput } from "@/server/sandbox/protocol";
import { readColumns } from "@/server/sandbox/read-answer";
import { type LeafError, leafValue, prepare } from "@/server/sandbox/resolve-params";
import type { PreviewResult } from "@/shared/api";
import type { Item, Json } from "@/shared/item";
import type { WorkflowDocument } from "@/shared/workflow";
import { History } from "./history";
import { itemsText } from "./item-text";
import { sandboxScope } from "./sandbox-scope";
import type { Workshop } from "./worker";
import { openVersion } from "./workflow-version";

type PreviewOrder = Extract<ToWorker, { type: "preview" }>;

/** What expressions of a node would give, on the data of an execution. Errors that a run swallows are told here. */
export async function previewTemplates(
  workshop: Workshop,
  order: PreviewOrder,
  texts: string[],
): Promise<PreviewResult[]> {
  const document: WorkflowDocument = JSON.parse(texts[0] ?? "{}");
  const templates: string[] = JSON.parse(texts[1] ?? "[]");
  const node = document.nodes.find(({ id }) => id === order.nodeId);
  if (!node) throw new Error("The node is not in the workflow any more");
  const { history, run, sources, items } = dataFor(workshop, order, document);
  const template = compileParams(templates);
  const context = {
    id: order.executionId ?? 0,
    mode: "manual" as const,
    workflowId: order.workflowId,
    project: workshop.library.projectOf(order.workflowId),
    version: openVersion(0, document, workshop.apiTypes),
    history,
    vars: workshop.library.shownVars(),
    timezone: document.settings.timezone ?? workshop.library.timezone(),
    resumeUrl: "",
    resumeFormUrl: "",
    memory: workshop.memories.open(order.executionId ?? 0, order.workflowId, order.executionId !== null),
  };
  const { scope, texts: nodeTexts } = sandboxScope(context, { node, run, sources }, items, template.reads);
  let columns: Column[] = [];
  if (template.codes.length) {
    try {
      const { expressionMs: timeoutMs, outputBytes } = workshop.limits;
      const call = {
        kind: "evaluate" as const,
        project: context.project,
        timeoutMs,
        outputBytes,
        codes: template.codes,
        scope,
      };
      columns = readColumns(await workshop.executor.call(call, [itemsText(items), ...nodeTexts]));
    } catch (thrown) {
      if (!(thrown instanceof SandboxFailure)) throw thrown;
      return templates.map(() => ({ ok: false, message: thrown.error.message }));
    }
  }
  const ready = columns.map(prepare);
  const index = Math.min(order.item, Math.max(items.length - 1, 0));

  return templates.map((text, at): PreviewResult => {
    const leaf = template.leaves.find(({ path }) => path[0] === at);
    if (!leaf) return { ok: true, value: text, text };
    const soft = leaf.parts.flatMap((part): LeafError[] => {
      const error = "code" in part ? ready[part.code]?.errors.get(index) : undefined;
      return error ? [error] : [];
    });
    if (soft[0]) return { ok: false, message: soft[0].message };
    // Of a text in a list of templates there is no place to name, and who reads it has the field open.
    if (scope.hasInput === false && leaf.parts.some((part) => "keys" in part)) return { ok: false, message: noInput };
    const value = leafValue(leaf, ready, items, index);
    return { ok: true, value: (value ?? null) as Json, text: show(value) };
  });
}

function show(value: unknown): string {
  if (value === undefined) return "undefined";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/**
 * The items that reached the node in the chosen run, with the other nodes as they were by then; or the items that
 * would have reached it from the nodes before it.
 */
function dataFor(
  { library }: Workshop,
  { executionId, nodeId, run: chosen }: PreviewOrder,
  document: WorkflowDocument,
) {
  const history = new History();
  const rows = executionId === null ? [] : library.pastSteps(executionId);
  const ownRows = rows.filter((row) => row.nodeId === nodeId);
  const own = ownRows.find(({ run }) => run === chosen) ?? ownRows.at(-1);
  for (const row of rows) if (!own || row.index < own.index) history.add(row.index, row);
  const sources = own?.sources ?? fromUpstream(rows, nodeId, document);
  const [port] = Object.keys(sources).sort();
  const source = port === undefined ? undefined : sources[port];
  const items: Item[] = source ? (history.step(source.step)?.outputs[source.port] ?? []) : [];
  return { history, run: own?.run ?? 0, sources, items };
}

function fromUpstream(
  rows: { index: number; nodeId: string; outputs: { [port: string]: Item[] } }[],
  nodeId: string,
  document: WorkflowDocument,
) {
  const sources: { [port: string]: { step: number; port: string } } = {};
  for (const { from, to } of document.edges) {
    if (to.node !== nodeId) continue;
    const row = rows.findLast((candidate) => candidate.nodeId === from.node && candidate.outputs[from.port]?.length);
    if (row) sources[to.port] ??= { step: row.index, port: from.port };
  }
  return sources;
}
