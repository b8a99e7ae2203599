import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LastingState } from "@/nodes/sdk/services";
import { createPruning } from "@/server/runs/pruning";
import { documentOf, hook } from "@/server/services/testing";
import type { Json } from "@/shared/item";
import { createCheckpoints, Fenced } from "./checkpoints";
import { createLedger } from "./ledger";
import { createMemoryStore } from "./memories";
import { openTestServer, type TestServer } from "./testing";

let server: TestServer;
beforeEach(() => {
  server = openTestServer();
});
afterEach(() => server.close());

/** Two executions of one workflow that are under way at the same moment. */
async function underWay() {
  const document = documentOf({ hook: hook("a"), node: { type: "core.wait" } });
  const workflowId = await server.add(document);
  const memories = createMemoryStore(server.store);
  const ledgers = createLedger(server.store);
  const [node] = document.nodes.slice(1);
  if (!node) throw new Error("The document has no node");
  const open = async () => {
    const executionId = await server.start(workflowId, "hook");
    const take = server.store.prepareWrite(
      "UPDATE executions SET status = 'running', owner = 'me', attempt = 1 WHERE id = ?",
    );
    await server.store.commit(() => take.run(executionId));
    const lease = { executionId, owner: "me", attempt: 1 };
    const memory = memories.open(executionId, workflowId, false);
    let step = 0;
    const lasting = () => memory.of("node", step++, ledgers.open(lease, false));
    return { lease, memory, lasting, step: { index: 1, node, run: 0, inputs: {}, sources: {} } };
  };
  const one = await open();
  const change = <T extends Json>(work: (state: LastingState) => T) => one.lasting().transact("workflow", work);
  return { workflowId, one, other: await open(), change };
}

const count = (table: string) => server.store.rawRead.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
const prune = async (now: number) => {
  const pruning = createPruning(server.store, () => ({ keepExecutionsDays: 0, keepExecutionsCount: 0 }));
  pruning.close();
  await pruning.pruneNow(now);
};

describe("What a workflow remembers", () => {
  it("is gone once its time is over, and pruned later", async () => {
    const { change, one } = await underWay();
    await change((state) => {
      state.set("short", 1, { expiresAt: state.now - 1 });
      state.set("long", 2, { expiresAt: state.now + 60_000 });
      state.set("ever", 3);
      return null;
    });
    expect(await change((state) => ["short", "long", "ever"].map((name) => state.get(name) ?? null))).toEqual([
      null,
      2,
      3,
    ]);
    expect(one.lasting().get("workflow", "short")).toBeUndefined();
    await prune(Date.now());
    expect(count("memories")).toBe(2);
    await prune(Date.now() + 120_000);
    expect(count("memories")).toBe(1);
  });

  it("is listed by how its names begin, and in their order", async () => {
    const { change } = await underWay();
    await change((state) => {
      for (const name of ["a/2", "a/1", "a/é", "a%", "b/1"]) state.set(name, name);
      state.set("a/0", 0, { expiresAt: state.now - 1 });
      return null;
    });
    const names = (prefix: string, max = 10) =>
      change((state) => state.list(prefix, max).map(({ name, value }) => [name, value]));
    expect(await names("a/")).toEqual(["a/1", "a/2", "a/é"].map((name) => [name, name]));
    expect(await names("a/", 1)).toEqual([["a/1", "a/1"]]);
    expect(await names("c")).toEqual([]);
  });

  it("is what an execution sees that set it before", async () => {
    const { one } = await underWay();
    const first = one.lasting();
    first.set("workflow", "n", 5);
    await server.store.commit(() => one.memory.taken(0).forEach((write) => void write()));
    await one.lasting().transact("workflow", (state) => {
      state.set("n", Number(state.get("n")) + 1);
      return null;
    });
    expect(first.get("workflow", "n")).toBe(6);
  });
});

describe("A claim", () => {
  const options = { keep: 100 };

  it("is given to one of two executions that make it at the same moment", async () => {
    const { one, other } = await underWay();
    const claim = ({ lasting }: typeof one, values: string[]) =>
      lasting().transact("node", (state) => state.claim("orders", values, options));
    const both = await Promise.all([claim(one, ["1", "2", "2"]), claim(other, ["2", "3"])]);
    expect(both).toEqual([
      [true, true, true],
      [false, true],
    ]);
    expect(await claim(one, ["1", "3", "4"])).toEqual([false, false, true]);
  });

  it("ends for the oldest beyond the number to keep", async () => {
    const { change } = await underWay();
    const claim = (...values: string[]) => change((state) => state.claim("a", values, { keep: 2 }));
    await claim("1", "2", "3");
    expect(await claim("2", "3")).toEqual([false, false]);
    expect(await claim("1")).toEqual([true]);
    expect(count("seen_values")).toBe(2);
  });

  it("ends when its value was not seen for a time", async () => {
    const { change } = await underWay();
    const claim = (keepMs: number, ...values: string[]) =>
      change((state) => state.claim("a", values, { keep: 100, keepMs }));
    expect(await claim(0, "1", "2")).toEqual([true, true]);
    expect(await claim(60_000, "1")).toEqual([true]);
    expect(await claim(60_000, "1")).toEqual([false]);
    await prune(Date.now() + 1);
    expect(count("seen_values")).toBe(1);
  });
});

it("What a step has set is stored with its suspension, or not at all", async () => {
  const { one, other, workflowId } = await underWay();
  const checkpoints = createCheckpoints(server.store, () => {});
  const suspend = ({ lease, memory, step }: typeof one) =>
    checkpoints.open(lease).suspended(step, {
      ...{ wakeAt: Date.now() + 60_000, token: "t", startedAt: 0, memory: undefined, also: memory.taken(0) },
    });
  one.lasting().set("workflow", "n", "set by the first");
  await suspend(one);
  const stored = () =>
    server.store.rawRead.prepare("SELECT value FROM memories WHERE workflow_id = ?").pluck().all(workflowId);
  expect(server.execution(one.lease.executionId).status).toBe("waiting");
  expect(stored()).toEqual(['"set by the first"']);
  other.lasting().set("workflow", "n", "set by one that lost its execution");
  await expect(suspend({ ...other, lease: { ...other.lease, attempt: 0 } })).rejects.toThrow(Fenced);
  expect(stored()).toEqual(['"set by the first"']);
});
