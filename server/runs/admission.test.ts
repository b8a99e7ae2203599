import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { executions } from "@/server/db/schema";
import { documentOf, hook, openTestServices } from "@/server/services/testing";
import { createWorkflow, publishWorkflow } from "@/server/services/workflows";
import { createAdmission } from "./admission";
import { createDispatcher } from "./dispatcher";
import type { PoolWorker } from "./worker-pool";

let services: ReturnType<typeof openTestServices>;
beforeEach(() => {
  services = openTestServices();
});
afterEach(() => services.close());

const queue = (workflowId: string, count: number) =>
  services.ctx.store.transaction((tx) => {
    const row = { workflowId, versionId: 1, mode: "webhook", startNode: "s", createdAt: 0, status: "queued" } as const;
    for (let left = count; left > 0; left--) tx.insert(executions).values(row).run();
  });
const open = () => createAdmission(services.ctx.store, 10);
const webhook = (workflowId: string) => ({ workflowId, mode: "webhook" }) as const;

describe("the queue", () => {
  it("takes what there is room for, and refuses the rest for a while", async () => {
    await queue("a", 4);
    await queue("b", 3);
    const { check } = open();
    for (const workflowId of ["a", "b", "c"]) check(webhook(workflowId), 0);
    expect(() => check(webhook("c"), 1)).toThrow(
      expect.objectContaining({
        code: "UNAVAILABLE",
        message: "10 executions wait to be run: no more are taken for now",
      }),
    );
    await services.ctx.store.transaction((tx) => tx.delete(executions).run());
    expect(() => check(webhook("c"), 2)).toThrow();
    expect(() => check(webhook("c"), 1_000)).not.toThrow();
  });

  it("keeps its last places from a workflow that has filled it", async () => {
    await queue("much", 8);
    const { check } = open();
    expect(() => check(webhook("much"), 0)).toThrow("8 executions of this workflow wait to be run");
    expect(() => check(webhook("little"), 0)).not.toThrow();
  });

  it("is never too full for a person who looks on", async () => {
    await queue("a", 10);
    expect(() => open().check({ workflowId: "a", mode: "manual" }, 0)).not.toThrow();
  });

  it("is bounded for those that stand in line behind each other as well", async () => {
    const { ctx } = services;
    const settings = { concurrency: { limit: 1, whenBusy: "queue" } } as const;
    const { id: workflowId } = await createWorkflow(ctx, {
      document: { ...documentOf({ hook: hook("a") }), settings },
    });
    await publishWorkflow(ctx, { id: workflowId, revision: 1 });
    const versionId = Number(ctx.store.rawRead.prepare("SELECT published_version_id FROM workflows").pluck().get());
    const worker: PoolWorker = { owner: "w-1-test", isReady: true, load: 0, send: () => {} };
    const dispatcher = createDispatcher(ctx.store, { concurrency: 5, workers: () => [worker], queueLimit: 5 });
    const given = { workflowId, versionId, mode: "webhook", startNode: "hook", inputText: "[]" } as const;
    const results = await Promise.allSettled(Array.from({ length: 40 }, () => dispatcher.accept(given)));
    dispatcher.close();
    expect(results.filter(({ status }) => status === "fulfilled").length).toBeLessThan(10);
  });
});
