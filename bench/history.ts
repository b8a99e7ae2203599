import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { residentMb, startIslewire } from "./server.ts";
import { type Session, signIn } from "./session.ts";

/**
 * `npm run bench:history -- --executions 1000000`: what it takes to look at a long history, and to prune it. The rows are
 * written as the server writes them; the questions go through its API.
 */
const count = Number(process.argv[process.argv.indexOf("--executions") + 1]) || 1_000_000;
const workflows = 100;
const dayMs = 86_400_000;

const document = (name: string) => ({
  ...{ formatVersion: 1, name, edges: [], notes: [], settings: {} },
  nodes: [
    {
      ...{ id: "hook", type: "core.webhook", version: 1, name: "Webhook", position: { x: 0, y: 0 } },
      params: { path: name, methods: ["POST"] },
    },
  ],
});

async function main(folder: string) {
  const first = await startIslewire(folder);
  const owner = await signIn(first.url);
  const ids: string[] = [];
  for (let index = 0; index < workflows; index++) {
    const { id } = await owner.mutate<{ id: string }>("workflows.create", { document: document(`history-${index}`) });
    await owner.mutate("workflows.publish", { id, revision: 1 });
    ids.push(id);
  }
  const instance = await owner.query<object>("settings.get");
  await owner.mutate("settings.update", { ...instance, keepExecutionsDays: 0, keepExecutionsCount: 0 });
  await first.stop();
  const began = performance.now();
  const bytes = fill(join(folder, "islewire.db"), ids);
  console.log(
    `${count} executions written in ${((performance.now() - began) / 1_000).toFixed(0)} s, ${bytes.toFixed(0)} bytes each`,
  );

  const server = await startIslewire(folder);
  const session = await signIn(server.url);
  const [workflowId = ""] = ids;
  const now = Date.now();
  await ask(session, "the first page", {});
  await ask(session, "a page in the middle", { cursor: Math.floor(count / 2) });
  await ask(session, "of one workflow", { workflowId });
  await ask(session, "those that failed", { status: "failed" });
  await ask(session, "those of one workflow that failed", { workflowId, status: "failed" });
  await ask(session, "those nobody knows the outcome of", { status: "unknown" });
  await ask(session, "of a day a month ago", { from: now - 30 * dayMs, to: now - 29 * dayMs });
  await ask(session, "by a business key", { key: "order-500000" });
  await measured("one execution, opened", () => session.query("executions.get", { id: Math.floor(count / 3) }));
  console.log(
    `resident: ${residentMb(server.pid)
      .map(({ name, mb }) => `${name} ${mb.toFixed(0)} MB`)
      .join(", ")}`,
  );
  await prune(session, folder);
  await server.stop();
}

async function ask(session: Session, name: string, filter: object) {
  await measured(`list: ${name}`, () => session.query("executions.list", { limit: 30, ...filter }));
}

async function measured(name: string, work: () => Promise<unknown>) {
  const times: number[] = [];
  for (let round = 0; round < 20; round++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  times.sort((one, other) => one - other);
  console.log(
    `${name.padEnd(44)} median ${(times[10] ?? 0).toFixed(1)} ms, longest ${(times.at(-1) ?? 0).toFixed(1)} ms`,
  );
}

/** Deletes down to nine tenths while somebody looks on: how quickly, and how long the one who looks waits. */
async function prune(session: Session, folder: string) {
  const database = new Database(join(folder, "islewire.db"), { readonly: true });
  const left = database.prepare<[], number>("SELECT count(*) FROM executions").pluck();
  const instance = await session.query<object>("settings.get");
  const keep = Math.floor(count * 0.95);
  const start = performance.now();
  await session.mutate("settings.update", { ...instance, keepExecutionsCount: keep, keepExecutionsDays: 0 });
  const waits: number[] = [];
  while ((left.get() ?? 0) > keep) {
    const asked = performance.now();
    await session.query("executions.list", { limit: 30 });
    waits.push(performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (performance.now() - start > 600_000) throw new Error("Pruning did not end within ten minutes");
  }
  waits.sort((one, other) => one - other);
  const perSecond = (count - keep) / ((performance.now() - start) / 1_000);
  const p95 = waits[Math.floor(waits.length * 0.95)] ?? 0;
  console.log(`pruned: ${perSecond.toFixed(0)} executions/s; a list meanwhile: 95 % within ${p95.toFixed(1)} ms`);
  database.close();
}

function fill(file: string, ids: readonly string[]): number {
  const database = new Database(file);
  database.pragma("synchronous = OFF");
  const versions = ids.map((id) =>
    Number(database.prepare("SELECT published_version_id FROM workflows WHERE id = ?").pluck().get(id)),
  );
  const insert = database.prepare(`INSERT INTO executions
    (workflow_id, version_id, status, mode, start_node, input, created_at, started_at, finished_at, attempt, error)
    VALUES (?, ?, ?, 'webhook', 'hook', ?, ?, ?, ?, 1, ?)`);
  const insertStep = database.prepare(`INSERT INTO steps
    (execution_id, step, node_id, run, status, started_at, duration_ms, counts, outputs)
    VALUES (?, 0, 'hook', 0, 'succeeded', ?, 1, '{"main":1}', ?)`);
  const insertKey = database.prepare("INSERT INTO execution_keys (execution_id, name, value) VALUES (?, 'order', ?)");
  const passedOn = Buffer.concat([Buffer.of(2, 1), Buffer.from("main")]);
  const error = JSON.stringify({ code: "HTTP_STATUS", message: "The service answered 500", nodeId: "hook" });
  const end = Date.now();
  const everyMs = (60 * dayMs) / count;
  const before = Number(database.pragma("page_count", { simple: true }));
  database.transaction(() => {
    for (let index = 0; index < count; index++) {
      const at = Math.round(end - (count - index) * everyMs);
      const failed = index % 20 === 0;
      const input = `\0[{"json":{"method":"POST","headers":{"host":"127.0.0.1","user-agent":"bench"},"params":{},"query":{},"body":{"order":${index}},"webhookUrl":"http://127.0.0.1:5870/webhook/history","executionMode":"production"}}]`;
      const at0 = index % ids.length;
      const { lastInsertRowid: id } = insert.run(
        ...[
          ids[at0],
          versions[at0],
          failed ? "failed" : "succeeded",
          Buffer.from(input),
          at,
          at,
          at + 12,
          failed ? error : null,
        ],
      );
      insertStep.run(id, at, passedOn);
      if (index % 10 === 0) insertKey.run(id, `order-${index}`);
    }
  })();
  const pages = Number(database.pragma("page_count", { simple: true })) - before;
  database.close();
  return (pages * 4_096) / count;
}

const folder = mkdtempSync(join(tmpdir(), "islewire-history-"));
try {
  await main(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
