import { eq } from "drizzle-orm";
import { workflows } from "@/server/db/schema";
import type { StatePlace, WorkflowState } from "@/shared/api";
import { AppError } from "@/shared/errors";
import { isNestedTooDeep, jsonProblemText, maxJsonDepth } from "@/shared/json-text";
import type { WorkflowDocument } from "@/shared/workflow";
import { audit } from "./audit";
import type { WorkflowContext } from "./context";
import { requireWorkflowData } from "./status-only";

type OfWorkflow = { workflowId: string };
type Place = OfWorkflow & { key: string };

/** As much as a worker stores under one name. */
const maxLength = 4 * 1024 * 1024;
/** Of each value, in the list. */
const previewLength = 300;
const maxEntries = 1_000;

/** What a workflow remembers from one execution to the next, for the people who look after it. */
export function workflowState(ctx: WorkflowContext, { workflowId }: OfWorkflow): WorkflowState {
  requireWorkflowData(ctx, workflowId);
  const db = ctx.store.rawRead;
  const placeOf = places(ctx, workflowId);
  const values = db
    .prepare<[number, string, number, number], { key: string; preview: string; size: number; updatedAt: number }>(
      `SELECT key, substr(value, 1, ?) AS preview, length(value) AS size, updated_at AS updatedAt
       FROM memories WHERE workflow_id = ? AND (expires_at IS NULL OR expires_at > ?) ORDER BY key LIMIT ?`,
    )
    .all(previewLength, workflowId, Date.now(), maxEntries + 1);
  const seen = db
    .prepare<[string, number], { key: string; count: number }>(
      "SELECT key, count(*) AS count FROM seen_values WHERE workflow_id = ? GROUP BY key ORDER BY key LIMIT ?",
    )
    .all(workflowId, maxEntries + 1);
  return {
    values: values.slice(0, maxEntries).map((row) => ({ ...row, ...placeOf(row.key) })),
    seen: seen.slice(0, maxEntries).map((row) => ({ ...row, ...placeOf(row.key) })),
    isCut: values.length > maxEntries || seen.length > maxEntries,
  };
}

/** The whole value, as JSON text. */
export function stateValue(ctx: WorkflowContext, { workflowId, key }: Place): { value: string } {
  requireWorkflowData(ctx, workflowId);
  const row = ctx.store.rawRead
    .prepare<[string, string], { value: string }>("SELECT value FROM memories WHERE workflow_id = ? AND key = ?")
    .get(workflowId, key);
  if (!row) throw new AppError("NOT_FOUND", "This is not remembered any more", { hint: "Look at the list again" });
  return row;
}

/**
 * Puts a value in the place of `was`, null for none; null forgets it. An execution that wrote in between wins, so that
 * no mark goes back unseen.
 */
export async function setStateValue(
  ctx: WorkflowContext,
  { workflowId, key, was, value }: Place & { was: string | null; value: string | null },
): Promise<void> {
  const text = value === null ? null : checked(value);
  places(ctx, workflowId);
  if (!/^(workflow|node:[^/]{1,64})\/./s.test(key)) throw new AppError("INVALID", `"${key}" names no place`);
  const find = ctx.store.prepareWrite("SELECT value FROM memories WHERE workflow_id = ? AND key = ?");
  const set = ctx.store.prepareWrite(
    `INSERT INTO memories (workflow_id, key, value, updated_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (workflow_id, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
  );
  const drop = ctx.store.prepareWrite("DELETE FROM memories WHERE workflow_id = ? AND key = ?");
  await ctx.store.commit(() => {
    const now = find.get(workflowId, key) as { value: string } | undefined;
    if ((now?.value ?? null) !== was) {
      throw new AppError("CONFLICT", "An execution, or somebody else, changed this value meanwhile", {
        hint: "Look at what it is now, then change it again",
      });
    }
    if (text === null) drop.run(workflowId, key);
    else set.run(workflowId, key, text, Date.now());
    audit(ctx, "workflow.changeState", {
      id: workflowId,
      details: { key: key.slice(0, 200), forgotten: text === null },
    });
  });
}

/** What a node has seen is new to it again. */
export async function forgetSeen(ctx: WorkflowContext, { workflowId, key }: Place): Promise<void> {
  const drop = ctx.store.prepareWrite("DELETE FROM seen_values WHERE workflow_id = ? AND key = ?");
  await ctx.store.commit(() => {
    drop.run(workflowId, key);
    audit(ctx, "workflow.changeState", { id: workflowId, details: { seen: key.slice(0, 200) } });
  });
}

/** As if the workflow had never run. */
export async function resetState(ctx: WorkflowContext, { workflowId }: OfWorkflow): Promise<void> {
  places(ctx, workflowId);
  const values = ctx.store.prepareWrite("DELETE FROM memories WHERE workflow_id = ?");
  const seen = ctx.store.prepareWrite("DELETE FROM seen_values WHERE workflow_id = ?");
  await ctx.store.commit(() => {
    values.run(workflowId);
    seen.run(workflowId);
    audit(ctx, "workflow.changeState", { id: workflowId, details: { all: true } });
  });
}

function checked(value: string): string {
  if (value.length > maxLength) {
    throw new AppError("INVALID", `The value is limited to ${maxLength} characters; this has ${value.length}`);
  }
  if (isNestedTooDeep(value)) {
    throw new AppError("INVALID", `The value is nested more than ${maxJsonDepth} levels deep`);
  }
  try {
    return JSON.stringify(JSON.parse(value));
  } catch {
    throw new AppError("INVALID", `This is not JSON: ${jsonProblemText(value)}`, {
      hint: 'A text stands in quotes: "2026-01-31"',
    });
  }
}

/** Reads the keys of the workflow. Nodes have their names of now. */
function places(ctx: WorkflowContext, workflowId: string): (key: string) => StatePlace {
  const row = ctx.store.read
    .select({ document: workflows.document })
    .from(workflows)
    .where(eq(workflows.id, workflowId))
    .get();
  if (!row)
    throw new AppError("NOT_FOUND", `There is no workflow "${workflowId}"`, { hint: "It may have been deleted" });
  const names = new Map((JSON.parse(row.document) as WorkflowDocument).nodes.map(({ id, name }) => [id, name]));
  return (key) => {
    const slash = key.indexOf("/");
    const scope = key.slice(0, slash);
    const nodeId = scope.startsWith("node:") ? scope.slice(5) : undefined;
    return { name: key.slice(slash + 1), ...(nodeId !== undefined && { node: names.get(nodeId) ?? null }) };
  };
}
