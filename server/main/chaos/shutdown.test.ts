import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { draw, end, startServerAt, until } from "../server.testing";
import { takeAccount } from "./account.testing";
import { lookUp, untilQuiet } from "./database.testing";
import { pause, seeded, seedOf } from "./random.testing";
import { startSink } from "./sink.testing";

const entry = join(inject("bundle"), "main.js");
const callers = 8;

/** A stop under load loses nothing and ends with code 0; who insists, or kills within it, loses nothing either. */
it("Stops under load, once more insisted on, and cut off by a kill, lose nothing and make nothing twice", {
  timeout: 120_000,
}, async () => {
  const random = seeded(seedOf("shutdown"));
  const answers = seeded(2);
  const folder = temporaryFolder();
  let isHeld = false;
  let held = 0;
  const sink = await startSink(() => {
    if (isHeld) held++;
    return isHeld ? 600_000 : Math.floor(answers() * 120);
  });
  const env = { ISLEWIRE_EGRESS_ALLOW: "127.0.0.1", ISLEWIRE_LOG_LEVEL: "silent" };
  let server = await startServerAt(entry, { dataFolder: folder.path, env });
  const port = new URL(server.url).port;
  await server.signUp();
  const post = (path: string, repeat: "key" | "ask") => ({
    type: "httpRequest",
    params: {
      ...{ method: "POST", url: `${sink.url}${path}`, repeat },
      body: { is: "json", value: { id: '={{ $("hook").item.json.body.id }}' } },
    },
  });
  const respond = { is: "accepted", status: 202, text: "" };
  const hook = { type: "webhook", params: { path: "stop", methods: ["POST"], respond } };
  const calls = { first: post("/first", "key"), second: post("/second", "key"), once: post("/once", "ask") };
  await server.publish(draw("Stop", { hook, ...calls }, "hook -> first", "first -> second", "second -> once"));

  const accepted = new Map<number, number>();
  let nextId = 0;
  let isOver = false;
  const load = Promise.all(
    Array.from({ length: callers }, async () => {
      while (!isOver) {
        const id = nextId++;
        const answer = await server.post("stop", { id }).catch(() => undefined);
        if (answer?.status === 202) accepted.set(id, (answer.json as { executionId: number }).executionId);
        // No other answer than these is ever given: a caller knows what became of the call.
        else if (answer) expect(answer.status).toBe(503);
        await pause(20);
      }
    }),
  );
  const again = async () => {
    server = await startServerAt(entry, { dataFolder: folder.path, env: { ...env, PORT: port } });
  };
  const some = (more: number) => until(() => accepted.size >= more || undefined);
  const running = () => lookUp<number>(folder.path, "SELECT count(*) FROM executions WHERE status = 'running'");

  await some(accepted.size + 20 + Math.floor(random() * 20));
  expect(await end(server.child, "SIGTERM")).toBe(0);
  // Nothing is left to a worker that is gone, and none is said to have died.
  expect(running()).toBe(0);
  expect(lookUp<number>(folder.path, "SELECT total(deaths) FROM executions")).toBe(0);
  await again();

  // A call that nobody answers: the stop waits for it, until somebody insists.
  await some(accepted.size + 10);
  isHeld = true;
  await until(() => held > 0 || undefined);
  const insisted = end(server.child, "SIGTERM");
  await until(() => server.child.exitCode !== null || !server.child.kill("SIGTERM") || undefined);
  expect(await insisted).toBe(1);
  isHeld = false;
  await again();

  // Dead in the middle of the stop.
  await some(accepted.size + 20);
  server.child.kill("SIGTERM");
  await pause(random() * 150);
  await server.stop("SIGKILL");
  await again();

  isOver = true;
  await load;
  await untilQuiet(folder.path, 30_000);
  await server.stop();
  const account = takeAccount(folder.path, { accepted, killed: 1, sink });
  folder.remove();
  sink.close();
  expect(account).toMatchObject({ lost: [], stuck: [], rerun: [], doubled: [], wrong: [], integrity: "ok" });
  expect(account.succeeded + account.unknown + account.blamed).toBe(account.accepted);
  expect(account.accepted).toBeGreaterThan(50);
});
