import { join } from "node:path";
import Database from "better-sqlite3";
import type { Call, Sink } from "./sink.testing";

/** What a storm left behind, counted from three sides: the caller's list, the database, and the services that were called. */
export type Account = {
  accepted: number;
  succeeded: number;
  /** Cut off where nobody can know whether the service had done its work: said so, and left to a person. */
  unknown: number;
  /** In three workers when they died: taken for what kills them, and not tried again. */
  blamed: number;
  /** Calls made again with the same key, after an attempt that was cut off. */
  repeatedWithKey: number;
  /** Processes that were killed. */
  killed: number;
  /** Accepted, and neither done nor said to be unknown. */
  lost: number[];
  /** Not over, although everything is quiet. */
  stuck: number[];
  /** Steps that had finished and were run again. */
  rerun: string[];
  /** Effects that a service which knows keys would see twice, or that were made twice without a key. */
  doubled: string[];
  /** Ended otherwise than they should. */
  wrong: string[];
  integrity: string;
};

type Row = { id: number; status: string; error: string | null };

/** `accepted`: the ids that callers were told are accepted, with their executions. */
export function takeAccount(
  dataFolder: string,
  { accepted, killed, sink: { calls } }: { accepted: ReadonlyMap<number, number>; killed: number; sink: Sink },
): Account {
  const database = new Database(join(dataFolder, "islewire.db"), { readonly: true });
  const rows = new Map(
    database
      .prepare<[], Row>("SELECT id, status, error FROM executions")
      .all()
      .map((row) => [row.id, row]),
  );
  const integrity = [
    database.pragma("integrity_check", { simple: true }),
    ...(database.pragma("foreign_key_check") as []),
  ];
  database.close();

  const [first, second, once] = ["/first", "/second", "/once"].map((path) => byId(calls[path] ?? []));
  const account: Account = {
    ...{ accepted: accepted.size, succeeded: 0, unknown: 0, blamed: 0, repeatedWithKey: 0 },
    killed,
    ...{ lost: [], stuck: [], rerun: [], doubled: [], wrong: [] },
    integrity: integrity.length === 1 ? String(integrity[0]) : JSON.stringify(integrity),
  };
  for (const [id, execution] of accepted) {
    const row = rows.get(execution);
    const all = [first, second, once].map((made) => made?.get(id) ?? []);
    if (!row) account.lost.push(id);
    else if (row.status === "succeeded") {
      account.succeeded++;
      if (all.some((made) => made.length === 0)) account.lost.push(id);
    } else if (row.status === "failed" && row.error?.includes('"INTERRUPTED"')) account.unknown++;
    else if (row.status === "failed" && row.error?.includes('"WORKER_ENDED"')) account.blamed++;
    else if (row.status === "failed" || row.status === "cancelled")
      account.wrong.push(`execution ${execution} ${row.status}: ${row.error}`);
    check(id, all, account);
  }
  for (const { id, status } of rows.values())
    if (!["succeeded", "failed", "cancelled"].includes(status)) account.stuck.push(id);
  return account;
}

function check(id: number, [first = [], second = [], once = []]: Call[][], account: Account) {
  for (const made of [first, second]) {
    const keys = new Set(made.map(({ key }) => key));
    if (keys.size > 1 || keys.has(undefined)) account.doubled.push(`id ${id} has the keys ${[...keys].join(", ")}`);
    account.repeatedWithKey += Math.max(made.length - 1, 0);
  }
  if (once.length > 1) account.doubled.push(`id ${id} was sent ${once.length} times without a key`);
  // What comes after it was under way: it had finished, and its checkpoint was safe.
  const after = (made: Call[], next: Call[]) => next[0] && made.some(({ order }) => order > (next[0]?.order ?? 0));
  if (after(first, second)) account.rerun.push(`id ${id}: the first call`);
  if (after(second, once)) account.rerun.push(`id ${id}: the second call`);
}

function byId(calls: Call[]): Map<number, Call[]> {
  const found = new Map<number, Call[]>();
  for (const call of calls) found.set(call.id, [...(found.get(call.id) ?? []), call]);
  return found;
}
