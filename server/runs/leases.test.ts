import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { executions } from "@/server/db/schema";
import { documentOf, hook, openTestServices } from "@/server/services/testing";
import { createWorkflow, publishWorkflow } from "@/server/services/workflows";
import { createDispatcher, type Dispatcher } from "./dispatcher";
import { keepRules } from "./keep-rules";
import { createLeases } from "./leases";
import { redactedInputs } from "./redacted-inputs";
import type { PoolWorker } from "./worker-pool";

let services: ReturnType<typeof openTestServices>;
beforeEach(() => {
  services = openTestServices();
});
afterEach(() => services.close());

const workerOf = (name: string) => {
  const orders: { id: number; attempt: number }[] = [];
  const worker: PoolWorker = {
    ...{ owner: `w-1-${name}`, isReady: true, load: 0 },
    send: (message) => void (message.type === "run" && orders.push({ id: message.id, attempt: message.attempt })),
  };
  return { worker, orders };
};
const rows = () => services.ctx.store.read.select().from(executions).all();

describe("a worker that is silent for longer than its lease", () => {
  let dispatcher: Dispatcher;
  const [first, second] = [workerOf("first"), workerOf("second")];
  let workers: PoolWorker[];
  let told: (string | undefined)[];

  beforeEach(async () => {
    workers = [first.worker];
    told = [];
    for (const { worker, orders } of [first, second]) {
      worker.load = 0;
      orders.length = 0;
    }
    const { store } = services.ctx;
    dispatcher = createDispatcher(store, { concurrency: 5, workers: () => workers, leaseMs: 200 });
    const document = documentOf({ hook: hook("a"), work: { type: "core.noOp" } }, "hook -> work");
    const { id: workflowId } = await createWorkflow(services.ctx, { document });
    await publishWorkflow(services.ctx, { id: workflowId, revision: 1 });
    const find = store.rawRead.prepare<[string], number>("SELECT published_version_id FROM workflows WHERE id = ?");
    await dispatcher.accept(
      {
        ...{ workflowId, versionId: Number(find.pluck().get(workflowId)) },
        ...{ mode: "webhook", startNode: "hook", inputText: '[{"json":{}}]' },
      },
      { onEnded: (status) => void told.push(status), onRespond: () => void told.push("answer") },
    );
  });
  afterEach(() => dispatcher.close());

  it("has its executions taken, and gets none until it is heard of again", async () => {
    await expect.poll(() => rows()[0]?.status).toBe("queued");
    expect(rows()[0]?.deaths).toBe(1);
    dispatcher.pump();
    workers.push(second.worker);
    dispatcher.pump();
    await expect.poll(() => second.orders.map(({ id }) => id)).toEqual([1]);
    expect(first.orders).toEqual([{ id: 1, attempt: 1 }]);
  });

  it("goes on with it itself where it is the only one, once it is heard of", async () => {
    await expect.poll(() => rows()[0]?.status).toBe("queued");
    dispatcher.receive(first.worker, { type: "queued" }, []);
    await expect.poll(() => first.orders.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it("tells the caller nothing any more: who has the execution now does", async () => {
    await expect.poll(() => rows()[0]?.status).toBe("queued");
    workers.push(second.worker);
    dispatcher.pump();
    await expect.poll(() => second.orders.length).toBe(1);
    const response = { status: 200, body: { type: "none" } } as const;
    dispatcher.receive(first.worker, { type: "respond", id: 1, response }, []);
    dispatcher.receive(first.worker, { type: "ended", id: 1, status: "lost", until: null }, []);
    expect(told).toEqual([]);
    dispatcher.receive(second.worker, { type: "respond", id: 1, response }, []);
    dispatcher.receive(second.worker, { type: "ended", id: 1, status: "succeeded", until: null }, []);
    expect(told).toEqual(["answer", "succeeded"]);
  });
});

describe("leases", () => {
  const leaseMs = 60_000;
  const { worker } = workerOf("any");
  const addRunning = (leaseUntil: number, deaths = 0) =>
    services.ctx.store.transaction((tx) => {
      const row = { workflowId: "w", versionId: 1, mode: "webhook", startNode: "s", createdAt: 0, deaths } as const;
      tx.insert(executions)
        .values({ ...row, status: "running", owner: worker.owner, attempt: 1, leaseUntil })
        .run();
    });
  const leasesWith = (holder: PoolWorker | undefined, isAlone = false) =>
    createLeases(services.ctx.store, {
      ...{ leaseMs, isAlone: () => isAlone, holderOf: () => holder },
      redacted: redactedInputs(services.ctx.store, undefined),
      keep: keepRules(services.ctx.store),
    });

  it("do not run out while the whole machine sleeps: workers have the time to renew them when it wakes up", async () => {
    const now = Date.now();
    await addRunning(now + 1_000);
    const { store } = services.ctx;
    const leases = leasesWith(worker);
    const takenAt = async (at: number) => {
      const { taken } = await store.commit(() => leases.expire(at));
      leases.expired(at, taken);
      return taken;
    };
    const hourLater = now + 3_600_000;
    for (const at of [hourLater, hourLater + 5_000, hourLater + 25_000]) expect(await takenAt(at)).toEqual([]);
    expect(await takenAt(hourLater + 30_000)).toEqual([{ id: 1, worker }]);
  });

  it("that ran out twice over one execution, the second time with nothing beside it, end it; those that nobody held count for nothing", async () => {
    const now = Date.now();
    await addRunning(now - 1, 2);
    const { store } = services.ctx;
    const lost = leasesWith(undefined);
    expect(await store.commit(() => lost.expire(now))).toEqual({ taken: [], failed: [] });
    expect(rows()[0]).toMatchObject({ status: "queued", deaths: 2, owner: null });
    await addRunning(now - 1, 2);
    const among = leasesWith(worker);
    expect(await store.commit(() => among.expire(now))).toEqual({ taken: [{ id: 2, worker }], failed: [] });
    expect(rows()[1]).toMatchObject({ status: "queued", deaths: 3 });
    await addRunning(now - 1, 1);
    const held = leasesWith(worker, true);
    expect(await store.commit(() => held.expire(now))).toMatchObject({
      taken: [{ id: 3, worker }],
      failed: [{ id: 3, error: { code: "WORKER_ENDED" } }],
    });
    expect(rows()[2]).toMatchObject({ status: "failed", deaths: 1, owner: null });
    expect(rows()[2]?.error).toContain("WORKER_ENDED");
  });

  it("that a worker does not renew for long name it as hung; one that is for suspects at once", async () => {
    const leases = leasesWith(worker);
    const apart: PoolWorker = { ...worker, isApart: true };
    const now = Date.now();
    leases.expired(now, [{ worker }, { worker: apart }]);
    expect(leases.hung(now + 1)).toEqual([apart]);
    expect(leases.hung(now + 2 * leaseMs + 1)).toEqual([worker, apart]);
    leases.heardOf(worker);
    expect(leases.hung(now + 2 * leaseMs + 1)).toEqual([apart]);
  });
});
