import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { runCli } from "@/server/cli/testing";
import { openStore } from "@/server/db/client";
import { temporaryFolder } from "@/server/db/testing";
import { openTestCipher } from "@/server/secrets/testing";
import { draw, startServerAt } from "../server.testing";
import { openBeside } from "./database.testing";
import { pause, seeded, seedOf } from "./random.testing";

const callers = 6;
const rounds = 4;

/** P19: changes by several people and the command line, while main is killed again and again. */
it("P19 The audit log verifies after each of several kills, and every change that is stored has its event, and every event its change", {
  timeout: 180_000,
}, async () => {
  const random = seeded(seedOf("audit"));
  const folder = temporaryFolder();
  const data = join(folder.path, "data");
  const entry = join(inject("bundle"), "main.js");
  const env = { ISLEWIRE_LOG_LEVEL: "silent" };
  let server = await startServerAt(entry, { dataFolder: data, env });
  await server.signUp();
  const file = join(folder.path, "imported.json");
  writeFileSync(file, JSON.stringify(document("imported")));
  const deleted: string[] = [];
  let calls = 0;
  let changes = 0;

  for (let round = 0; round < rounds; round++) {
    let stop = false;
    const people = Array.from({ length: callers }, async (_, person) => {
      while (!stop) await change(`${round}-${person}-${calls++}`).catch(() => {});
    });
    const imported = runCli({ cwd: folder.path, data }, ["import", file]);
    await pause(1_500 + random() * 1_500);
    await server.stop("SIGKILL");
    stop = true;
    await Promise.all([...people, imported]);
    verify();
    server = await startServerAt(entry, { dataFolder: data, env });
    await server.signIn();
    verify();
  }
  await server.stop();
  folder.remove();
  // As many as a machine with other work gets done.
  expect(changes).toBeGreaterThan(60);

  async function change(name: string) {
    const { id } = await server.mutate<{ id: string }>("workflows.create", { document: document(name) });
    await server.mutate("workflows.publish", { id, revision: 1 });
    await server.mutate("variables.set", { name: `v${name.replaceAll("-", "_")}`, value: name });
    await server.mutate("executions.start", { workflowId: id, document: document(name) });
    changes += 4;
    if (random() < 0.5) return;
    const other = await server.mutate<{ id: string }>("workflows.create", { document: document(`${name}-b`) });
    await server.mutate("workflows.delete", { id: other.id });
    deleted.push(other.id);
  }

  function verify() {
    const store = openStore(data);
    store.audit.takeKey(openTestCipher(store, data).auditKey());
    expect(store.audit.verify().broken).toBeNull();
    store.close();

    const database = openBeside(data);
    const list = (sql: string) => database.prepare<[], string>(sql).pluck().all();
    const of = (...actions: string[]) =>
      `SELECT target_id FROM audit_events WHERE action IN (${actions.map((action) => `'${action}'`).join()})`;
    const made = of("workflow.create", "workflow.import");
    const gone = of("workflow.delete");
    expect(list(`SELECT id FROM workflows WHERE id NOT IN (${made})`)).toEqual([]);
    expect(list(`${made} AND target_id NOT IN (${gone}) AND target_id NOT IN (SELECT id FROM workflows)`)).toEqual([]);
    expect(list(`SELECT id FROM workflows WHERE id IN (${gone})`)).toEqual([]);
    const published = of("workflow.publish");
    expect(list(`SELECT id FROM workflows WHERE published_at IS NOT NULL AND id NOT IN (${published})`)).toEqual([]);
    expect(list(`${published} AND target_id NOT IN (SELECT id FROM workflows WHERE published_at IS NOT NULL)`)).toEqual(
      [],
    );
    expect(list(`SELECT name FROM variables WHERE name NOT IN (${of("variable.set")})`)).toEqual([]);
    expect(list(`${of("variable.set")} AND target_id NOT IN (SELECT name FROM variables)`)).toEqual([]);
    const started = of("execution.start");
    expect(list(`SELECT id FROM executions WHERE CAST(id AS TEXT) NOT IN (${started})`)).toEqual([]);
    // Of what somebody was told that it is done, nothing is missing.
    const told = new Set(list(gone));
    expect(deleted.filter((id) => !told.has(id))).toEqual([]);
    database.close();
  }
});

const document = (name: string) =>
  draw(
    name,
    {
      start: { type: "manualTrigger" },
      hook: { type: "webhook", params: { path: `w-${name}`, methods: ["POST"] } },
      end: { type: "noOp" },
    },
    ...["start -> end", "hook -> end"],
  );
