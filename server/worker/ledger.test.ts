import { afterEach, beforeEach, expect, it } from "vitest";
import { documentOf, hook } from "@/server/services/testing";
import type { Json } from "@/shared/item";
import { Fenced } from "./checkpoints";
import { createLedger } from "./ledger";
import { createMemoryStore } from "./memories";
import { openTestServer, type TestServer } from "./testing";

let server: TestServer;
beforeEach(() => {
  server = openTestServer();
});
afterEach(() => server.close());

/** An execution that is under way, as a worker holds it. */
async function underWay() {
  const workflowId = await server.add(documentOf({ hook: hook("a") }));
  const executionId = await server.start(workflowId, "hook");
  const lease = { executionId, owner: "me", attempt: 1 };
  const take = server.store.prepareWrite(
    "UPDATE executions SET status = 'running', owner = 'me', attempt = 1 WHERE id = ?",
  );
  await server.store.commit(() => take.run(executionId));
  return { workflowId, lease, take };
}

const counting = (value: Json | undefined) => {
  const result = Number(value ?? 0) + 1;
  return { value: result, result };
};

it("A step that runs again is given what it was given, and changes nothing more", async () => {
  const { workflowId, lease } = await underWay();
  const memories = createMemoryStore(server.store);
  const ledgers = createLedger(server.store);
  const open = () => {
    const ledger = ledgers.open(lease, false);
    const lasting = (step: number) => memories.open(lease.executionId, workflowId, false).of("node", step, ledger);
    return { ledger, lasting };
  };
  const before = open();
  expect(await before.lasting(1).update("workflow", "n", counting)).toBe(1);
  expect(await before.lasting(1).update("workflow", "n", counting, "second call")).toBe(2);
  const after = open();
  expect(await after.lasting(1).update("workflow", "n", counting)).toBe(1);
  expect(await after.lasting(2).update("workflow", "n", counting)).toBe(3);
  for (const step of [1, 2]) await server.store.commit(() => after.ledger.forget(step).forEach((drop) => void drop()));
  expect(server.store.rawRead.prepare("SELECT count(*) FROM ledger").pluck().get()).toBe(0);
  expect(await after.lasting(1).update("workflow", "n", counting)).toBe(4);
});

it("Changes made at the same moment come one after the other", async () => {
  const { workflowId, lease } = await underWay();
  const memory = createMemoryStore(server.store).open(lease.executionId, workflowId, false);
  const ledger = createLedger(server.store).open(lease, false);
  const given = await Promise.all(
    Array.from({ length: 50 }, (_, step) => memory.of("node", step, ledger).update("node", "n", counting)),
  );
  expect(given).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
});

it("A change whose work throws leaves nothing behind, and may be tried again", async () => {
  const { lease } = await underWay();
  const ledger = createLedger(server.store).open(lease, false);
  const insert = server.store.prepareWrite("INSERT INTO variables (name, value) VALUES ('v', '1')");
  const refused = ledger.once(1, "a", () => {
    insert.run();
    throw new Error("refused");
  });
  await expect(refused).rejects.toThrow("refused");
  expect(server.store.rawRead.prepare("SELECT count(*) FROM variables").pluck().get()).toBe(0);
  expect(await ledger.once(1, "a", () => "done")).toBe("done");
});

it("Who has lost the execution to another worker changes nothing", async () => {
  const { lease } = await underWay();
  const ledger = createLedger(server.store).open({ ...lease, attempt: 0 }, false);
  await expect(ledger.once(1, "a", () => "done")).rejects.toThrow(Fenced);
});
