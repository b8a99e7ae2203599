import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { keyTable } from "@/server/db/key-tables";
import { temporaryFolder } from "@/server/db/testing";
import { openCipher } from "@/server/secrets/cipher";
import type { WorkflowDocument } from "@/shared/workflow";
import { draw, startServerAt, type TestServer, until } from "../server.testing";
import { lookUp, openBeside, untilQuiet } from "./database.testing";
import { seeded, seedOf } from "./random.testing";
import { startSink } from "./sink.testing";

const entry = join(inject("bundle"), "main.js");
const perKind = 80;
/** Of each kind, so many are resumed by twenty callers at once. */
const wanted = 8;
/** Moments come within this time. */
const spreadMs = 1_500;

/** Three workflows that wait: until a moment, for a call and for a decision. Each then calls `<version>/<kind>` once. */
function workflows(sinkUrl: string, version: string): { [kind: string]: WorkflowDocument } {
  const respond = { is: "accepted", status: 202, text: "" };
  const waits = {
    time: { type: "wait", params: { until: { is: "date", date: "={{ $json.body.until }}" } } },
    call: { type: "wait", params: { until: { is: "call" } } },
    decision: { type: "approval", params: { title: "Well?" } },
  };
  return Object.fromEntries(
    Object.entries(waits).map(([kind, wait]) => {
      const hook = { type: "webhook", params: { path: kind, methods: ["POST"], respond } };
      const body = { is: "json", value: { id: '={{ $("hook").item.json.body.id }}' } };
      const url = `${sinkUrl}/${version}/${kind}`;
      const done = { type: "httpRequest", params: { method: "POST", url, repeat: "key", body } };
      const out = kind === "decision" ? "wait.approved" : "wait";
      return [kind, draw(kind, { hook, wait, done }, "hook -> wait", `${out} -> done`)];
    }),
  );
}

/** What waits survives a crash, goes on once whoever and however many resume it, and with the version it began with. */
it("Hundreds of executions that wait survive kills, and go on once, with the version they began with", {
  timeout: 120_000,
}, async () => {
  const random = seeded(seedOf("wait"));
  const folder = temporaryFolder();
  const sink = await startSink(() => 0);
  const env = { ISLEWIRE_EGRESS_ALLOW: "127.0.0.1", ISLEWIRE_LOG_LEVEL: "silent" };
  let server = await startServerAt(entry, { dataFolder: folder.path, env });
  const port = new URL(server.url).port;
  const again = async () => {
    await server.stop("SIGKILL");
    server = await startServerAt(entry, { dataFolder: folder.path, env: { ...env, PORT: port } });
  };
  await server.signUp();
  const ids: { [kind: string]: string } = {};
  for (const [kind, document] of Object.entries(workflows(sink.url, "v1"))) ids[kind] = await server.publish(document);

  // The moments come while the server is dead, and soon after.
  const due = Date.now() + 3_000;
  const waiting: { [kind: string]: number[] } = { time: [], call: [], decision: [] };
  for (let n = 0; n < perKind; n++) {
    const body = { id: n, until: new Date(due + Math.floor(random() * spreadMs)).toISOString() };
    await Promise.all(
      Object.entries(waiting).map(async ([kind, list]) =>
        list.push(((await server.post(kind, body)).json as { executionId: number }).executionId),
      ),
    );
  }
  const count =
    "SELECT count(*) FROM executions WHERE status = 'waiting' OR (status = 'succeeded' AND mode = 'webhook')";
  await until(() => lookUp<number>(folder.path, count) === 3 * perKind || undefined);
  for (const [kind, document] of Object.entries(workflows(sink.url, "v2"))) {
    await server.mutate("workflows.save", { id: ids[kind], document, revision: 1 });
    await server.mutate("workflows.publish", { id: ids[kind], revision: 2 });
  }
  await again();
  const ready = Date.now();

  const beside = openBeside(folder.path);
  const { sign } = openCipher(keyTable({ rawRead: beside, prepareWrite: (sql) => beside.prepare(sql) }), {
    dataFolder: folder.path,
  });
  beside.close();
  const resume: { [kind: string]: (to: TestServer, id: number) => Promise<number> } = {
    call: async (to, id) =>
      (await to.request(`/webhook-waiting/${id}/${sign(`resume:${id}`)}`, { method: "POST", body: "{}" })).status,
    decision: async (to, id) => {
      const body = new URLSearchParams({ "islewire-decision": "approve" });
      return (await to.request(`/form-waiting/${id}/${sign(`form:${id}`)}`, { method: "POST", body })).status;
    },
  };
  const taken = new Map<number, number>();
  const resumeAll = (from: number, to: number) =>
    Promise.all(
      Object.entries(resume).flatMap(([kind, send]) =>
        (waiting[kind] ?? []).slice(from, to).flatMap((id, index) =>
          Array.from({ length: from + index < wanted ? 20 : 1 }, async () => {
            const status = await send(server, id).catch(() => 0);
            if (status === 200) taken.set(id, (taken.get(id) ?? 0) + 1);
          }),
        ),
      ),
    );
  // Once more dead in the middle of it: who was not told calls again.
  const half = Math.floor(perKind / 2);
  const first = resumeAll(0, half);
  await until(() => taken.size > 5 + random() * 20 || undefined);
  await again();
  await first;
  await resumeAll(0, perKind);
  await untilQuiet(folder.path, 30_000);

  for (const [kind, list] of Object.entries(waiting)) {
    const calls = sink.calls[`/v1/${kind}`] ?? [];
    expect(new Set(calls.map(({ id }) => id)).size).toBe(perKind);
    // One that was cut off within the call made it again, with the same key.
    expect(new Set(calls.map(({ key }) => key)).size).toBe(perKind);
    expect(sink.calls[`/v2/${kind}`]).toBeUndefined();
    for (const id of list) expect(taken.get(id) ?? 0).toBeLessThanOrEqual(1);
  }
  const database = openBeside(folder.path);
  const said = database
    .prepare("SELECT status, count(*) AS n, count(DISTINCT version_id) AS versions FROM executions GROUP BY status")
    .all();
  expect(said).toEqual([{ status: "succeeded", n: 3 * perKind, versions: 3 }]);
  const lastAt = database
    .prepare<[], number>(
      "SELECT max(s.started_at) FROM steps s JOIN executions e ON e.id = s.execution_id JOIN workflows w ON w.id = e.workflow_id WHERE s.node_id = 'done' AND w.name = 'time'",
    )
    .pluck()
    .get();
  database.close();
  console.log(`wait: the last of the moments was late by ${(lastAt ?? 0) - Math.max(ready, due + spreadMs)} ms`);

  // What begins now has the newer version.
  await server.signIn();
  const { executionId } = (await server.post("call", { id: 1_000 })).json as { executionId: number };
  await until(async () => (await server.execution(executionId)).status === "waiting" || undefined);
  await resume.call?.(server, executionId);
  await server.finished(executionId);
  expect(sink.calls["/v2/call"]?.map(({ id }) => id)).toEqual([1_000]);
  await server.stop();
  sink.close();
  folder.remove();
});
