import type { TRPCClient } from "@trpc/client";
import type { StoreApi } from "zustand";
import { texts } from "@/components/messages/texts";
import type { AppRouter } from "@/server/api/root";
import type { WatchedEvent } from "@/shared/api";
import { eventsOf, isFinal } from "@/shared/execution";
import type { Item } from "@/shared/item";
import type { WorkflowDocument } from "@/shared/workflow";
import { findNode } from "./document";
import { follow, hasGap, openRun, type RunView } from "./run-view";
import type { EditorState } from "./store";

/**
 * `input`: what the start node begins with. `from`: instead of a destination, where to begin anew. `reuse`: an execution
 * of which all that is as it was need not run again on the way there.
 */
export type RunPart = { startNode?: string; destination?: string; from?: string; input?: Item[]; reuse?: number };

export type RunControl = {
  /** Runs the document as it is on screen, from a trigger or up to a node. */
  start(part: RunPart): Promise<void>;
  /** Waits for one call of a webhook's or form's test address, or one message; it runs all, or up to a node. */
  listen(nodeId: string, destination?: string): void;
  stop(): Promise<void>;
  retry(): Promise<void>;
  /** Shows the newest execution of this workflow; false when there is none. */
  loadLast(): Promise<boolean>;
  watch(executionId: number, document?: WorkflowDocument): void;
  /** Shows no execution any more. */
  clear(): void;
  close(): void;
};

type Report = (error: unknown) => void;
type Subscription = { unsubscribe(): void };

/** Events are drawn in batches of this length. */
const batchMs = 40;
/** Pauses before each try to read what was missed. */
const catchUpMs = [0, 100, 300, 1_000, 3_000];

export function createRunControl(
  client: TRPCClient<AppRouter>,
  state: StoreApi<EditorState>,
  report: Report,
): RunControl {
  let watching: Subscription | undefined;
  let listening: Subscription | undefined;
  let batch: WatchedEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let catchingUp = false;

  function drain() {
    timer = undefined;
    const { run } = state.getState();
    const events = batch;
    batch = [];
    if (!run || events.length === 0) return;
    const next = follow(run, events);
    if (hasGap(next) || events.some((event) => isUnknown(next, event))) void catchUp(run.executionId).catch(report);
    // A failure is to be read at once, not looked for.
    const failed = next.state.status === "failed" && run.state.status !== "failed";
    state.setState({ run: next, ...(failed && { runPanelOpen: true }) });
  }

  /** What was said before the watch began is read once it is stored, which may be a moment later. */
  async function catchUp(executionId: number) {
    if (catchingUp) return;
    catchingUp = true;
    try {
      for (const ms of catchUpMs) {
        await new Promise((resolve) => setTimeout(resolve, ms));
        if (state.getState().run?.executionId !== executionId) return;
        const { steps } = await client.executions.get.query({ id: executionId });
        const { run } = state.getState();
        if (run?.executionId !== executionId) return;
        const next = follow(run, steps.filter(({ index }) => !run.state.steps[index]).flatMap(eventsOf));
        state.setState({ run: next });
        if (!hasGap(next)) return;
      }
    } finally {
      catchingUp = false;
    }
  }

  /** `document`: what it runs; asked for where the caller does not know it. */
  function watch(executionId: number, document?: WorkflowDocument) {
    stopListening();
    watching?.unsubscribe();
    clearTimeout(timer);
    timer = undefined;
    batch = [];
    const { readOnly } = state.getState();
    state.setState({ run: openRun(executionId), ran: document ?? null, callFirst: null });
    if (!document && !readOnly) void readDocument(executionId).catch(() => {});
    watching = client.executions.watch.subscribe(
      { id: executionId },
      {
        onData(event) {
          batch.push(event);
          timer ??= setTimeout(drain, batchMs);
        },
        onError: report,
      },
    );
  }

  /** Without it nothing is known to be out of date, which is no reason to disturb anybody. */
  async function readDocument(executionId: number) {
    const { document } = await client.executions.get.query({ id: executionId });
    if (state.getState().run?.executionId === executionId) state.setState({ ran: document });
  }

  function stopListening() {
    listening?.unsubscribe();
    listening = undefined;
    state.setState({ listening: null });
  }

  async function start(part: RunPart) {
    const { workflowId, history, starting } = state.getState();
    if (starting) return;
    state.setState({ starting: true });
    try {
      const { document } = history;
      const { id } = await client.executions.start.mutate({ workflowId, document, ...part });
      watch(id, document);
    } catch (error) {
      report(error);
    } finally {
      state.setState({ starting: false });
    }
  }

  function listen(nodeId: string, destination?: string) {
    stopListening();
    const { workflowId, history } = state.getState();
    const kind = state.getState().nodeTypes.get(findNode(history.document, nodeId)?.type ?? "")?.trigger;
    state.setState({ listening: { nodeId, urls: [], until: null }, callFirst: null });
    listening = client.testWebhooks.listen.subscribe(
      { workflowId, document: history.document, nodeId, destination },
      {
        onData(event) {
          if (event.type === "listening") {
            state.setState({ listening: { nodeId, urls: event.urls, until: event.until } });
            if (kind === "form") openForm(event.urls[0] ?? "");
          } else if (event.type === "started") {
            watch(event.executionId, history.document);
          } else {
            stopListening();
            report(new Error(texts()(nothingCame[kind === "form" || kind === "listen" ? kind : "webhook"])));
          }
        },
        onError(error) {
          stopListening();
          report(error);
        },
      },
    );
  }

  async function stop() {
    if (state.getState().listening) return stopListening();
    const { run } = state.getState();
    if (run && !isFinal(run.state.status)) {
      await client.executions.cancel.mutate({ id: run.executionId }).catch(report);
    }
  }

  return {
    start,
    listen,
    stop,
    async retry() {
      const { run } = state.getState();
      if (!run) return;
      try {
        watch((await client.executions.retry.mutate({ id: run.executionId })).id);
      } catch (error) {
        report(error);
      }
    },
    async loadLast() {
      const { workflowId } = state.getState();
      const { executions } = await client.executions.list.query({ workflowId, limit: 1 });
      const [last] = executions;
      if (last) watch(last.id);
      return last !== undefined;
    },
    watch,
    clear() {
      watching?.unsubscribe();
      state.setState({ run: null, ran: null });
    },
    close() {
      watching?.unsubscribe();
      listening?.unsubscribe();
      clearTimeout(timer);
    },
  };
}

const nothingCame = {
  form: "canvas.start.noForm",
  listen: "canvas.start.noMessage",
  webhook: "canvas.start.noCall",
} as const;

/** Beside the editor, so that the run can be watched. Where a browser blocks it, the card offers the same. */
const openForm = (url: string) => void window.open(url, "_blank", "noopener,width=640,height=860");

/** The end of a step whose start nobody heard changes nothing. */
const isUnknown = ({ state }: RunView, event: WatchedEvent) => "index" in event && !state.steps[event.index];
