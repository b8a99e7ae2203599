import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { draw, startServer } from "../testing";
import { lookUp } from "./database.testing";
import { pause, seeded, seedOf } from "./random.testing";

/** Another program that begins to write to the database, and ends that when it is told to. */
async function holdLock(dataFolder: string): Promise<ChildProcess> {
  const source = `
    const database = new (require("better-sqlite3"))(process.argv[1], { timeout: 30_000 });
    database.exec("BEGIN IMMEDIATE");
    process.stdout.write("held");
    process.stdin.once("data", () => { database.exec("ROLLBACK"); process.exit(0); });`;
  const child = spawn(process.execPath, ["-e", source, join(dataFolder, "islewire.db")], { stdio: "pipe" });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return child;
}
const letGo = (child: ChildProcess) =>
  new Promise((resolve) => {
    child.once("exit", resolve);
    child.stdin?.write("go");
  });

/** Who cannot be served because another program has the database is told so in time; the rest of the server goes on, and nothing accepted is lost. */
it("A program that holds the database lets callers wait, then be refused, and nothing that was accepted is lost", {
  timeout: 120_000,
}, async () => {
  const random = seeded(seedOf("busy"));
  const folder = temporaryFolder();
  const server = await startServer({
    dataFolder: folder.path,
    env: { ISLEWIRE_LOG_LEVEL: "fatal", ISLEWIRE_LEASE_SECONDS: "5" },
  });
  await server.signUp();
  const respond = { is: "accepted", status: 202, text: "" };
  const hook = { type: "webhook", params: { path: "busy", methods: ["POST"], respond } };
  await server.publish(draw("Busy", { hook, end: { type: "noOp" } }, "hook -> end"));

  const accepted: number[] = [];
  const send = async (n: number) => {
    const answer = await server.post("busy", { n });
    if (answer.status === 202) accepted.push((answer.json as { executionId: number }).executionId);
    return answer;
  };

  // For a while: everybody waits.
  const short = await holdLock(folder.path);
  const patient = Array.from({ length: 20 }, (_, n) => send(n));
  await pause(500 + random() * 500);
  await letGo(short);
  for (const { status } of await Promise.all(patient)) expect(status).toBe(202);

  // For longer than anybody shall wait.
  const long = await holdLock(folder.path);
  const calls: ReturnType<typeof send>[] = [];
  let isAnswered = false;
  const first = send(100).then((answer) => {
    isAnswered = true;
    return answer;
  });
  let alive = 0;
  for (let n = 0; !isAnswered; n++) {
    if (n % 5 === 0 && calls.length < 40) calls.push(send(200 + n));
    if ((await server.request("/healthz")).ok) alive++;
    await pause(20);
  }
  expect(await first).toMatchObject({
    status: 503,
    json: { error: { message: expect.stringMatching(/has kept the database of the server busy/) } },
  });
  expect((await first).headers.get("retry-after")).toBe("2");
  // A server that stands still for the time of a wait would have answered a time or two.
  expect(alive).toBeGreaterThan(10);
  await letGo(long);
  const statuses = (await Promise.all(calls)).map(({ status }) => status);
  expect(statuses.every((status) => status === 202 || status === 503)).toBe(true);
  expect((await send(1_000)).status).toBe(202);

  for (const id of accepted) expect((await server.finished(id)).status).toBe("succeeded");
  // Who was refused may call again: nothing of the first call is there.
  expect(lookUp<number>(folder.path, "SELECT count(*) FROM executions")).toBe(accepted.length);
  await server.stop();
  expect(lookUp<string>(folder.path, "PRAGMA integrity_check")).toBe("ok");
  folder.remove();
});
