import { existsSync } from "node:fs";
import { pack } from "@/server/db/packed-json";
import { executions } from "@/server/db/schema";
import { defaultLeaseMs } from "@/server/runs/owners";
import type { RunOrder, ToMain } from "@/server/runs/protocol";
import { redactedInput } from "@/server/runs/redacted-inputs";
import { ensureVersion } from "@/server/runs/versions";
import { audit } from "@/server/services/audit";
import { chooseStart } from "@/server/services/executions";
import { getWorkflow, parseImport } from "@/server/services/workflows";
import { AppError, type ErrorInfo } from "@/shared/errors";
import { type Item, isJsonObject, type Json } from "@/shared/item";
import { jsonProblemText } from "@/shared/json-text";
import type { WorkflowDocument } from "@/shared/workflow";
import { readFileText } from "./read-file";
import type { Session } from "./session";

export type Executed = {
  executionId: number;
  status: Extract<ToMain, { type: "ended" }>["status"];
  items: Item[];
  error?: ErrorInfo;
};

/** Executions of a file belong to no stored workflow. */
const noWorkflow = "file";

/** Runs a stored draft, or a file, in this process, and keeps it in the history like any other. */
export async function executeHere(session: Session, target: string, input: string | undefined): Promise<Executed> {
  const { workflowId, document } = await find(session, target);
  const inputText = JSON.stringify(toItems(input));
  const startNode = chooseStart(document, undefined);
  let settle: (ended: Omit<Executed, "executionId">) => void = () => {};
  const ended = new Promise<Omit<Executed, "executionId">>((resolve) => {
    settle = resolve;
  });
  const worker = session.worker((message, texts) => {
    if (message.type !== "ended") return;
    const items = JSON.parse(texts?.[0] ?? "[]") as Item[];
    settle({ status: message.status, items, ...(message.error && { error: message.error }) });
  });

  const { redact = [] } = document.settings;
  const hides = redact.length ? redactedInput(redact, inputText, session.sealed) : undefined;
  const now = Date.now();
  const order = await session.store.transaction((tx): RunOrder => {
    const versionId = ensureVersion(tx, workflowId, document);
    const running = { status: "running", owner: worker.owner, attempt: 1, leaseUntil: now + defaultLeaseMs } as const;
    const row = {
      workflowId,
      versionId,
      startNode,
      mode: "cli",
      input: pack(hides?.inputText ?? inputText),
      redacted: hides?.redacted,
      createdAt: now,
      startedAt: now,
    } as const;
    const [added] = tx
      .insert(executions)
      .values({ ...row, ...running })
      .returning({ id: executions.id })
      .all();
    if (!added) throw new Error("The execution was not stored");
    hides?.keep(added.id);
    audit(session.workflows, "execution.start", { id: added.id });
    return {
      ...{
        type: "run",
        id: added.id,
        originId: added.id,
        attempt: 1,
        workflowId,
        versionId,
        mode: "cli",
        startNode,
        destination: null,
        reuse: null,
      },
      ...{ resumed: false, resumeStep: null, wantsResult: true, takesResponse: false, watched: false },
    };
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => worker.receive({ type: "cancel", id: order.id, reason: "user" }, []));
  }
  worker.receive(order, [inputText]);
  return { executionId: order.id, ...(await ended) };
}

async function find(
  { workflows }: Session,
  target: string,
): Promise<{ workflowId: string; document: WorkflowDocument }> {
  if (target === "-" || existsSync(target)) {
    return { workflowId: noWorkflow, document: parseImport(await readFileText(target), workflows.store).document };
  }
  if (/[./\\]/.test(target)) throw new AppError("NOT_FOUND", `There is no file ${target}`);
  return { workflowId: target, document: getWorkflow(workflows, { id: target }).document };
}

/** One object, or a list of them, becomes the items of the start node. */
function toItems(input: string | undefined): Item[] {
  if (input === undefined) return [{ json: {} }];
  let value: Json;
  try {
    value = JSON.parse(input) as Json;
  } catch {
    throw new AppError("INVALID", `--input is not valid JSON: ${jsonProblemText(input)}`);
  }
  const list = Array.isArray(value) ? value : [value];
  return list.map((entry) => {
    if (!isJsonObject(entry)) throw new AppError("INVALID", "--input must be a JSON object, or a list of objects");
    return { json: entry };
  });
}
