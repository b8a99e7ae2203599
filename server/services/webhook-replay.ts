import { eq } from "drizzle-orm";
import { unpack } from "@/server/db/packed-json";
import { executions, webhookRequests } from "@/server/db/schema";
import { emptyInput } from "@/server/runs/new-execution";
import { calledPath, matchPath } from "@/server/runs/webhook-paths";
import { AppError } from "@/shared/errors";
import { doorOf, type ReplayOutcome, type RequestDoor, requestDoors } from "@/shared/webhook-request";
import { audit } from "./audit";
import type { ServiceContext } from "./context";
import { startExecution } from "./executions";
import { missingOf } from "./retry-execution";
import { isStatusOnly } from "./status-only";
import { type Address, addressesOf } from "./webhook-addresses";
import { noReplay } from "./webhook-requests";

export type ReplayVersion = "published" | "draft";

/**
 * Makes calls once more, the oldest first, as if they came now and were let in: an owner does it on purpose. One that cannot
 * be made leaves the others be.
 */
export async function replayWebhookRequests(
  ctx: ServiceContext,
  { ids, version }: { ids: number[]; version: ReplayVersion },
): Promise<ReplayOutcome[]> {
  await ctx.requests.flush();
  const addresses = Object.fromEntries(
    requestDoors.map((door) => [door, addressesOf(ctx.store, door, version)]),
  ) as Addresses;
  const outcomes: ReplayOutcome[] = [];
  for (const id of ids.toSorted((a, b) => a - b)) {
    try {
      outcomes.push({ id, executionId: await replay(ctx, id, version, addresses) });
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      const { workflowId } =
        ctx.store.read.select().from(webhookRequests).where(eq(webhookRequests.id, id)).get() ?? {};
      const isHidden = isStatusOnly(ctx, workflowId ?? "");
      const problem = thrown.hint ? `${thrown.message}. ${thrown.hint}` : thrown.message;
      outcomes.push({ id, problem: isHidden ? "The call could not be made again" : problem });
    }
  }
  return outcomes;
}

type Addresses = { [door in RequestDoor]: Address[] };
type Row = typeof webhookRequests.$inferSelect;

async function replay(ctx: ServiceContext, id: number, version: ReplayVersion, addresses: Addresses) {
  const row = ctx.store.read.select().from(webhookRequests).where(eq(webhookRequests.id, id)).get();
  if (!row) throw new AppError("NOT_FOUND", "The request was deleted");
  requireKept(row);
  const kept = row.headers === null ? keptInput(ctx, row.executionId) : undefined;
  const called = { ...row, nodeId: kept?.nodeId ?? row.nodeId };
  const { address, params } = addressOf(called, version, addresses[doorOf(row.path)]);
  const inputText = kept?.inputText ?? (await readAgain(ctx, row, address, params));
  const { workflowId, versionId, nodeId: startNode, document } = address;
  const executionId =
    versionId === null
      ? (await startExecution(ctx, { workflowId, document, startNode, inputText })).id
      : await ctx.dispatcher.accept(
          { workflowId, versionId, mode: "webhook", startNode, inputText },
          undefined,
          (made) => audit(ctx, "execution.start", { id: made, details: { replayOf: id } }),
        );
  const { method, path, sizeBytes } = row;
  const request = { kind: "replay", method, path, sizeBytes, replayOf: row.replayOf ?? row.id } as const;
  const place = { workflowId, nodeId: startNode, executionId };
  await ctx.store.transaction((tx) => {
    tx.insert(webhookRequests)
      .values({ at: Date.now(), result: "accepted", ...request, ...place })
      .run();
    audit(ctx, "request.replay", { id, details: { version, executionId } });
  });
  return executionId;
}

/** The node that took the call, wherever its path leads now; otherwise whichever answers at that path. */
function addressOf({ nodeId, workflowId, path, method }: Row, version: ReplayVersion, addresses: Address[]) {
  const called = calledPath(path);
  const isSame = (one: Address) => one.workflowId === workflowId && one.nodeId === nodeId;
  const fitting = addresses.filter((one) => matchPath(one.path, called));
  const address = addresses.find(isSame) ?? fitting.find(({ methods }) => methods.includes(method)) ?? fitting[0];
  if (address) return { address, params: matchPath(address.path, called) ?? {} };
  throw new AppError(
    "NOT_FOUND",
    `No ${version === "draft" ? "draft" : "published workflow"} has the path "${called}"`,
    {
      hint:
        version === "draft"
          ? "Give a Webhook node or a Form Trigger this path"
          : "Publish the workflow that has it, or choose the draft",
    },
  );
}

/** Throws `AppError` when not enough of it was kept. */
function requireKept(row: Row): void {
  const missing = noReplay(row);
  if (missing) throw new AppError("INVALID", problems[missing]);
}

const problems = {
  flood: "The row stands for several requests, which were only counted",
  cut: "The body of the request was too large to be kept, or was not read",
  page: "It was the answer to a page of an execution, which went on with it",
  gone: "Nothing of the request was kept",
  redacted: "The workflow's settings hide some of it, or keep none of it",
} as const;

function keptInput({ store }: ServiceContext, executionId: number | null): { inputText: string; nodeId: string } {
  const found = store.read
    .select({
      input: executions.input,
      nodeId: executions.startNode,
      redacted: executions.redacted,
      dataDroppedAt: executions.dataDroppedAt,
    })
    .from(executions)
    .where(eq(executions.id, executionId ?? 0))
    .get();
  if (!found) throw new AppError("NOT_FOUND", "The execution with the data of the request was deleted");
  const missing = missingOf(found);
  if (missing) throw missing;
  return { nodeId: found.nodeId, inputText: found.input ? unpack(found.input) : emptyInput };
}

/** A secret was not kept, and is missing. */
async function readAgain(
  { requests }: ServiceContext,
  { method, path, query, headers, body }: Row,
  { takes, versionId }: Address,
  params: { [name: string]: string },
): Promise<string> {
  if (takes.is === "form") {
    const mode = versionId === null ? "test" : "production";
    return JSON.stringify([requests.formItemOf(body ?? Buffer.alloc(0), takes.form, mode)]);
  }
  const kept = JSON.parse(headers ?? "[]") as { name: string; value: string | null }[];
  const known = Object.fromEntries(kept.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])));
  const call = { method, path, query: query ?? "", headers: known, body: body ?? Buffer.alloc(0) };
  return JSON.stringify([await requests.itemOf(call, takes.webhook, params)]);
}
