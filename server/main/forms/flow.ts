import type { FormEnding, FormPage, FormTrigger, ShownForm } from "@/nodes/sdk/form";
import type { Store } from "@/server/db/client";
import type { SealedParts } from "@/server/redaction/sealed-parts";
import { formTriggers } from "@/server/runs/triggers";
import { isJsonObject } from "@/shared/item";
import type { WorkflowDocument } from "@/shared/workflow";

/** What a person at the address of an execution gets to see. */
export type FormState = {
  mode: "production" | "test";
  /** The node whose page it is. */
  place: { workflowId: string; nodeId: string };
  /** The form that the execution began with. */
  trigger?: FormTrigger;
  view:
    | { is: "page"; page: FormPage; step: number; followed: boolean }
    | { is: "ending"; ending: FormEnding }
    | { is: "working" | "waiting" | "succeeded" | "failed" | "cancelled" };
};

type Row = {
  workflow_id: string;
  status: string;
  mode: string;
  version_id: number;
  start_node: string;
  step: number | null;
  node_id: string | null;
  memory: string | null;
};
type Origin = { document: WorkflowDocument; trigger?: FormTrigger };

const keptVersions = 100;

/** Reads from the rows of executions: a page that waits survives a restart, and so does the last one. */
export function formStates(
  store: Store,
  sealed: Pick<SealedParts, "get">,
): (executionId: number) => FormState | undefined {
  const find = store.rawRead.prepare<[number], Row>(`
    SELECT e.workflow_id, e.status, e.mode, e.version_id, e.start_node, s.step, s.node_id, s.memory FROM executions e
    LEFT JOIN steps s ON e.status = 'waiting' AND s.execution_id = e.id AND s.step = e.resume_step WHERE e.id = ?`);
  const findEnding = store.rawRead.prepare<[number], { memory: string }>(`
    SELECT memory FROM steps WHERE execution_id = ? AND status = 'succeeded' AND memory LIKE '{"ending":%' ORDER BY step DESC LIMIT 1`);
  const findDocument = store.rawRead.prepare<[number], { document: string }>(
    "SELECT document FROM versions WHERE id = ?",
  );
  const origins = new Map<string, Origin>();

  return (executionId) => {
    const row = find.get(executionId);
    if (!row) return undefined;
    const { document, trigger } = origin(row);
    const place = { workflowId: row.workflow_id, nodeId: row.node_id ?? row.start_node };
    const mode = row.mode === "manual" ? "test" : "production";
    return { mode, place, trigger, view: viewOf(executionId, row, document) };
  };

  function viewOf(executionId: number, row: Row, document: WorkflowDocument): FormState["view"] {
    const shown = pageIn(row.memory);
    if (row.step !== null && row.node_id !== null && shown.form) {
      // What the workflow hides from its people is not hidden from those whom it asks.
      const real = pageIn(sealed.get(executionId, `memory ${row.step}`) ?? null).form;
      return { is: "page", page: real ?? shown.form, step: row.step, followed: leadsToForm(document, row.node_id) };
    }
    const ended = findEnding.get(executionId);
    if (ended) return { is: "ending", ending: (JSON.parse(ended.memory) as { ending: FormEnding }).ending };
    switch (row.status) {
      case "waiting":
      case "succeeded":
      case "failed":
      case "cancelled":
        return { is: row.status };
      default:
        return { is: "working" };
    }
  }

  function origin({ version_id: version, start_node: startNode }: Row): Origin {
    const key = `${version} ${startNode}`;
    const known = origins.get(key);
    if (known) return known;
    const document = JSON.parse(findDocument.get(version)?.document ?? '{"nodes":[],"edges":[]}') as WorkflowDocument;
    const nodes = document.nodes.filter(({ id }) => id === startNode);
    const found: Origin = { document, trigger: formTriggers({ ...document, nodes })[0]?.form };
    if (origins.size >= keptVersions) origins.delete(origins.keys().next().value ?? key);
    origins.set(key, found);
    return found;
  }
}

type Shown = Partial<ShownForm> & { form?: FormPage };
const pageIn = (memory: string | null): Shown => (memory ? (JSON.parse(memory) as Shown) : {});

/** Whether the person who submitted a form at this node may get to see another page. */
export function leadsToForm({ nodes, edges }: WorkflowDocument, nodeId: string): boolean {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from.node, [...(next.get(from.node) ?? []), to.node]);
  // The node itself counts when a loop leads back to it.
  const reached = new Set(next.get(nodeId));
  for (const id of reached) for (const other of next.get(id) ?? []) reached.add(other);
  return nodes.some((node) => reached.has(node.id) && !node.disabled && showsForm(node));
}

const showsForm = ({ type, params }: WorkflowDocument["nodes"][number]) =>
  type === "core.form" || (type === "core.wait" && isJsonObject(params.until) && params.until.is === "form");
