import { and, desc, eq, sql } from "drizzle-orm";
import { NodeError } from "@/nodes/sdk/node-error";
import type { Store, Tx } from "@/server/db/client";
import { fileIdsIn } from "@/server/db/file-references";
import { pack } from "@/server/db/packed-json";
import { executions, fileReferences, steps, versions, workflows } from "@/server/db/schema";
import { outputsIn } from "@/server/db/step-outputs";
import { Redaction } from "@/server/redaction/redaction";
import { realParts } from "@/server/redaction/sealed-parts";
import type { ErrorInfo } from "@/shared/errors";
import type { Item } from "@/shared/item";
import type { WorkflowDocument } from "@/shared/workflow";
import type { RunOrder } from "./protocol";
import { type RedactedInputs, redactedInput } from "./redacted-inputs";
import { triggerNodes } from "./triggers";
import { ensureVersion } from "./versions";

type Transaction = Parameters<Parameters<Store["transaction"]>[0]>[0];

type Call = {
  workflowId: string;
  items: Item[];
  wait: boolean;
  parentId: number;
  parentKey: string;
  /** A run from the editor may call a workflow that is not published. */
  manual: boolean;
  owner: string;
  leaseMs: number;
  /** The caller waited for this call, and goes on. */
  resumed: boolean;
  redacted: RedactedInputs;
  /** Of the caller: what it hides is hidden in the one that it calls as well. */
  redaction: Redaction | undefined;
};

export type Child = {
  name: string;
  order: RunOrder;
  texts: string[];
  finished?: { items: Item[] };
  /** It waits, or goes on by itself after a wait: its end wakes the caller. */
  isUnderWay?: boolean;
  /** It ended, but not well. */
  stopped?: { status: "failed" | "cancelled"; message: string };
};

/** The row of a called workflow: running under the caller's worker when it waits for the result, queued otherwise. */
export function insertChildExecution(store: Store, call: Call): Promise<Child> {
  return store.transaction((tx): Child => {
    const workflow = tx.select().from(workflows).where(eq(workflows.id, call.workflowId)).get();
    if (!workflow) {
      throw new NodeError(`There is no workflow with the id "${call.workflowId}"`, {
        code: "CHILD_UNKNOWN",
        hint: "Open the node and choose the workflow again",
        param: "workflowId",
      });
    }
    if (!isReachable(tx, call.parentId, workflow)) {
      throw new NodeError(`The workflow "${workflow.id}" belongs to another project`, {
        code: "CHILD_UNKNOWN",
        hint: "Call one of this project, or have it shared with this one",
        param: "workflowId",
      });
    }
    const draft = JSON.parse(workflow.document) as WorkflowDocument;
    const versionId = workflow.publishedVersionId ?? (call.manual ? ensureVersion(tx, workflow.id, draft) : undefined);
    if (versionId === undefined) {
      throw new NodeError(`The workflow "${workflow.name}" is not published`, {
        code: "CHILD_UNPUBLISHED",
        hint: "Publish it, so that other workflows can call it",
      });
    }
    const version = tx.select().from(versions).where(eq(versions.id, versionId)).get();
    const document = JSON.parse(version?.document ?? workflow.document) as WorkflowDocument;
    const start = triggerNodes(document, "workflow")[0] ?? triggerNodes(document, "manual")[0];
    if (!start) {
      throw new NodeError(`The workflow "${workflow.name}" cannot be called`, {
        code: "CHILD_NO_TRIGGER",
        hint: 'Add the trigger "When called by another workflow" to it',
      });
    }

    const now = Date.now();
    const own = tx
      .select()
      .from(executions)
      .where(and(eq(executions.parentId, call.parentId), eq(executions.parentKey, call.parentKey)))
      .get();
    const attempt = (own?.attempt ?? 0) + 1;
    const running = {
      status: "running",
      owner: call.owner,
      attempt,
      leaseUntil: now + call.leaseMs,
      startedAt: now,
      runSince: null,
    } as const;
    let id: number;
    let isRedacted = own !== undefined && own.redacted !== null;
    if (own) {
      id = own.id;
      if (own.status === "succeeded")
        return { ...child(id), finished: { items: lastItems(store, tx, own, call.redacted) } };
      if (own.resumeStep !== null) return { ...child(id), isUnderWay: true };
      if (call.resumed && (own.status === "failed" || own.status === "cancelled")) {
        const message = own.error ? (JSON.parse(own.error) as ErrorInfo).message : "";
        return { ...child(id), stopped: { status: own.status, message } };
      }
      if (call.wait)
        tx.update(executions)
          .set({ ...running, finishedAt: null, error: null })
          .where(eq(executions.id, id))
          .run();
    } else {
      if (!call.wait) requireShortChain(tx, call.parentId);
      const inputText = JSON.stringify(call.items.map(({ json, binary }) => ({ json, ...(binary && { binary }) })));
      const hides = hiddenIn(document.settings.redact, inputText, call);
      isRedacted = hides !== undefined;
      const [added] = tx
        .insert(executions)
        .values({
          workflowId: workflow.id,
          versionId,
          mode: "workflow",
          startNode: start.node.id,
          input: pack(hides?.inputText ?? inputText),
          redacted: hides?.redacted,
          createdAt: now,
          parentId: call.parentId,
          parentKey: call.parentKey,
          ...(call.wait ? running : { status: "queued" as const }),
        })
        .returning({ id: executions.id })
        .all();
      if (!added) throw new Error("The execution was not stored");
      id = added.id;
      hides?.keep(id);
      for (const fileId of fileIdsIn(inputText)) tx.insert(fileReferences).values({ executionId: id, fileId }).run();
    }
    return child(id);

    function child(childId: number): Child {
      return {
        name: workflow?.name ?? "",
        texts: [JSON.stringify(call.items)],
        order: {
          type: "run",
          id: childId,
          originId: childId,
          attempt,
          workflowId: call.workflowId,
          versionId: versionId ?? 0,
          mode: "workflow",
          startNode: start?.node.id ?? "",
          destination: null,
          reuse: null,
          resumed: own !== undefined,
          ranMs: own?.ranMs ?? 0,
          resumeStep: null,
          wantsResult: false,
          takesResponse: false,
          watched: false,
          ...(isRedacted && { isRedacted }),
        },
      };
    }
  });
}

function hiddenIn(own: readonly string[] = [], inputText: string, { redacted, redaction }: Call) {
  const inherited = redaction?.inherited();
  const paths = [...new Set([...own, ...(inherited?.paths ?? [])])];
  if (paths.length === 0) return undefined;
  const sealed = redacted.sealed();
  if (!inherited) return redactedInput(paths, inputText, sealed);
  const hides = redactedInput(paths, inputText, sealed, new Redaction(paths, inherited));
  return {
    ...hides,
    keep(id: number) {
      hides.keep(id);
      sealed.put(id, "inherited", JSON.stringify(inherited));
    },
  };
}

/** One that calls and does not wait may call its own workflow: somewhere that must come to an end. */
function requireShortChain(tx: Transaction, parentId: number): void {
  const row = tx.get<{ length: number }>(sql`
    WITH RECURSIVE chain(id, length) AS (
      SELECT ${parentId}, 1
      UNION ALL SELECT e.parent_id, length + 1 FROM executions e JOIN chain ON e.id = chain.id
        WHERE e.parent_id IS NOT NULL AND length <= ${maxChain})
    SELECT max(length) AS length FROM chain`);
  if (row.length <= maxChain) return;
  throw new NodeError(`More than ${maxChain} executions were called by each other, one after the other`, {
    code: "TOO_DEEP",
    hint: "Look for a workflow that calls itself, and let it end somewhere",
  });
}

const maxChain = 100;

function lastItems(
  store: Store,
  tx: Transaction,
  { id: executionId, redacted }: { id: number; redacted: string | null },
  inputs: RedactedInputs,
): Item[] {
  const rows = tx
    .select({ step: steps.step, outputs: steps.outputs, sources: steps.sources })
    .from(steps)
    .where(eq(steps.executionId, executionId))
    .orderBy(desc(steps.step))
    .limit(1)
    .all();
  const [last] = rows;
  const real = redacted === null ? undefined : realParts(inputs.sealed(), executionId);
  const ports = last ? outputsIn(store.rawRead, executionId, undefined, real)(last) : {};
  return Object.values(ports).find((items) => items.length) ?? [];
}

/** Of the caller's project, or lent to it with the right to run it. */
function isReachable(tx: Tx, callerId: number, { id, projectId }: { id: string; projectId: string }): boolean {
  const found = tx.get<{ ok: number }>(sql`
    SELECT 1 AS ok FROM executions e JOIN workflows w ON w.id = e.workflow_id
    WHERE e.id = ${callerId} AND (w.project_id = ${projectId} OR EXISTS (
      SELECT 1 FROM shares WHERE kind = 'workflow' AND resource_id = ${id} AND project_id = w.project_id AND role <> 'viewer'))`);
  return found !== undefined;
}
