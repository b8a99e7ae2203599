import { type ChildProcess, spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import type { Duplex } from "node:stream";
import { type Channel, type Frame, openChannel } from "@/server/processes/frames";
import { executorFlags, type Isolation, noIsolation } from "./isolation";
import type { SandboxLimits } from "./limits";
import { processorMs, residentMb } from "./process-usage";
import type { EvaluateRequest, RunCodeRequest, SandboxError, SqlRequest } from "./protocol";

export class SandboxFailure extends Error {
  override name = "SandboxFailure";
  constructor(readonly error: SandboxError) {
    super(error.message);
  }
}

type Sent = Omit<EvaluateRequest, "id"> | Omit<RunCodeRequest, "id"> | Omit<SqlRequest, "id">;
/** Whose call it is, and what gives it up. */
export type Caller = { workflowId?: string; signal?: AbortSignal };

type Pending = {
  request: Sent;
  texts: string[];
  caller: Caller;
  started: boolean;
  abandoned?: boolean;
  /** Times it was in flight while the executor died of somebody else. */
  losses: number;
  deadline?: NodeJS.Timeout;
  resolve(text: string): void;
  reject(failure: SandboxFailure): void;
};

export type Executor = {
  /** The answer is JSON text: columns for `evaluate`, an outcome for `code`. Throws `SandboxFailure`. */
  call(request: Sent, texts: string[], caller?: Caller): Promise<string>;
  /** Starts the process ahead of the first call. */
  warmUp(): void;
  stop(): void;
  pid(): number | undefined;
};

const graceMs = 2_000;
/** An isolate that runs holds a thread of its process, which has one more of them than the machine has cores. */
const threads = Math.min(4, availableParallelism() + 1);
/** Calls the process has, so that a thread need not wait for the next one to come. It lets `threads` of them run. */
const inFlight = 16;
/** What is left of them is for other workflows than the one that asks most. */
const inFlightOfOne = 12;
const maxFailedStarts = 3;
/** A process that has had nothing to do for so long is replaced, if it has done much: what it gathered goes. */
const idleMs = 60_000;
const muchCalls = 1_000;
const oldMs = 600_000;
/** Processor time that a process may take with no call to answer: its garbage collection takes much less. */
const restingMs = 1_000;
const noStart: SandboxError = {
  code: "CRASHED",
  message: "The process that runs expressions and code does not start. See the server's log",
};

/**
 * Supervises one executor process. A process that overruns a deadline, takes too much memory or dies is replaced;
 * the call that is to blame fails, and all others are made again; where it is not known which one that is, one by one.
 */
export function createExecutor(options: {
  entry: string;
  nodeModules: string;
  limits: SandboxLimits;
  isolation?: Isolation;
}): Executor {
  const { entry, limits } = options;
  const pending = new Map<number, Pending>();
  const queue: number[] = [];
  let child: ChildProcess | undefined;
  let channel: Channel | undefined;
  let killedFor: SandboxError | undefined;
  /** The call that broke a limit is known and has its error: the others are innocent. */
  let culpritKnown = false;
  let nextId = 1;
  let stopped = false;
  /** Deaths in a row before a first word: the process cannot run here at all. */
  let failedStarts = 0;
  /** Ids of the calls that the process has, running or not. */
  const held = new Set<number>();
  let calls = 0;
  let startedAt = 0;
  let busyAt = 0;
  /** Processor time of the process when its last call ended. */
  let restedAtMs: number | undefined;
  const usageWatch = setInterval(watchUsage, 100);
  usageWatch.unref();
  const idleWatch = setInterval(replaceIdle, idleMs / 4);
  idleWatch.unref();

  return {
    call(request, texts, caller = {}) {
      if (stopped) return Promise.reject(new SandboxFailure({ code: "CRASHED", message: "The server is stopping" }));
      return new Promise((resolve, reject) => {
        const id = nextId++;
        const giveUp = () => abandon(id);
        const settled = () => caller.signal?.removeEventListener("abort", giveUp);
        pending.set(id, {
          ...{ request, texts, caller, started: false, losses: 0 },
          resolve: (text) => {
            settled();
            resolve(text);
          },
          reject: (failure) => {
            settled();
            reject(failure);
          },
        });
        queue.push(id);
        if (caller.signal?.aborted) return giveUp();
        caller.signal?.addEventListener("abort", giveUp, { once: true });
        pump();
      });
    },
    warmUp: () => void start(),
    stop() {
      stopped = true;
      clearInterval(usageWatch);
      clearInterval(idleWatch);
      child?.kill("SIGKILL");
    },
    pid: () => child?.pid,
  };

  function pump() {
    while (held.size < inFlight && queue.length) {
      const id = queue.find(hasPlace);
      const call = id === undefined ? undefined : pending.get(id);
      if (id === undefined || !call) return;
      // A call that was there when a process died runs alone: if that dies too, it is the culprit.
      if (held.size > 0 && (call.losses > 0 || suspectRuns())) return;
      queue.splice(queue.indexOf(id), 1);
      held.add(id);
      start().send({ ...call.request, id, workflowId: call.caller.workflowId }, call.texts);
    }
  }

  function hasPlace(id: number): boolean {
    const workflowId = pending.get(id)?.caller.workflowId;
    if (workflowId === undefined) return true;
    const own = [...held].filter((other) => pending.get(other)?.caller.workflowId === workflowId);
    return own.length < inFlightOfOne;
  }

  /** Nobody waits for it any more: it leaves the queue, or its isolate ends. */
  function abandon(id: number) {
    const call = pending.get(id);
    if (!call) return;
    call.reject(new SandboxFailure({ code: "CANCELLED", message: "Nobody waits for it any more" }));
    if (held.has(id)) {
      call.abandoned = true;
      channel?.send({ kind: "abandon", id });
      return;
    }
    queue.splice(queue.indexOf(id), 1);
    pending.delete(id);
  }

  function suspectRuns(): boolean {
    return [...held].some((id) => (pending.get(id)?.losses ?? 0) > 0);
  }

  function start(): Channel {
    if (channel) return channel;
    const [program, ...under] = [...(options.isolation ?? noIsolation).under, process.execPath];
    const node = [...executorFlags(options), entry, String(limits.memoryMb), String(threads)];
    const started = spawn(program as string, [...under, ...node], {
      env: {} as NodeJS.ProcessEnv,
      cwd: "/",
      stdio: ["ignore", "ignore", "inherit", "pipe"],
    });
    child = started;
    calls = 0;
    startedAt = Date.now();
    const opened = openChannel(started.stdio[3] as Duplex, (frame) => {
      if (child === started) receive(frame);
    });
    channel = opened;
    started.on("exit", () => {
      if (child === started) replace();
    });
    started.on("error", () => {
      if (child === started) replace();
    });
    return opened;
  }

  function receive({ header, texts }: Frame) {
    const { id, started, ok, error } = header as { id: number; started?: boolean; ok?: boolean; error?: SandboxError };
    const call = pending.get(id);
    failedStarts = 0;
    if (!call) return;
    if (started) {
      call.started = true;
      call.deadline = setTimeout(() => {
        kill({ code: "TIMEOUT", message: `It ran longer than the limit of ${call.request.timeoutMs / 1000} s` }, id);
      }, call.request.timeoutMs + graceMs);
      return;
    }
    finish(id, call);
    if (ok) call.resolve(texts[0] ?? "");
    else call.reject(new SandboxFailure(error ?? { code: "CRASHED", message: "The executor gave no answer" }));
    pump();
  }

  function finish(id: number, call: Pending) {
    calls++;
    busyAt = Date.now();
    clearTimeout(call.deadline);
    pending.delete(id);
    held.delete(id);
    restedAtMs = held.size === 0 && child?.pid ? processorMs(child.pid) : undefined;
  }

  /** `culprit` is the call that broke a limit, when that is known. */
  function kill(reason: SandboxError, culprit?: number) {
    const call = culprit === undefined ? undefined : pending.get(culprit);
    if (culprit !== undefined && call) {
      finish(culprit, call);
      call.reject(new SandboxFailure(reason));
    }
    if (call) culpritKnown = true;
    else killedFor = reason;
    child?.kill("SIGKILL");
  }

  function replace() {
    const limit = killedFor;
    const reason = limit ?? {
      code: "CRASHED",
      message: "The code ended the process that runs it, for instance by using too much memory",
    };
    const innocent = culpritKnown;
    killedFor = undefined;
    culpritKnown = false;
    child = undefined;
    channel = undefined;
    failedStarts++;
    const cannotStart = failedStarts >= maxFailedStarts;
    const sent = [...pending].filter(([id]) => held.has(id));
    const started = sent.filter(([, call]) => call.started);
    held.clear();
    for (const [id, call] of sent) {
      clearTimeout(call.deadline);
      // Something else may have killed the process: without a known limit, only a second death is its work.
      const isAlone = call.started && started.length === 1;
      const isCulprit = !innocent && isAlone && (limit !== undefined || call.losses > 0);
      if (isCulprit || call.abandoned || stopped || cannotStart) {
        pending.delete(id);
        call.reject(new SandboxFailure(cannotStart ? noStart : reason));
        continue;
      }
      if (call.started && !innocent) call.losses++;
      call.started = false;
      queue.push(id);
    }
    if (!stopped) pump();
  }

  function replaceIdle() {
    const now = Date.now();
    if (!child || held.size > 0 || now - busyAt < idleMs) return;
    if (calls < muchCalls && now - startedAt < oldMs) return;
    const old = child;
    child = undefined;
    channel = undefined;
    old.kill("SIGKILL");
    start();
  }

  function watchUsage() {
    if (!child?.pid) return;
    if (held.size === 0) return watchRest(child.pid);
    const megabytes = residentMb(child.pid);
    if (megabytes !== undefined && megabytes > limits.processMb) {
      kill({ code: "MEMORY", message: `It used more than the limit of ${limits.processMb} MB of memory` });
    }
  }

  /** Whatever still runs after the last answer is nothing that anybody asked for. */
  function watchRest(pid: number) {
    const now = restedAtMs === undefined ? undefined : processorMs(pid);
    if (now === undefined || restedAtMs === undefined || now - restedAtMs < restingMs) return;
    restedAtMs = undefined;
    child?.kill("SIGKILL");
  }
}
