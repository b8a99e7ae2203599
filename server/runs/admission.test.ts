import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { executions } from "@/server/db/schema";
import { openTestServices } from "@/server/services/testing";
import { createAdmission } from "./admission";

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
});
