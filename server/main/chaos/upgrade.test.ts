import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { runCli } from "@/server/cli/testing";
import { openStore } from "@/server/db/client";
import { pack } from "@/server/db/packed-json";
import { migrations, temporaryFolder } from "@/server/db/testing";
import { draw, startServer } from "../testing";
import { lookUp, openBeside } from "./database.testing";
import { seeded, seedOf } from "./random.testing";

const isStraceThere = spawnSync("strace", ["-V"], { stdio: "ignore" }).status === 0;
if (!isStraceThere && process.env.CI) throw new Error("strace is not installed, which kills an upgrade within a write");

const executions = 3_000;
const folder = temporaryFolder();
const place = (name: string) => join(folder.path, name);
afterAll(() => folder.remove());

/** The migrations of a version that knew the first `count` of them. */
function migrationsUpTo(count: number): string {
  const older = place(`migrations-${count}`);
  cpSync(migrations, older, { recursive: true });
  const file = join(older, "meta", "_journal.json");
  const journal = JSON.parse(readFileSync(file, "utf8")) as { entries: unknown[] };
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }));
  return older;
}

/** A data folder as the version of the first two migrations left it. */
function makeOld(dataFolder: string) {
  openStore(dataFolder, { migrations: migrationsUpTo(2) }).close();
  const database = openBeside(dataFolder, false);
  const document = JSON.stringify(draw("Old", { hook: { type: "webhook", params: { path: "old" } } }));
  const addWorkflow = database.prepare(
    "INSERT INTO workflows (id, name, document, revision, node_count, node_types, created_at, updated_at) VALUES (?, ?, ?, 1, 1, '[]', 0, 0)",
  );
  const addExecution = database.prepare(
    "INSERT INTO executions (workflow_id, version_id, status, mode, start_node, input, created_at, annotations) VALUES (?, 1, 'succeeded', 'webhook', 'hook', ?, ?, ?)",
  );
  const addStep = database.prepare(
    "INSERT INTO steps (execution_id, step, node_id, run, status, started_at, outputs) VALUES (?, 0, 'hook', 0, 'succeeded', 0, ?)",
  );
  database.transaction(() => {
    for (let n = 0; n < 100; n++) addWorkflow.run(`w${n}`, `Workflow ${n}`, document);
    for (let n = 1; n <= executions; n++) {
      const items = pack(JSON.stringify({ main: [{ json: { n } }] }));
      const { lastInsertRowid } = addExecution.run(
        `w${n % 100}`,
        items,
        Date.now(),
        JSON.stringify({ order: `o${n}` }),
      );
      addStep.run(lastInsertRowid, items);
    }
  })();
  database.close();
}

/** Everything that was there before is there, and the database is whole. */
function expectAll(dataFolder: string) {
  expect(lookUp<string>(dataFolder, "PRAGMA integrity_check")).toBe("ok");
  const counts = ["executions", "steps", "workflows"].map((table) =>
    lookUp(dataFolder, `SELECT count(*) FROM ${table}`),
  );
  expect(counts).toEqual([executions, executions, 100]);
}
const applied = (dataFolder: string) => lookUp<number>(dataFolder, "SELECT count(*) FROM __drizzle_migrations");
const all = () => readdirSync(migrations).filter((name) => name.endsWith(".sql")).length;

/** The command line, which brings a database up to date as the server does, under strace. */
const listUnder = (dataFolder: string, ...strace: string[]) =>
  spawnSync("strace", ["-f", "-qq", ...strace, process.execPath, join(inject("bundle"), "cli.js"), "list"], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", ISLEWIRE_DATA: dataFolder, ISLEWIRE_LOG_LEVEL: "silent" },
  });

beforeAll(() => makeOld(place("old")));

/** An upgrade that is cut off leaves the database as it was, and a copy from before it is there to go back to. */
it.skipIf(!isStraceThere)(
  "An upgrade that is killed within any write is made whole by the next start, with all rows",
  { timeout: 120_000 },
  async () => {
    const random = seeded(seedOf("upgrade"));
    const data = place("data");
    cpSync(place("old"), place("counted"), { recursive: true });
    cpSync(place("old"), data, { recursive: true });
    const log = place("writes");
    listUnder(place("counted"), "-o", log, "-e", "trace=pwrite64");
    // Of the thread that writes the database.
    const writes = new Map<string, number>();
    for (const line of readFileSync(log, "utf8").split("\n")) {
      const [thread = ""] = line.split(" ");
      if (line.includes("pwrite64(")) writes.set(thread, (writes.get(thread) ?? 0) + 1);
    }
    const total = Math.max(...writes.values());
    expect(total).toBeGreaterThan(100);

    let killed = 0;
    for (let part = 0; part < 6; part++) {
      const n = Math.max(Math.floor(((part + random()) * total) / 6), 1);
      const { signal, status } = listUnder(
        data,
        "-o",
        "/dev/null",
        "-e",
        "trace=pwrite64",
        "-e",
        `inject=pwrite64:signal=SIGKILL:when=${n}`,
      );
      if (signal === "SIGKILL" || status !== 0) killed++;
      expectAll(data);
      expect([2, all()]).toContain(applied(data));
    }
    expect(killed).toBeGreaterThan(3);

    const server = await startServer({ dataFolder: data });
    await server.signUp();
    expect(await server.execution(executions)).toMatchObject({ status: "succeeded", steps: [{ nodeId: "hook" }] });
    await server.stop();
    expectAll(data);
    expect(applied(data)).toBe(all());
    expect(lookUp(data, "SELECT count(*) FROM execution_keys")).toBe(executions);

    // One copy, of before, whatever was killed; the version before starts with it.
    const copies = readdirSync(join(data, "backups"));
    expect(copies).toEqual([expect.stringMatching(/-before-0002_revisions$/)]);
    const copy = join(data, "backups", copies[0] ?? "");
    writeFileSync(join(copy, "secret.key"), readFileSync(join(data, "secret.key")));
    expect(await runCli({ cwd: folder.path, data: place("back") }, ["restore", copy])).toMatchObject({ code: 0 });
    expectAll(place("back"));
    expect(applied(place("back"))).toBe(2);
    openStore(place("back"), { migrations: migrationsUpTo(2) }).close();
  },
);

it("A database of a newer version is not opened, and the last three copies are kept", async () => {
  const data = place("steps");
  cpSync(place("old"), data, { recursive: true });
  for (const count of [4, 6, 8, 10]) {
    openStore(data, { migrations: migrationsUpTo(count) }).close();
    expect(applied(data)).toBe(count);
  }
  const tags = () => readdirSync(join(data, "backups")).map((name) => name.replace(/^.*-before-/, ""));
  expect(tags().toSorted()).toEqual(["0004_ledger", "0006_tables", "0008_webhook_requests"]);
  expect(() => openStore(data, { migrations: migrationsUpTo(8) })).toThrow(/is of a newer version of Islewire/);
  const copy = new Database(join(data, "backups", readdirSync(join(data, "backups"))[0] ?? "", "islewire.db"));
  expect(copy.prepare("SELECT count(*) FROM executions").pluck().get()).toBe(executions);
  copy.close();
});
