import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { Duplex } from "node:stream";
import { type Channel, openChannel } from "@/server/processes/frames";
import { logger } from "@/server/processes/logger";
import { secretVariables } from "@/server/processes/secret-variables";
import type { WorkerOptions } from "@/server/worker/worker";
import type { WorkerApart } from "./apart";
import type { ToMain, ToWorker } from "./protocol";

export type PoolWorker = {
  owner: string;
  /** Of its process, where it has one of its own. */
  pid?: number;
  isReady: boolean;
  /** Executions it works on. */
  load: number;
  /** It runs what may end its process, and is not among the others. */
  isApart?: true;
  /** Ends its process, where it has one of its own. */
  kill?(): void;
  send(message: ToWorker, texts?: readonly string[]): void;
};

export type WorkerPool = {
  workers: readonly PoolWorker[];
  apart: WorkerApart;
  stop(): Promise<void>;
};

type Events = {
  onMessage(worker: PoolWorker, message: ToMain, texts: string[]): void;
  /** The process ended; what it owned is nobody's now. */
  onExit(worker: PoolWorker): void;
};

/** How long the process for suspects has nothing to do before it ends. */
const restMs = 30_000;
/** After its end. */
const apartPauseMs = 250;
const restartMs = [100, 500, 2_000, 5_000, 15_000];

/** Starts the workers, and starts each again when it dies, later each time it dies young. */
export function startWorkers(
  entry: string,
  count: number,
  options: Omit<WorkerOptions, "owner">,
  events: Events,
): WorkerPool {
  const log = logger("supervisor");
  const workers: PoolWorker[] = [];
  const children = new Map<PoolWorker, ChildProcess>();
  let stopping = false;
  let apart: PoolWorker | undefined;
  let apartFrom = 0;
  let resting: NodeJS.Timeout | undefined;
  for (let number = 0; number < count; number++) start(0);

  return {
    workers,
    apart: {
      get() {
        clearTimeout(resting);
        if (stopping || Date.now() < apartFrom) return undefined;
        apart ??= launch({
          isApart: true,
          // It cannot start, or is ended at once: not again in the same moment.
          onExit: () => {
            apartFrom = Date.now() + apartPauseMs;
          },
        });
        return apart;
      },
      rest() {
        clearTimeout(resting);
        resting = setTimeout(() => {
          const ending = apart;
          apart = undefined;
          ending?.send({ type: "stop" });
          setTimeout(() => ending?.kill?.(), restMs).unref();
        }, restMs).unref();
      },
    },
    async stop() {
      stopping = true;
      clearTimeout(resting);
      const exits = [...children.values()].map((child) => new Promise((resolve) => child.once("exit", resolve)));
      for (const worker of children.keys()) worker.send({ type: "stop" });
      const late = setTimeout(() => {
        for (const child of children.values()) child.kill("SIGKILL");
      }, 25_000);
      await Promise.all(exits);
      clearTimeout(late);
    },
  };

  function start(deaths: number) {
    const startedAt = Date.now();
    const worker = launch({
      onExit(code, signal) {
        workers.splice(workers.indexOf(worker), 1);
        if (stopping) return;
        const isYoung = Date.now() - startedAt < 10_000;
        const next = isYoung ? deaths + 1 : 0;
        const waitMs = restartMs[Math.min(next, restartMs.length - 1)] ?? 0;
        log.warn({ code, signal, waitMs }, "A worker ended and is started again");
        setTimeout(() => stopping || start(next), waitMs);
      },
    });
    workers.push(worker);
  }

  function launch({ isApart, onExit }: { isApart?: true; onExit?(code: number | null, signal: string | null): void }) {
    const owner = `w-${process.pid}-${randomUUID().slice(0, 8)}`;
    const child = spawn(
      process.execPath,
      [
        "--disable-proto=delete",
        // Garbage goes early: 100,000 rows through Data sync take 120 MB more of a worker, instead of 265.
        ...["--heap-growing-percent=20", "--max-semi-space-size=4"],
        // In development. They would take 50 MB of a worker for nothing.
        ...process.execArgv.filter((flag) => flag === "--enable-source-maps"),
        entry,
        JSON.stringify({ ...options, owner, ...(isApart && { isApart }) } satisfies WorkerOptions),
      ],
      { stdio: ["ignore", "inherit", "inherit", "pipe"], env: childEnv() as NodeJS.ProcessEnv },
    );
    let channel: Channel | undefined;
    const worker: PoolWorker = {
      owner,
      pid: child.pid,
      isReady: false,
      load: 0,
      ...(isApart && { isApart }),
      send: (message, texts) => channel?.send(message, texts),
      kill: () => void child.kill("SIGKILL"),
    };
    channel = openChannel(child.stdio[3] as Duplex, ({ header, texts }) => {
      const message = header as unknown as ToMain;
      if (message.type === "ready") worker.isReady = true;
      events.onMessage(worker, message, texts);
    });
    children.set(worker, child);
    child.once("error", (err) => {
      log.error({ err }, "A worker could not be started");
      // Then there is no exit either.
      if (child.pid === undefined) setImmediate(gone, null, null);
    });
    child.once("exit", gone);
    return worker;

    function gone(code: number | null, signal: NodeJS.Signals | null) {
      worker.isReady = false;
      children.delete(worker);
      if (apart === worker) apart = undefined;
      events.onExit(worker);
      onExit?.(code, signal);
    }
  }
}

/** Workers need no settings from the environment but how to log, where certificates and name servers are, and secrets. */
function childEnv(): { [name: string]: string | undefined } {
  const kept = [
    "PATH",
    "ISLEWIRE_LOG_LEVEL",
    "NODE_ENV",
    "NODE_EXTRA_CA_CERTS",
    "SSL_CERT_FILE",
    "TZ",
    "NODE_COMPILE_CACHE",
    "LANG",
    "MALLOC_ARENA_MAX",
  ];
  return {
    // Threads share two arenas instead of having one each, which would keep what others could use.
    MALLOC_ARENA_MAX: "2",
    ...Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    ...secretVariables(),
  };
}
