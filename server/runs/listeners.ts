import type { Delivery } from "@/nodes/sdk/listen";
import type { Store } from "@/server/db/client";
import { logger } from "@/server/processes/logger";
import type { ListenerState } from "@/shared/api";
import { AppError, type ErrorInfo } from "@/shared/errors";
import type { WorkflowDocument } from "@/shared/workflow";
import type { Dispatcher } from "./dispatcher";
import { intakeKey, type Once } from "./intake-keys";
import type { FromListener, ListenOrder } from "./protocol";
import { triggerNodes } from "./triggers";
import type { PoolWorker } from "./worker-pool";

export type Listeners = ReturnType<typeof createListeners>;

/** What one trigger does now. `held`: by which worker; there is never a second one that listens for it. */
type Post = {
  workflowId: string;
  nodeId: string;
  /** Of the published version; absent once it shall end. */
  versionId?: number;
  held?: { id: number; worker: PoolWorker; versionId: number; since?: number; isStopping: boolean };
  retry?: NodeJS.Timeout;
  retryAt?: number;
  since: number;
  failures: number;
  error?: ErrorInfo;
};

type Trial = {
  worker: PoolWorker;
  isOver: boolean;
  connected(): void;
  ended(error: ErrorInfo): void;
  start(inputText: string): Promise<unknown>;
};

export type TrialTarget = Omit<ListenOrder, "type" | "id" | "isTest">;

/** Executions that may wait for a worker before listeners have to wait with what they receive. */
const maxQueued = 1_000;
/** How long a broker may take to deliver a message again that nobody acknowledged. */
const keepKeysMs = 3 * 86_400_000;
const firstRetryMs = 1_000;
const maxRetryMs = 60_000;
/** A connection that lived that long was a good one. */
const goodMs = 30_000;

/**
 * Triggers that listen at a broker. Each is given to one worker, which keeps the connection; it goes to another when
 * that worker ends, and is begun again, later each time, when its connection ends. What is received is stored before
 * the worker is told that it may acknowledge it.
 */
export function createListeners(
  store: Store,
  { dispatcher, workers }: { dispatcher: Dispatcher; workers(): readonly PoolWorker[] },
) {
  const log = logger("listeners");
  const posts = new Map<string, Post>();
  const holders = new Map<number, Post>();
  const trials = new Map<number, Trial>();
  const findPublished = store.rawRead.prepare<[], { workflowId: string; versionId: number; document: string }>(
    "SELECT w.id AS workflowId, v.id AS versionId, v.document FROM workflows w JOIN versions v ON v.id = w.published_version_id",
  );
  const isCrowded = store.rawRead.prepare<[number], { id: number }>(
    "SELECT id FROM executions WHERE status = 'queued' LIMIT 1 OFFSET ?",
  );
  let nextId = 1;
  let closed = false;

  return {
    /** Begins, ends and replaces listeners so that they are those of what is published. */
    reload() {
      if (closed) return;
      const wanted = readWanted();
      for (const [name, post] of posts) if (!wanted.has(name)) want(name, post, undefined);
      for (const [name, { workflowId, nodeId, versionId }] of wanted) {
        const post = posts.get(name) ?? { workflowId, nodeId, since: Date.now(), failures: 0 };
        posts.set(name, post);
        want(name, post, versionId);
      }
    },

    /** Takes one message of a trigger, for a run from the editor. Returns how to stop. */
    tryOut(target: TrialTarget, trial: Omit<Trial, "worker" | "isOver">): () => void {
      const worker = roomiest();
      if (!worker) throw new AppError("UNAVAILABLE", "No worker is ready", { hint: "Try again in a moment" });
      const id = nextId++;
      trials.set(id, { ...trial, worker, isOver: false });
      worker.send({ type: "listen", id, ...target, isTest: true });
      return () => worker.send({ type: "unlisten", id });
    },

    states: (workflowId: string): ListenerState[] =>
      [...posts.values()].filter((post) => post.workflowId === workflowId && post.versionId !== undefined).map(stateOf),

    async receive(worker: PoolWorker, message: FromListener, texts: string[]): Promise<void> {
      switch (message.type) {
        case "listenerConnected":
          return connected(message.id);
        case "listenerEnded":
          return ended(message.id, message.error);
        case "received": {
          const { id, request } = message;
          try {
            await keep(message, texts[0] ?? "[]");
            worker.send({ type: "stored", id, request });
          } catch (thrown) {
            const why = thrown instanceof Error ? thrown.message : String(thrown);
            worker.send({ type: "stored", id, request, message: why });
          }
        }
      }
    },

    workerReady() {
      for (const post of posts.values()) if (!post.retry) begin(post);
    },

    workerEnded(worker: PoolWorker) {
      const lost: ErrorInfo = { code: "WORKER_ENDED", message: "The process that listened ended" };
      for (const [id, trial] of trials) if (trial.worker === worker) ended(id, lost);
      for (const [id, { held }] of holders) if (held?.worker === worker) ended(id, lost, true);
    },

    close() {
      closed = true;
      for (const { retry } of posts.values()) clearTimeout(retry);
    },
  };

  function readWanted() {
    const wanted = new Map<string, { workflowId: string; nodeId: string; versionId: number }>();
    for (const { workflowId, versionId, document } of findPublished.all()) {
      for (const { node } of triggerNodes(JSON.parse(document) as WorkflowDocument, "listen")) {
        wanted.set(`${workflowId}/${node.id}`, { workflowId, nodeId: node.id, versionId });
      }
    }
    return wanted;
  }

  /** The old version ends before the new one begins: a broker may allow its name once only. */
  function want(name: string, post: Post, versionId: number | undefined) {
    if (post.versionId === versionId) return;
    post.versionId = versionId;
    post.failures = 0;
    post.error = undefined;
    stopRetry(post);
    if (post.held) stop(post.held);
    else if (versionId === undefined) posts.delete(name);
    else begin(post);
  }

  function stop(held: NonNullable<Post["held"]>) {
    if (held.isStopping) return;
    held.isStopping = true;
    held.worker.send({ type: "unlisten", id: held.id });
  }

  function begin(post: Post) {
    const { workflowId, nodeId, versionId } = post;
    const worker = roomiest();
    if (closed || post.held || versionId === undefined || !worker) return;
    stopRetry(post);
    post.since = Date.now();
    post.held = { id: nextId++, worker, versionId, isStopping: false };
    holders.set(post.held.id, post);
    worker.send({ type: "listen", id: post.held.id, workflowId, versionId, nodeId, isTest: false });
  }

  function roomiest(): PoolWorker | undefined {
    const loads = new Map<PoolWorker, number>();
    for (const { held } of holders.values()) if (held) loads.set(held.worker, (loads.get(held.worker) ?? 0) + 1);
    const ready = workers().filter(({ isReady }) => isReady);
    return ready.sort((one, other) => (loads.get(one) ?? 0) - (loads.get(other) ?? 0))[0];
  }

  function connected(id: number) {
    trials.get(id)?.connected();
    const post = holders.get(id);
    if (!post?.held) return;
    post.since = Date.now();
    post.held.since = post.since;
    post.error = undefined;
  }

  function ended(id: number, error: ErrorInfo | undefined, isMoved = false) {
    trials.get(id)?.ended(error ?? { code: "ENDED", message: "The broker closed the connection" });
    trials.delete(id);
    const post = holders.get(id);
    const held = post?.held;
    holders.delete(id);
    if (!post || !held) return;
    post.held = undefined;
    post.since = Date.now();
    if (post.versionId === undefined) return void posts.delete(`${post.workflowId}/${post.nodeId}`);
    if (held.isStopping || isMoved) return begin(post);
    const wasGood = held.since !== undefined && Date.now() - held.since > goodMs;
    post.failures = wasGood ? 1 : post.failures + 1;
    post.error = error ?? { code: "ENDED", message: "The broker closed the connection" };
    if (post.failures === 1) log.warn({ workflow: post.workflowId, node: post.nodeId, error }, "A listener ended");
    retryLater(post);
  }

  /** With jitter: after the restart of a broker not all come back in the same moment. */
  function retryLater(post: Post) {
    if (closed) return;
    const waitMs = Math.min(firstRetryMs * 2 ** (post.failures - 1), maxRetryMs) * (0.5 + Math.random() / 2);
    post.retryAt = Date.now() + waitMs;
    post.retry = setTimeout(() => {
      stopRetry(post);
      begin(post);
    }, waitMs);
  }

  function stopRetry(post: Post) {
    clearTimeout(post.retry);
    post.retry = undefined;
    post.retryAt = undefined;
  }

  /** Resolves when it is safe on disk. */
  async function keep(message: Extract<FromListener, { type: "received" }>, inputText: string): Promise<void> {
    const { id, delivery, refused } = message;
    const trial = trials.get(id);
    if (trial) return keepTrial(id, trial, inputText, refused);
    const post = holders.get(id);
    if (!post?.held) throw new Error("It listens no more");
    const { workflowId, nodeId, held } = post;
    const { versionId } = held;
    while (isCrowded.get(maxQueued - 1) && !closed) await new Promise((resolve) => setTimeout(resolve, 100));
    // Its broker has given it to somebody else by now.
    if (post.held !== held) throw new Error("It listens no more");
    const base = { workflowId, versionId, inputText, mode: "message" as const };
    const once = delivery && onceOf(nodeId, delivery);
    if (refused) await dispatcher.recordRefused({ ...base, nodeId, once }, { ...refused, nodeId });
    else await dispatcher.acceptOnce({ ...base, startNode: nodeId }, once);
  }

  async function keepTrial(id: number, trial: Trial, inputText: string, refused?: ErrorInfo): Promise<void> {
    if (trial.isOver) throw new Error("One message is enough for a trial");
    trial.isOver = true;
    if (refused) trial.ended(refused);
    else await trial.start(inputText);
    trial.worker.send({ type: "unlisten", id });
  }

  function stateOf({ nodeId, held, since, error, retryAt }: Post): ListenerState {
    const state = held?.since ? "connected" : retryAt ? "retrying" : "connecting";
    const { message, hint } = error ?? {};
    return { nodeId, state, since, ...(retryAt && { retryAt }), ...(message && { error: { message, hint } }) };
  }
}

const onceOf = (nodeId: string, { key, isRepeated }: Delivery): Once => ({
  ...{ key: intakeKey(nodeId, key), forMs: keepKeysMs, triesFailedAgain: false, isNew: !isRepeated },
});
