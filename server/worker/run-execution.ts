import { findNode } from "@/nodes/registry";
import { passedOn } from "@/server/db/step-outputs";
import { StoreUnavailable } from "@/server/db/store-errors";
import { RunFailure, toErrorInfo } from "@/server/engine/errors";
import { type Host, type RunResult, runWorkflow, type Step } from "@/server/engine/run-workflow";
import type { Redaction } from "@/server/redaction/redaction";
import { queueErrorWorkflow } from "@/server/runs/error-workflow";
import type { RunOrder } from "@/server/runs/protocol";
import type { ErrorInfo } from "@/shared/errors";
import { type ExecutionEvent, interrupted } from "@/shared/execution";
import type { Item } from "@/shared/item";
import { portsOf } from "@/shared/ports";
import type { WorkflowDocument } from "@/shared/workflow";
import { Fenced, type Journal, type Lease } from "./checkpoints";
import { History } from "./history";
import { charactersOf, countItems, itemsText } from "./item-text";
import type { RecordedRow } from "./library";
import { nodeEnvironment } from "./node-environment";
import { openRedaction } from "./open-redaction";
import { pastSteps, recordedStep, resumption } from "./past-steps";
import type { ExecutionContext } from "./sandbox-scope";
import type { Workshop } from "./worker";

export type Ended =
  | { status: "succeeded"; resultText?: string; items: Item[] }
  | { status: "failed"; error: ErrorInfo }
  | { status: "cancelled" }
  | { status: "waiting"; until: number | null };

type Attempt = {
  order: RunOrder;
  texts: string[];
  signal: AbortSignal;
  lease: Lease;
  journal: Journal;
  redaction: Redaction | undefined;
  emit(event: ExecutionEvent): void;
  depth: number;
};

/** Live notes of the step in work. */
export type StepNotes = { startedAt: number; tries: number; logs: string[] };

export type Runner = {
  /** Executions that run now, with those they called. */
  inWork(): number[];
  run(order: RunOrder, texts: string[], signal: AbortSignal, watcher: Watcher, depth?: number): Promise<Ended>;
};

/** `underWay`: what was said of the step that runs just now, for who begins to look on. */
export type Watcher = { on: boolean; underWay: ExecutionEvent[] };

export function createRunner(workshop: Workshop): Runner {
  const { checkpoints, library, options, store } = workshop;

  const inWork = new Set<number>();

  const run: Runner["run"] = async (order, ...rest) => {
    inWork.add(order.id);
    try {
      const place = { executionId: order.id, project: library.projectOf(order.workflowId) };
      return await workshop.fileQuotas.within(place, () => runHere(order, ...rest));
    } finally {
      inWork.delete(order.id);
    }
  };
  return { run, inWork: () => [...inWork] };

  async function runHere(
    order: RunOrder,
    texts: string[],
    signal: AbortSignal,
    watcher: Watcher,
    depth = 0,
  ): Promise<Ended> {
    const emit = (event: ExecutionEvent) => {
      watcher.underWay = stillUnderWay(watcher.underWay, event);
      if (watcher.on) workshop.send({ type: "event", id: order.id, event });
    };
    const lease = { executionId: order.id, owner: options.owner, attempt: order.attempt };
    const redaction = openRedaction(workshop, order);
    const shown = (error: ErrorInfo) => redaction?.error(error) ?? error;
    const { id, versionId, mode } = order;
    const journal = checkpoints.open(lease, {
      hides: redaction && { redaction, sealed: workshop.redacted.sealed() },
      onEnd: (status) => workshop.keep.ended({ id, versionId, status, mode }),
    });
    const end = async (status: "succeeded" | "failed" | "cancelled", error?: ErrorInfo) => {
      const also =
        status === "failed" && error
          ? () => queueErrorWorkflow(store, order, error, workshop.redacted) && workshop.send({ type: "queued" })
          : undefined;
      // Nobody waits for the end: it goes along with that of others. Lost by a crash, the execution ends once more.
      const when = order.wantsResult ? "now" : "soon";
      const unavailable = status === "succeeded" ? undefined : journal.unavailable();
      if (unavailable) throw unavailable;
      await (status === "succeeded" ? journal.succeeded(when) : journal.stopped(status, error, also));
      emit({ type: "execution.finished", status, at: Date.now(), error });
    };

    try {
      const result = await attempt({ order, texts, signal, lease, journal, redaction, emit, depth });
      switch (result.status) {
        case "succeeded": {
          const items = Object.values(result.last?.outputs ?? {}).find((list) => list.length) ?? [];
          if (items.length === 0 && isIdlePoll(order, result.last?.nodeId)) await journal.dropped();
          else await end("succeeded");
          return { status: "succeeded", items, resultText: order.wantsResult ? itemsText(items) : undefined };
        }
        case "failed": {
          const error = shown(result.error);
          await end("failed", error);
          return { status: "failed", error };
        }
        case "cancelled":
          // Not a cancel: the execution goes on after the next start, or elsewhere.
          if (isTakenAway(signal)) throw new Fenced();
          await end("cancelled");
          return result;
        case "waiting": {
          const until = result.until?.getTime() ?? null;
          emit({ type: "execution.waiting", until });
          return { status: "waiting", until };
        }
      }
    } catch (thrown) {
      if (thrown instanceof Fenced || thrown instanceof StoreUnavailable) throw thrown;
      const error = shown(toErrorInfo(thrown));
      await end("failed", error);
      return { status: "failed", error };
    }
  }

  /** A trigger that looked for something new, and found nothing. */
  function isIdlePoll({ mode, startNode, versionId }: RunOrder, last: string | undefined): boolean {
    if (mode !== "schedule" || last !== startNode) return false;
    const { document } = library.version(versionId);
    return findNode(nodeOf(document.nodes, startNode).type)?.trigger?.kind === "poll";
  }

  async function attempt(given: Attempt): Promise<RunResult> {
    const { order, texts, signal, lease, journal, redaction, emit, depth } = given;
    const real = redaction && workshop.redacted.sealed();
    const ledger = workshop.ledger.open(lease, order.resumed, real);
    const version = library.version(order.versionId);
    const { document } = version;
    const input = JSON.parse(texts[0] ?? "[]") as Item[];
    const shown = (error: ErrorInfo) => redaction?.error(error) ?? error;
    redaction?.learn(input);
    const history = new History(input, (index) => library.outputsOfStep(order.id, index, real));
    const context: ExecutionContext = {
      id: order.id,
      mode: order.mode,
      workflowId: order.workflowId,
      project: library.projectOf(order.workflowId),
      version,
      history,
      vars: library.vars(),
      timezone: document.settings.timezone ?? library.timezone(),
      memory: workshop.memories.open(order.id, order.workflowId, order.resumed, redaction?.text),
      redaction,
      get resumeUrl() {
        return `${options.baseUrl}/webhook-waiting/${order.id}/${workshop.sign(`resume:${order.id}`)}`;
      },
      get resumeFormUrl() {
        return `${options.baseUrl}/form-waiting/${order.id}/${workshop.sign(`form:${order.id}`)}`;
      },
    };
    const past = new Map(order.resumed ? library.pastSteps(order.id, real).map((row) => [row.index, row]) : []);
    for (const { outputs } of redaction ? past.values() : []) redaction?.ports(outputs);
    refuseUnsafeRepeat(past, (id) => version.prepared(nodeOf(document.nodes, id)).effect, document);
    emit({ type: "execution.started", at: Date.now() });

    const notes = new Map<number, StepNotes>();
    const notesOf = (index: number) => {
      const { startedAt, tries, logs } = notes.get(index) ?? { startedAt: Date.now(), tries: 1, logs: [] };
      notes.delete(index);
      return { startedAt, tries: tries > 1 ? tries : undefined, logs, durationMs: Date.now() - startedAt };
    };
    /** Where nobody waits for the end, nothing waits in line behind it, and the node keeps nothing between tries. */
    const mayPostpone = ({ node }: Step) =>
      depth === 0 &&
      !order.wantsResult &&
      !order.takesResponse &&
      order.mode !== "manual" &&
      document.settings.order !== "parallel" &&
      document.settings.concurrency === undefined &&
      node.timeoutMs === undefined &&
      !version.prepared(node).definition.suspends &&
      version.prepared(node).definition.trigger?.kind !== "poll";
    /** The step as an earlier attempt left it: it waited for its next try, or was in one. */
    function cutOff({ index, node }: Step): RecordedRow | undefined {
      const row = past.get(index);
      return row && row.nodeId === node.id && (row.status === "running" || row.status === "waiting") ? row : undefined;
    }
    const effectOf = ({ node }: Step) => (node.disabled ? "none" : version.prepared(node).effect);

    const host: Host = {
      needsAll(node) {
        const { needs } = version.prepared(node).definition;
        return (typeof needs === "function" ? needs(node.params) : needs) === "all";
      },
      firstInput: (node) => portsOf(version.prepared(node).definition.inputs, node.params)[0]?.name,
      suspends: (node) => version.prepared(node).definition.suspends === true,
      recorded: (index) => recordedStep(past.get(index), history),
      past: () => pastSteps(past),
      environment: (step, stepSignal, memory) =>
        nodeEnvironment(
          {
            workshop,
            context,
            order,
            ledger,
            depth,
            run,
            emit,
            notes: notes.get(step.index) ?? { startedAt: 0, tries: 1, logs: [] },
            failedTries: cutOff(step)?.tries ?? 0,
            onRetry(failedTries) {
              const startedAt = notes.get(step.index)?.startedAt ?? Date.now();
              journal.retrying(step, startedAt, failedTries).catch(() => {});
            },
            postponeFromMs: mayPostpone(step) ? postponeFromMs : undefined,
          },
          step,
          stepSignal,
          memory,
        ),
      async started(step) {
        const startedAt = Date.now();
        const before = cutOff(step);
        const logs = before?.logs ? (JSON.parse(before.logs) as string[]) : [];
        notes.set(step.index, { startedAt, tries: (before?.tries ?? 0) + 1, logs });
        emit({ type: "step.started", index: step.index, nodeId: step.node.id, run: step.run, at: startedAt });
        // Before something outside changes, all that led here is on disk, and that this is about to happen.
        if (effectOf(step) !== "none") {
          await journal.started(step, startedAt, before?.tries ?? 0);
        }
      },
      async finished(step, outputs, memory) {
        const stepNotes = notesOf(step.index);
        const passed = passedOn(step, outputs, (source) => history.earlier(source));
        history.add(step.index, {
          ...{ nodeId: step.node.id, run: step.run, sources: step.sources, outputs },
          passes: passed?.passes,
        });
        const isRepeatable = effectOf(step) === "none" && journal.waiting() < maxWaiting;
        const also = [...context.memory.taken(step.index), ...ledger.forget(step.index)];
        const when = isRepeatable ? "soon" : "now";
        const written = journal.finished(step, { outputs, passed, memory, notes: stepNotes, also, when });
        // What went on is here once, but may be let go only when both are.
        const [source] = Object.values(step.sources);
        const size = () => (passed ? (source ? history.charactersOf(source.step) : 0) : charactersOf(outputs));
        const kept = written.then(() => history.stored(step.index, size()));
        if (isRepeatable) kept.catch(() => {});
        else await kept;
        emit({
          type: "step.finished",
          index: step.index,
          durationMs: stepNotes.durationMs,
          tries: stepNotes.tries,
          counts: countItems(outputs),
        });
      },
      async failed(step, thrown) {
        // Cut off by the stop of the server, not failed: the next start decides by what the node says of a second run.
        if (isTakenAway(signal)) return;
        const error = shown(thrown);
        const stepNotes = notesOf(step.index);
        context.memory.taken(step.index);
        journal.failed(step, error, stepNotes).catch(() => {});
        const { durationMs, tries } = stepNotes;
        emit({ type: "step.failed", index: step.index, durationMs, tries, error });
      },
      async postponed(step, next) {
        const { startedAt, logs } = notesOf(step.index);
        context.memory.taken(step.index);
        const token = workshop.sign(`resume:${order.id}`);
        await journal.postponed(step, { ...next, error: shown(next.error) }, { token, startedAt, logs });
      },
      async suspended(step, until, memory) {
        const { startedAt } = notesOf(step.index);
        await journal.suspended(step, {
          ...{ wakeAt: until?.getTime() ?? null, startedAt, memory, also: context.memory.taken(step.index) },
          token: workshop.sign(`resume:${order.id}`),
        });
      },
    };

    const limit = document.settings.timeoutSeconds;
    const timer = new AbortController();
    const leftMs = limit && limit * 1000 - (order.ranMs ?? 0);
    // A limit of more is one for several attempts: no process lives so long.
    const timeout = limit && setTimeout(() => timer.abort(tooLong(limit)), Math.min(leftMs ?? 0, maxTimerMs));
    if (limit && leftMs !== undefined && leftMs <= 0) timer.abort(tooLong(limit));
    try {
      return await runWorkflow(
        {
          document,
          startNode: order.startNode,
          input: { main: input },
          destination: order.destination ?? undefined,
          maxSteps: document.settings.maxSteps,
          usePinned: order.mode === "manual",
          reused: order.reuse ? library.outputsOf(order.reuse) : undefined,
          signal: limit ? AbortSignal.any([signal, timer.signal]) : signal,
          resumed: resumption(order, texts, past),
        },
        host,
      );
    } finally {
      clearTimeout(timeout);
    }
  }
}

const isTakenAway = ({ reason }: AbortSignal) => reason === "shutdown" || reason === "lost";

/** A pause between tries from which on an execution gives its place to others, and goes on after a restart. */
const postponeFromMs = 5_000;

/** Steps that are not on disk yet; with more, a step waits for its own, so that a fast loop does not pile them up. */
const maxWaiting = 200;

/** What was said of the steps in work, after one more event: their beginning, and the newest of their tries. */
function stillUnderWay(before: ExecutionEvent[], event: ExecutionEvent): ExecutionEvent[] {
  switch (event.type) {
    case "step.started":
      return [...before, event];
    case "step.retrying":
      return [...before.filter((known) => known.type !== "step.retrying" || known.index !== event.index), event];
    case "step.finished":
    case "step.failed":
      return before.filter((known) => !("index" in known) || known.index !== event.index);
    default:
      return before;
  }
}

/** A step that was cut off may have done its work: only nodes that say a second run is safe are run again. */
function refuseUnsafeRepeat(
  past: Map<number, RecordedRow>,
  effectOf: (nodeId: string) => string,
  { nodes, settings }: WorkflowDocument,
) {
  if (settings.whenUnknown === "again") return;
  const cut = [...past.values()].find(({ status, nodeId }) => status === "running" && effectOf(nodeId) === "unsafe");
  if (!cut) return;
  throw new RunFailure({
    code: interrupted,
    message: `The server stopped while "${nodeOf(nodes, cut.nodeId).name}" was running: it is not known whether its work was done`,
    hint: "Check the service it calls, then say how to go on",
    nodeId: cut.nodeId,
  });
}

function nodeOf<N extends { id: string }>(nodes: readonly N[], id: string): N {
  const node = nodes.find((candidate) => candidate.id === id);
  if (!node) throw new Error(`The workflow has no node "${id}"`);
  return node;
}

const maxTimerMs = 2 ** 31 - 1;
const tooLong = (seconds: number) =>
  new RunFailure({
    code: "TIMEOUT",
    message: `The execution ran longer than the workflow's limit of ${seconds} s`,
    hint: "Raise the limit in the workflow's settings, or find out which step is slow",
  });
