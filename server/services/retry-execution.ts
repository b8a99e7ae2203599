import { and, eq, sql } from "drizzle-orm";
import { findNode } from "@/nodes/registry";
import type { Store, Tx } from "@/server/db/client";
import { pack, unpack } from "@/server/db/packed-json";
import { executions, steps, versions } from "@/server/db/schema";
import { outputsIn, type RealParts } from "@/server/db/step-outputs";
import type { Source } from "@/server/engine/schedule";
import { realParts } from "@/server/redaction/sealed-parts";
import type { Dispatcher } from "@/server/runs/dispatcher";
import { AppError, type ErrorInfo } from "@/shared/errors";
import { interrupted, isFinal, type Resolution } from "@/shared/execution";
import type { Item, Ports } from "@/shared/item";
import { portsOf } from "@/shared/ports";
import type { WorkflowDocument } from "@/shared/workflow";
import { audit } from "./audit";
import type { ServiceContext } from "./context";
import { missing } from "./executions";

type ExecutionRow = typeof executions.$inferSelect;
type StepRow = typeof steps.$inferSelect;

/** Goes on at the failed step, with everything before it as it was; the new execution has its own row. */
export async function retryExecution(
  ctx: Pick<ServiceContext, "store" | "actor" | "dispatcher">,
  { id }: { id: number },
): Promise<{ id: number }> {
  const { store, dispatcher } = ctx;
  const newId = await store.transaction((tx) => {
    const row = tx.select().from(executions).where(eq(executions.id, id)).get() ?? missing(id);
    if (!isFinal(row.status)) throw new AppError("CONFLICT", "The execution is not over yet");
    const gone = goneOf(row, dispatcher);
    if (gone) throw gone;
    const again = startAgain(tx, row, dispatcher);
    audit(ctx, "execution.retry", { id, details: { as: again } });
    return again;
  });
  dispatcher.pump();
  return { id: newId };
}

/**
 * Lets executions go on as new ones: `again` whatever ended them, `done` and `skip` those of which it is not known whether
 * a step was done. Left out are those that are not over, or have been tried again already.
 */
export async function continueExecutions(
  ctx: Pick<ServiceContext, "store" | "actor" | "dispatcher">,
  { ids, how }: { ids: number[]; how: Resolution },
): Promise<{ started: { of: number; id: number }[] }> {
  const { store, dispatcher } = ctx;
  let gone: AppError | undefined;
  const started = await store.transaction((tx) => {
    const begun = ids.flatMap((of) => {
      const row = tx.select().from(executions).where(eq(executions.id, of)).get();
      if (!row || !isFinal(row.status)) return [];
      const own = goneOf(row, dispatcher);
      gone ??= own;
      if (own) return [];
      const isRetried = tx.select({ id: executions.id }).from(executions).where(eq(executions.retryOf, of)).get();
      if (isRetried && row.status !== "succeeded") return [];
      if (how === "again") return [{ of, id: startAgain(tx, row, dispatcher) }];
      const cut = cutStep(tx, row);
      if (!cut) return [];
      const id = startAgain(tx, row, dispatcher);
      record({ store, dispatcher }, tx, { row, cut, id, how });
      return [{ of, id }];
    });
    for (const { of, id } of begun) audit(ctx, "execution.continue", { id: of, details: { as: id, how } });
    return begun;
  });
  if (started.length === 0) {
    if (gone) throw gone;
    throw new AppError("CONFLICT", "None of these executions could go on", {
      hint: "They run again already, or are not over yet, or did not stop at a step of which it is not known whether it was done",
    });
  }
  dispatcher.pump();
  return { started };
}

/** What it would need is not there any more: with what stands in its place it would do something else. */
export function missingOf({ redacted, dataDroppedAt }: Pick<ExecutionRow, "redacted" | "dataDroppedAt">) {
  const hint = "Start the workflow anew, where the data come from";
  if (dataDroppedAt !== null) {
    return new AppError("CONFLICT", "The data of this execution are not kept, as its workflow's settings say", {
      hint,
    });
  }
  const paths = JSON.parse(redacted ?? "[]") as string[];
  if (paths.length === 0) return undefined;
  const named = paths.slice(0, 5).join(", ") + (paths.length > 5 ? " …" : "");
  return new AppError("CONFLICT", `What its workflow's settings hide is not there any more: ${named}`, { hint });
}

/** The same, but of one that a person is asked about all is there still. */
function goneOf(row: ExecutionRow, dispatcher: Pick<Dispatcher, "sealed">) {
  const missing = missingOf(row);
  return missing && row.dataDroppedAt === null && dispatcher.sealed().has(row.id) ? undefined : missing;
}

/** The newest execution that was made to try this one again. */
export function retriedAs({ store }: Pick<ServiceContext, "store">, { id }: { id: number }): number | null {
  const newest = store.read
    .select({ id: sql<number | null>`max(${executions.id})` })
    .from(executions)
    .where(eq(executions.retryOf, id))
    .get();
  return newest?.id ?? null;
}

/** A success is run again from the start; a failure keeps its finished steps. */
function startAgain(tx: Tx, row: ExecutionRow, dispatcher: Pick<Dispatcher, "sealed">): number {
  const { id, workflowId, versionId, startNode, destination, input } = row;
  // A run from the editor stays one: its pinned items go on standing in for what must not really happen.
  const mode = row.mode === "manual" ? "manual" : "retry";
  const [added] = tx
    .insert(executions)
    .values({
      workflowId,
      versionId,
      startNode,
      destination,
      input,
      redacted: row.redacted,
      status: "queued",
      mode,
      createdAt: Date.now(),
      retryOf: id,
      originId: row.status === "succeeded" ? null : (row.originId ?? id),
      ...(mode === "retry" && { lane: row.lane, laneLimit: row.laneLimit }),
    })
    .returning({ id: executions.id })
    .all();
  if (!added) throw new Error("The execution was not stored");
  if (row.redacted !== null) dispatcher.sealed().copy(id, added.id);
  tx.run(
    sql`INSERT INTO file_references (execution_id, file_id) SELECT ${added.id}, file_id FROM file_references WHERE execution_id = ${id}`,
  );
  if (row.status !== "succeeded") {
    tx.run(sql`INSERT INTO steps (execution_id, step, node_id, run, status, started_at, duration_ms, tries, counts, sources, outputs, logs, memory)
      SELECT ${added.id}, step, node_id, run, status, started_at, duration_ms, tries, counts, sources, outputs, logs, memory
      FROM steps WHERE execution_id = ${id} AND status = 'succeeded'`);
  }
  return added.id;
}

/** The step that an execution stopped at because nobody knows whether it was done. */
function cutStep(tx: Tx, { id, error }: ExecutionRow): StepRow | undefined {
  const info = error === null ? undefined : (JSON.parse(error) as ErrorInfo);
  if (info?.code !== interrupted) return undefined;
  const rows = tx.select().from(steps).where(eq(steps.executionId, id)).all();
  return rows.findLast(({ status, nodeId }) => status === "running" && nodeId === info.nodeId);
}

/** The step stands as finished in the new execution. Others that were cut off stay so: each is asked about. */
function record(
  { store, dispatcher }: Pick<ServiceContext, "store" | "dispatcher">,
  tx: Tx,
  { row, cut, id, how }: { row: ExecutionRow; cut: StepRow; id: number; how: "done" | "skip" },
) {
  const outputs = how === "done" ? passedOn(store, tx, row, cut) : {};
  if (how === "done" && row.redacted !== null) {
    const sealed = dispatcher.sealed();
    const real = JSON.stringify(passedOn(store, tx, row, cut, realParts(sealed, row.id)));
    sealed.put(id, `step ${cut.step}`, real === JSON.stringify(outputs) ? undefined : real);
  }
  tx.insert(steps)
    .values({
      ...cut,
      executionId: id,
      status: "succeeded",
      durationMs: 0,
      counts: JSON.stringify(Object.fromEntries(Object.entries(outputs).map(([port, { length }]) => [port, length]))),
      outputs: pack(JSON.stringify(outputs)),
      logs: JSON.stringify([how === "done" ? "Taken for done by a person" : "Left out by a person"]),
    })
    .run();
  tx.run(sql`INSERT INTO steps SELECT * FROM (SELECT ${id} AS execution_id, step, node_id, run, status, started_at, duration_ms, tries, counts, sources, outputs, error, logs, memory
    FROM steps WHERE execution_id = ${row.id} AND status = 'running' AND step <> ${cut.step})`);
}

/** What came in, at the first output. */
function passedOn(store: Store, tx: Tx, row: ExecutionRow, { nodeId, sources }: StepRow, real?: RealParts): Ports {
  const version = tx.select({ document: versions.document }).from(versions).where(eq(versions.id, row.versionId)).get();
  const { nodes } = JSON.parse(version?.document ?? '{"nodes":[]}') as WorkflowDocument;
  const node = nodes.find((candidate) => candidate.id === nodeId);
  const port = portsOf(findNode(node?.type ?? "")?.outputs ?? ["main"], node?.params ?? {})[0]?.name;
  if (port === undefined) return {};
  return {
    [port]: inputOf(store, tx, row, { sources, real }).map((item, index) => ({ ...item, from: { item: index } })),
  };
}

function inputOf(
  store: Store,
  tx: Tx,
  row: ExecutionRow,
  { sources, real }: { sources: string | null; real: RealParts | undefined },
): Item[] {
  const from = sources === null ? [] : Object.entries(JSON.parse(sources) as { [port: string]: Source });
  const [, source] = from.sort(([one], [other]) => (one < other ? -1 : 1))[0] ?? [];
  const begun = source ? undefined : real?.(undefined);
  if (begun !== undefined) return JSON.parse(begun) as Item[];
  if (!source) return row.input ? (JSON.parse(unpack(row.input)) as Item[]) : [{ json: {} }];
  const step = tx
    .select({ step: steps.step, outputs: steps.outputs, sources: steps.sources })
    .from(steps)
    .where(and(eq(steps.executionId, row.id), eq(steps.step, source.step)))
    .get();
  return step ? (outputsIn(store.rawRead, row.id, undefined, real)(step)[source.port] ?? []) : [];
}
