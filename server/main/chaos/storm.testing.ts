import { join } from "node:path";
import Database from "better-sqlite3";
import { draw, startServerAt, type TestServer } from "../server.testing";
import { type Account, takeAccount } from "./account.testing";
import { startSink } from "./sink.testing";

export type Storm = {
  /** The bundle of main. */
  entry: string;
  dataFolder: string;
  /** Executions to be accepted. */
  executions: number;
  /** Processes to be killed meanwhile with SIGKILL: workers, executors and main itself. */
  kills: number;
  /** The same seed kills the same roles after the same number of accepted executions. */
  seed: number;
  say?(line: string): void;
};

const callers = 16;
/** Between two kills: a process that starts again gets some work done. */
const spacingMs = 1_500;
const quietMs = 120_000;

/**
 * Sends webhooks from many callers, kills processes in between, waits until all is quiet, and counts. The workflow has
 * each kind of step: code in the sandbox, calls with a key, a wait, and a call that nobody can repeat.
 */
export async function storm({ entry, dataFolder, executions, kills, seed, say = () => {} }: Storm): Promise<Account> {
  const random = seeded(seed);
  const pauses = seeded(seed + 1);
  const sink = await startSink(() => Math.floor(pauses() * 20));
  const env = { ISLEWIRE_EGRESS_ALLOW: "127.0.0.1", ISLEWIRE_LOG_LEVEL: "silent" };
  let server = await startServerAt(entry, { dataFolder, env });
  const port = new URL(server.url).port;
  await server.signUp();
  await server.publish(workflow(sink.url));

  const accepted = new Map<number, number>();
  const strikes = Array.from({ length: kills }, (_, index) => ({
    after: Math.floor(((index + random()) * executions) / kills),
    role: roleOf(random()),
  }));
  let striking: Promise<void> | undefined;
  let nextId = 0;
  let killed = 0;

  try {
    await Promise.all(Array.from({ length: callers }, call));
    await striking;
    for (const { role } of strikes.splice(0)) {
      await kill(role);
      await pause(spacingMs);
    }
    say(`${accepted.size} accepted; waiting until all is quiet`);
    await untilQuiet(dataFolder);
  } finally {
    await server.stop("SIGTERM");
    sink.close();
  }
  return takeAccount(dataFolder, { accepted, killed, sink });

  async function call() {
    while (accepted.size < executions) {
      const id = nextId++;
      try {
        const { status, json } = await server.post("storm", { id });
        if (status === 202) accepted.set(id, (json as { executionId: number }).executionId);
        strike();
      } catch {
        // Not accepted, or accepted and nobody heard of it: it counts for nothing. A server that starts answers soon.
        await pause(100);
      }
    }
  }

  function strike() {
    const [next] = strikes;
    if (striking || !next || accepted.size < next.after) return;
    strikes.shift();
    striking = kill(next.role)
      .catch((thrown) => say(`A kill failed: ${thrown}`))
      .then(() => pause(spacingMs))
      .finally(() => {
        striking = undefined;
      });
  }

  async function kill(role: Role) {
    say(`after ${accepted.size} accepted: SIGKILL to ${role}`);
    if (role === "main") {
      await server.stop("SIGKILL");
      killed++;
      server = await startServerAt(entry, { dataFolder, env: { ...env, PORT: port } });
      return;
    }
    const victim = await waitFor(() => server.children().find((child) => child.role === role));
    if (!victim) return;
    process.kill(victim.pid, "SIGKILL");
    killed++;
  }
}

type Role = "main" | "worker" | "executor";
const roleOf = (chance: number): Role => (chance < 0.3 ? "main" : chance < 0.8 ? "worker" : "executor");

function workflow(sinkUrl: string): Parameters<TestServer["publish"]>[0] {
  const post = (path: string, repeat: "key" | "ask") => ({
    type: "httpRequest",
    params: {
      ...{ method: "POST", url: `${sinkUrl}${path}`, repeat },
      body: { is: "json", value: { id: '={{ $("code").item.json.id }}' } },
    },
  });
  return draw(
    "Storm",
    {
      hook: {
        type: "webhook",
        params: { path: "storm", methods: ["POST"], respond: { is: "accepted", status: 202, text: "" } },
      },
      code: {
        type: "code",
        params: { mode: "all", source: "return items.map(({ json }) => ({ json: { id: json.body.id } }))" },
      },
      first: post("/first", "key"),
      wait: { type: "wait", params: { until: { is: "time", amount: 1, unit: "seconds" } } },
      second: post("/second", "key"),
      once: post("/once", "ask"),
      end: { type: "noOp" },
    },
    ...["hook -> code", "code -> first", "first -> wait", "wait -> second", "second -> once", "once -> end"],
  );
}

/** Nothing is queued, running or waiting; or it takes too long, which the account will tell. */
export async function untilQuiet(dataFolder: string): Promise<void> {
  const database = new Database(join(dataFolder, "islewire.db"), { readonly: true });
  const open = database
    .prepare<[], number>("SELECT count(*) FROM executions WHERE status IN ('queued', 'running', 'waiting')")
    .pluck();
  await waitFor(() => (open.get() === 0 ? true : undefined), quietMs);
  database.close();
}

async function waitFor<T>(ask: () => T | undefined, withinMs = 15_000): Promise<T | undefined> {
  for (const end = Date.now() + withinMs; Date.now() < end; ) {
    const found = ask();
    if (found !== undefined) return found;
    await pause(50);
  }
  return undefined;
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
