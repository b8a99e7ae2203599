import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { draw, startServer, until } from "../testing";
import { lookUp } from "./database.testing";
import { seeded, seedOf } from "./random.testing";

const keep = 150;
const perRound = 300;
const callers = 12;

/** However many executions come, those that are kept are as many as the limit says, and the file stays as large as they need. */
it("Executions beyond the limit are pruned with all that is theirs, what waits is not, and the database stops growing", {
  timeout: 120_000,
}, async () => {
  const random = seeded(seedOf("prune"));
  const folder = temporaryFolder();
  const server = await startServer({ dataFolder: folder.path, env: { ISLEWIRE_LOG_LEVEL: "fatal" } });
  await server.signUp();
  const respond = { is: "accepted", status: 202, text: "" };
  const hook = (path: string) => ({ type: "webhook", params: { path, methods: ["POST"], respond } });
  const wait = { type: "wait", params: { until: { is: "call" } } };
  await server.publish(draw("Waits", { hook: hook("waits"), wait }, "hook -> wait"));
  await server.publish(
    draw("Many", { hook: hook("many"), a: { type: "noOp" }, b: { type: "noOp" } }, "hook -> a", "a -> b"),
  );
  const count = (sql: string, ...values: unknown[]) => lookUp<number>(folder.path, `SELECT count(*) ${sql}`, ...values);
  for (let n = 0; n < 20; n++) await server.post("waits", { n });
  await until(() => count("FROM executions WHERE status = 'waiting'") === 20 || undefined);

  const sizes: number[] = [];
  let last = 0;
  for (let round = 0; round < 4; round++) {
    let left = perRound;
    const send = async () => {
      while (left-- > 0) {
        const text = Array.from({ length: 100 }, () => random().toString(36)).join("");
        last = ((await server.post("many", { text })).json as { executionId: number }).executionId;
      }
    };
    await Promise.all(Array.from({ length: callers }, send));
    await until(() => count("FROM executions WHERE status IN ('queued', 'running')") === 0 || undefined);
    // Limits that are set hold at once.
    await server.mutate("settings.update", { timezone: "UTC", keepExecutionsDays: 0, keepExecutionsCount: keep });
    await until(() => count("FROM executions WHERE status <> 'waiting'") <= keep || undefined);
    expect(count("FROM executions WHERE status = 'waiting'")).toBe(20);
    sizes.push(statSync(join(folder.path, "islewire.db")).size);
  }
  console.log(
    `prune: the database after each round, in KB: ${sizes.map((size) => Math.round(size / 1024)).join(", ")}`,
  );
  // Requests of webhooks, of which more are kept, are in it, too.
  const [, , third = 0, fourth = 0] = sizes;
  expect(fourth).toBeLessThanOrEqual(third * 1.1);

  // The newest are those that are left, and nothing is left of others.
  expect(count("FROM executions WHERE status = 'succeeded' AND id > ?", last - keep - callers)).toBe(
    count("FROM executions WHERE status = 'succeeded'"),
  );
  for (const table of ["steps", "ledger", "execution_keys"])
    expect([table, count(`FROM ${table} WHERE execution_id NOT IN (SELECT id FROM executions)`)]).toEqual([table, 0]);
  await server.stop();
  expect(lookUp<string>(folder.path, "PRAGMA integrity_check")).toBe("ok");
  folder.remove();
});
