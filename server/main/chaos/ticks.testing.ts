import { join } from "node:path";
import Database from "better-sqlite3";
import { draw, startServerAt, until } from "../server.testing";
import { untilQuiet } from "./database.testing";
import { pause, seeded } from "./random.testing";

export type TickStorm = {
  /** The bundle of main. */
  entry: string;
  dataFolder: string;
  /** Each is due every second. */
  schedules: number;
  seconds: number;
  /** Main and workers that are killed with SIGKILL meanwhile, and main stopped for a while as on a sleeping machine. */
  kills: number;
  /** The same seed does the same to the same processes, after the same pauses. */
  seed: number;
  say?(line: string): void;
};

/** What schedules did, counted from their executions and from what they say they left out. */
export type TickAccount = {
  ticks: number;
  started: number;
  leftOut: number;
  /** Times of which nothing is known. */
  missing: string[];
  /** Times with two executions, or an execution and the word that there is none. */
  doubled: string[];
  /** Times that are none of the schedule's. */
  foreign: string[];
  /** Left out although the schedule is to start for each. */
  unwanted: string[];
  /** Executions that did not come to their end. */
  unfinished: string[];
  killed: number;
  /** Of a start after its due time: the median, and the largest of 99 %. */
  lateMs: { median: number; p99: number };
};

const policies = [{ ifMissed: "all", maxMissed: 100 }, { ifMissed: "once", jitter: 1 }, { ifMissed: "skip" }] as const;
const secondMs = 1_000;

/** Publishes schedules of each policy, ends processes in between, and accounts for every second of each. */
export async function tickStorm({ entry, dataFolder, schedules, seconds, kills, seed, say = () => {} }: TickStorm) {
  const random = seeded(seed);
  const env = { ISLEWIRE_LOG_LEVEL: "silent", ISLEWIRE_WORKERS: "2" };
  let server = await startServerAt(entry, { dataFolder, env });
  let killed = 0;
  try {
    await server.signUp();
    await server.mutate("settings.update", { timezone: "UTC", keepExecutionsDays: 0, keepExecutionsCount: 0 });
    const ids: string[] = [];
    for (const policy of policies) ids.push(await server.publish(everySecond(policy, schedules / policies.length)));

    for (let index = 0; index < kills; index++) {
      await pause((seconds * secondMs * (0.5 + random())) / (kills + 1));
      await strike(random());
    }
    await pause((seconds * secondMs) / (kills + 1));
    await server.stop();
    const { account, decided } = takeTickAccount(dataFolder);

    server = await startServerAt(entry, { dataFolder, env });
    await server.signIn();
    for (const id of ids) await server.mutate("workflows.unpublish", { id });
    await untilQuiet(dataFolder);
    return { ...account, killed, unfinished: unfinishedOf(dataFolder, decided) };
  } finally {
    await server.stop("SIGKILL");
  }

  async function strike(chance: number) {
    if (chance < 0.4) {
      say("SIGKILL to main");
      await server.stop("SIGKILL");
      killed++;
      server = await startServerAt(entry, { dataFolder, env });
    } else if (chance < 0.75) {
      say("SIGKILL to a worker");
      const victim = await until(() => server.children().find(({ role }) => role === "worker"));
      process.kill(victim.pid, "SIGKILL");
      killed++;
    } else {
      say("main sleeps");
      server.child.kill("SIGSTOP");
      await pause(1_500 + random() * 2_000);
      server.child.kill("SIGCONT");
    }
  }
}

/** Half of them count the seconds, half match a pattern. */
function everySecond(policy: (typeof policies)[number], schedules: number) {
  const whens = [
    { is: "seconds", every: 1 },
    { is: "cron", pattern: "* * * * * *" },
  ];
  const rules = Array.from({ length: Math.ceil(schedules) }, (_, index) => ({ when: whens[index % 2] }));
  return draw(
    `Every second, ${policy.ifMissed}`,
    { tick: { type: "schedule", params: { rules, ...policy } }, end: { type: "noOp" } },
    "tick -> end",
  );
}

type Schedule = { id: number; rule: string; if_missed: string; next_at: number; published_at: number };
type Started = { id: number; due_at: number; created_at: number };
type Skip = { from_at: number; to_at: number; count: number };

function takeTickAccount(dataFolder: string) {
  const database = new Database(join(dataFolder, "islewire.db"), { readonly: true });
  const rows = database
    .prepare<[], Schedule>(
      "SELECT s.id, s.rule, s.if_missed, s.next_at, w.published_at FROM schedules s JOIN workflows w ON w.id = s.workflow_id",
    )
    .all();
  const findStarted = database.prepare<[number], Started>(
    "SELECT id, due_at, created_at FROM executions WHERE schedule_id = ?",
  );
  const findSkips = database.prepare<[number], Skip>(
    "SELECT from_at, to_at, count FROM schedule_skips WHERE schedule_id = ?",
  );
  const account: Omit<TickAccount, "killed" | "unfinished"> = {
    ...{ ticks: 0, started: 0, leftOut: 0, lateMs: { median: 0, p99: 0 } },
    ...{ missing: [], doubled: [], foreign: [], unwanted: [] },
  };
  const late: number[] = [];
  const decided: number[] = [];
  for (const { id, rule, if_missed, next_at, published_at } of rows) {
    const first =
      ("cron" in JSON.parse(rule) ? Math.floor(published_at / secondMs) * secondMs : published_at) + secondMs;
    const seen = new Map<number, number>();
    for (let due = first; due < next_at; due += secondMs) seen.set(due, 0);
    account.ticks += seen.size;
    const count = (due: number) => {
      const times = seen.get(due);
      if (times === undefined) account.foreign.push(`${id} at ${due}`);
      else seen.set(due, times + 1);
    };
    for (const one of findStarted.all(id)) {
      account.started++;
      late.push(one.created_at - one.due_at);
      decided.push(one.id);
      count(one.due_at);
    }
    for (const { from_at, to_at, count: counted } of findSkips.all(id)) {
      account.leftOut += counted;
      if (if_missed === "all") account.unwanted.push(`${id} at ${from_at}`);
      if ((to_at - from_at) / secondMs + 1 !== counted) account.foreign.push(`${id} counts ${counted} from ${from_at}`);
      for (let due = from_at; due <= to_at; due += secondMs) count(due);
    }
    for (const [due, times] of seen) {
      if (times === 0) account.missing.push(`${id} at ${due}`);
      if (times > 1) account.doubled.push(`${id} at ${due}, ${times} times`);
    }
  }
  database.close();
  late.sort((a, b) => a - b);
  const at = (part: number) => late[Math.floor(late.length * part)] ?? 0;
  return { account: { ...account, lateMs: { median: at(0.5), p99: at(0.99) } }, decided };
}

function unfinishedOf(dataFolder: string, ids: readonly number[]): string[] {
  const database = new Database(join(dataFolder, "islewire.db"), { readonly: true });
  const rows = database
    .prepare<[string], { id: number; status: string; error: string | null }>(
      "SELECT id, status, error FROM executions WHERE id IN (SELECT value FROM json_each(?)) AND status <> 'succeeded'",
    )
    .all(JSON.stringify(ids));
  database.close();
  // In three workers when they died: taken for what kills them, and said so.
  return rows.filter(({ error }) => !error?.includes('"WORKER_ENDED"')).map(({ id, status }) => `${id} ${status}`);
}
