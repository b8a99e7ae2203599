import { createHash } from "node:crypto";
import type { Store } from "@/server/db/client";
import type { WorkflowDocument } from "@/shared/workflow";

/** As OpenTelemetry writes it in JSON (OTLP 1.x): 64-bit numbers are texts, ids are hexadecimal. */
export type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  links?: { traceId: string; spanId: string }[];
  status: { code: number };
};
export type Attribute = { key: string; value: { stringValue: string } | { intValue: string } };

const internal = 1;
const unset = 0;
const failed = 2;
/** Of one execution: a loop of many turns is cut, and says so. */
const maxSteps = 500;
const maxChildren = 100;
const maxDepth = 20;

type ExecutionRow = {
  id: number;
  workflowId: string;
  versionId: number;
  status: string;
  mode: string;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  code: string | null;
  retryOf: number | null;
};
type StepRow = {
  step: number;
  nodeId: string;
  run: number;
  status: string;
  startedAt: number;
  durationMs: number | null;
  tries: number | null;
  code: string | null;
};
type Names = { workflow: string; nodes: Map<string, { name: string; type: string }> };
type Place = { traceId: string; parentSpanId?: string; depth: number };

/** The spans of an execution that ended, read off its rows: one for it, one for each step, and those of workflows it called. */
export function createSpanReader(store: Store, sign: (text: string) => string) {
  const findExecution = store.rawRead.prepare<[number], ExecutionRow>(`
    SELECT id, workflow_id AS workflowId, version_id AS versionId, status, mode, created_at AS createdAt, started_at AS startedAt,
      finished_at AS finishedAt, retry_of AS retryOf, CASE WHEN status = 'failed' THEN json_extract(error, '$.code') END AS code
    FROM executions WHERE id = ? AND finished_at IS NOT NULL`);
  // Those that a retry took over ran in another execution.
  const findSteps = store.rawRead.prepare<[number, number], StepRow>(`
    SELECT step, node_id AS nodeId, run, status, started_at AS startedAt, duration_ms AS durationMs, tries,
      CASE WHEN status = 'failed' THEN json_extract(error, '$.code') END AS code
    FROM steps WHERE execution_id = ? AND started_at >= ? ORDER BY step LIMIT ${maxSteps + 1}`);
  const findChildren = store.rawRead.prepare<[number], { id: number; parentKey: string }>(`
    SELECT id, parent_key AS parentKey FROM executions WHERE parent_id = ? AND parent_key LIKE 'w:%' LIMIT ${maxChildren}`);
  const findDocument = store.rawRead.prepare<[number], string>("SELECT document FROM versions WHERE id = ?").pluck();
  let known: { versionId: number; names: Names } | undefined;

  return (id: number): Span[] => spansOf(id, { traceId: traceIdOf(id), depth: 0 });

  function spansOf(id: number, { traceId, parentSpanId, depth }: Place): Span[] {
    const row = findExecution.get(id);
    if (!row || row.finishedAt === null || depth > maxDepth) return [];
    const startedAt = row.startedAt ?? row.createdAt;
    const names = namesOf(row.versionId);
    const found = findSteps.all(id, startedAt);
    const rows = found.slice(0, maxSteps);
    const own = spanId(traceId, id, "execution");
    const span: Span = {
      ...{ traceId, spanId: own, ...(parentSpanId && { parentSpanId }), name: names.workflow, kind: internal },
      ...{ startTimeUnixNano: nano(startedAt), endTimeUnixNano: nano(Math.max(row.finishedAt, startedAt)) },
      attributes: [
        number("islewire.execution.id", id),
        text("islewire.execution.mode", row.mode),
        text("islewire.execution.status", row.status),
        text("islewire.workflow.id", row.workflowId),
        text("islewire.workflow.name", names.workflow),
        number("islewire.queued_ms", Math.max(startedAt - row.createdAt, 0)),
        ...(row.code ? [text("error.type", row.code)] : []),
        ...(found.length > maxSteps ? [text("islewire.steps.cut", `only the first ${maxSteps} are here`)] : []),
      ],
      ...(row.retryOf !== null && { links: [linkTo(row.retryOf)] }),
      status: { code: row.status === "failed" ? failed : unset },
    };
    const end = row.finishedAt;
    return [
      span,
      ...rows.map((step) => stepSpan(step, { traceId, id, end, parent: own, node: names.nodes.get(step.nodeId) })),
      ...findChildren.all(id).flatMap((child) => {
        const parent = spanId(traceId, id, child.parentKey.split(":")[1] ?? "");
        return spansOf(child.id, { traceId, parentSpanId: parent, depth: depth + 1 });
      }),
    ];
  }

  function namesOf(versionId: number): Names {
    if (known?.versionId === versionId) return known.names;
    const document = JSON.parse(findDocument.get(versionId) ?? "{}") as Partial<WorkflowDocument>;
    const names = {
      workflow: document.name ?? "(deleted)",
      nodes: new Map(document.nodes?.map(({ id, name, type }) => [id, { name, type }])),
    };
    known = { versionId, names };
    return names;
  }

  function linkTo(id: number) {
    const traceId = traceIdOf(id);
    return { traceId, spanId: spanId(traceId, id, "execution") };
  }

  /** The same each time, and another one on another server. */
  function traceIdOf(id: number): string {
    return hex(sign(`trace:${id}`), 32);
  }
}

type About = {
  traceId: string;
  id: number;
  end: number;
  parent: string;
  node: { name: string; type: string } | undefined;
};

function stepSpan(row: StepRow, { traceId, id, end, parent, node }: About): Span {
  const { step, nodeId, run, status, startedAt, durationMs, tries, code } = row;
  return {
    ...{ traceId, spanId: spanId(traceId, id, String(step)), parentSpanId: parent, name: node?.name ?? nodeId },
    ...{ kind: internal, startTimeUnixNano: nano(startedAt) },
    endTimeUnixNano: nano(durationMs === null ? Math.max(end, startedAt) : startedAt + durationMs),
    attributes: [
      text("islewire.node.id", nodeId),
      ...(node ? [text("islewire.node.type", node.type)] : []),
      number("islewire.node.run", run),
      text("islewire.step.status", status),
      ...(tries === null ? [] : [number("islewire.step.tries", tries)]),
      ...(code ? [text("error.type", code)] : []),
    ],
    status: { code: status === "failed" ? failed : unset },
  };
}

const text = (key: string, value: string): Attribute => ({ key, value: { stringValue: value } });
const number = (key: string, value: number): Attribute => ({ key, value: { intValue: String(value) } });
const nano = (ms: number) => `${Math.round(ms)}000000`;
const hex = (value: string, length: number) => createHash("sha256").update(value).digest("hex").slice(0, length);
const spanId = (traceId: string, id: number, name: string) => hex(`${traceId} ${id} ${name}`, 16);
