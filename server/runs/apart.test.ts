import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { executions, workflows } from "@/server/db/schema";
import { openTestServices } from "@/server/services/testing";
import { type Apart, createApart } from "./apart";
import type { PoolWorker } from "./worker-pool";

let services: ReturnType<typeof openTestServices>;
let apart: Apart;
let brought: number[];
let rested: number;
let isStalled: boolean;
const worker: PoolWorker = { owner: "w-1-apart", isApart: true, isReady: true, load: 0, send: () => {} };

beforeEach(() => {
  services = openTestServices();
  [brought, rested, isStalled] = [[], 0, false];
  apart = createApart(services.ctx.store, {
    worker: { get: () => worker, rest: () => void rested++ },
    concurrency: 3,
    bring: async (id) => void brought.push(id),
    isStalled: () => isStalled,
  });
});
afterEach(() => services.close());

const add = (deaths: number, workflowId = "w") =>
  services.ctx.store.transaction((tx) => {
    const row = { workflowId, versionId: 1, mode: "webhook", startNode: "s", createdAt: 0 } as const;
    tx.insert(executions)
      .values({ ...row, deaths, status: "queued" })
      .run();
  });

describe("the process apart", () => {
  it("gets those that were in one process that ended, as many as there is room for", async () => {
    for (let n = 0; n < 5; n++) await add(1);
    await add(0);
    await apart.pump();
    expect(brought).toEqual([1, 2, 3]);
    expect(apart.hasOne()).toBe(false);
    for (const id of brought) apart.left(id);
    expect(rested).toBe(1);
  });

  it("has one that was in two of them for itself", async () => {
    await add(1);
    await add(2);
    await apart.pump();
    expect(brought).toEqual([2]);
    expect(apart.hasOne()).toBe(true);
    await apart.pump();
    expect(brought).toEqual([2]);
    await services.ctx.store.transaction((tx) => tx.update(executions).set({ status: "failed" }).run());
    await add(1);
    apart.left(2);
    await apart.pump();
    expect(brought).toEqual([2, 3]);
  });

  it("gets nothing while it says nothing: what it is given would be blamed for that", async () => {
    isStalled = true;
    await add(1);
    await apart.pump();
    expect(brought).toEqual([]);
  });

  it("runs all of workflows in quarantine, also beside suspects", async () => {
    const row = { name: "q", document: "{}", revision: 1, nodeCount: 0, nodeTypes: "[]", createdAt: 0, updatedAt: 0 };
    await services.ctx.store.transaction((tx) =>
      tx
        .insert(workflows)
        .values({ ...row, id: "q", quarantine: "{}" })
        .run(),
    );
    apart.reload();
    await add(1);
    await add(0, "q");
    await add(0);
    await apart.pump();
    expect(brought).toEqual([1, 2]);
  });
});
