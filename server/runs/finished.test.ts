import { afterEach, beforeEach, expect, it } from "vitest";
import { schedules } from "@/server/db/schema";
import { documentOf, hook, openTestServices } from "@/server/services/testing";
import { createWorkflow, publishWorkflow } from "@/server/services/workflows";
import type { WorkflowSettings } from "@/shared/workflow";
import { createDispatcher, type Dispatcher } from "./dispatcher";
import { createScheduler } from "./scheduler";
import type { PoolWorker } from "./worker-pool";

let services: ReturnType<typeof openTestServices>;
let dispatcher: Dispatcher;
let ended: [status: string, hasTime: boolean][];
const worker: PoolWorker = { owner: "w-1-test", isReady: true, load: 0, send: () => {} };

beforeEach(() => {
  services = openTestServices();
  ended = [];
  worker.load = 0;
  dispatcher = createDispatcher(services.ctx.store, {
    concurrency: 10,
    workers: () => [worker],
    onFinished: (status, ms) => void ended.push([status, ms !== undefined && ms >= 0]),
  });
});
afterEach(() => {
  dispatcher.close();
  services.close();
});

async function published(settings: WorkflowSettings = {}, path = "a") {
  const { ctx } = services;
  const document = { ...documentOf({ hook: hook(path), work: { type: "core.noOp" } }, "hook -> work"), settings };
  const { id: workflowId } = await createWorkflow(ctx, { document });
  await publishWorkflow(ctx, { id: workflowId, revision: 1 });
  const find = ctx.store.rawRead.prepare<[string], number>("SELECT published_version_id FROM workflows WHERE id = ?");
  const versionId = Number(find.pluck().get(workflowId));
  const given = { workflowId, versionId, mode: "webhook", startNode: "hook", inputText: '[{"json":{}}]' } as const;
  return { given, start: () => dispatcher.accept(given) };
}
const end = (id: number, status: "succeeded" | "failed" | "cancelled" | "waiting" | "lost") =>
  dispatcher.receive(worker, { type: "ended", id, status, until: null }, []);

it("tells of each end once, with how long it took, and of none that waits or was lost", async () => {
  const { start } = await published();
  const ids = [await start(), await start(), await start(), await start()];
  for (const [index, status] of (["succeeded", "failed", "waiting", "lost"] as const).entries()) {
    end(Number(ids[index]), status);
    end(Number(ids[index]), status);
  }
  expect(ended).toEqual([
    ["succeeded", true],
    ["failed", true],
  ]);
});

it("tells of those that end without a worker: superseded, left out, cancelled and refused", async () => {
  const burst = await published({ debounce: { seconds: 600 } });
  for (let n = 0; n < 3; n++) await burst.start();
  expect(ended).toEqual([
    ["cancelled", false],
    ["cancelled", false],
  ]);
  expect(await dispatcher.cancel(3)).toBe(true);
  expect(await dispatcher.cancel(3)).toBe(false);
  expect(ended).toHaveLength(3);
  const error = { code: "WEBHOOK_UNREADABLE", message: "not JSON" };
  await dispatcher.recordRefused({ ...burst.given, nodeId: "hook" }, error);
  expect(ended.at(-1)).toEqual(["failed", false]);
});

it("tells who waits for the end when there is none to come: cancelled in the queue, and superseded", async () => {
  const told: (string | undefined)[] = [];
  const listener = { onEnded: (status: string) => void told.push(status) };
  const { given } = await published({ concurrency: { limit: 1, whenBusy: "queue" } });
  await dispatcher.accept(given);
  const queued = await dispatcher.accept(given, listener);
  await dispatcher.cancel(queued);
  expect(told).toEqual(["cancelled"]);
  const other = await published({ concurrency: { limit: 1, whenBusy: "replace" } }, "b");
  await dispatcher.accept(other.given);
  await dispatcher.accept(other.given, listener);
  await dispatcher.accept(other.given);
  expect(told).toEqual(["cancelled", "cancelled"]);
});

it("tells of one that is left out because another runs", async () => {
  const { start } = await published({ concurrency: { limit: 1, whenBusy: "skip" } });
  await start();
  await start();
  expect(ended).toEqual([["cancelled", false]]);
});

it("counts those that a schedule brings and that are left out or superseded", async () => {
  const { given } = await published({ debounce: { seconds: 600 } });
  const { store } = services.ctx;
  const due = { rule: JSON.stringify({ everyMs: 60_000 }), timezone: "utc", nextAt: Date.now() - 600_000 };
  const { workflowId, versionId } = given;
  await store.transaction((tx) =>
    tx
      .insert(schedules)
      .values({ workflowId, versionId, nodeId: "hook", ifMissed: "all", ...due })
      .run(),
  );
  const told: number[] = [];
  const scheduler = createScheduler(store, (_, count) => void told.push(count));
  scheduler.refresh();
  await expect.poll(() => told.length).toBe(1);
  scheduler.close();
  const count = store.rawRead.prepare("SELECT count(*) FROM executions WHERE status = ?").pluck();
  expect([told[0], count.get("waiting")]).toEqual([count.get("cancelled"), 1]);
  expect(told[0]).toBeGreaterThanOrEqual(9);
});
