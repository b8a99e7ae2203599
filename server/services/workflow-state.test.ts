import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestServer, type TestServer } from "@/server/worker/testing";
import type { JsonObject } from "@/shared/item";
import { documentOf, hook } from "./testing";
import { forgetSeen, resetState, setStateValue, stateValue, workflowState } from "./workflow-state";
import { saveWorkflow } from "./workflows";

let server: TestServer;
let workflowId: string;
beforeEach(async () => {
  server = openTestServer();
  server.startWorker();
  workflowId = await server.add(watching);
});
afterEach(() => server.close());

const cursor = (action: JsonObject) => ({ type: "core.syncCursor", params: { name: "orders", action } });
const watching = documentOf(
  {
    hook: hook("a"),
    read: { ...cursor({ is: "read", start: 0, into: "from" }), name: "Read the mark" },
    unique: {
      type: "core.removeDuplicates",
      name: "Only new",
      version: 2,
      params: { compare: { is: "seen", value: "={{ $json.at }}", scope: "node", keep: 100 } },
    },
    move: cursor({ is: "advance", value: "={{ $json.at }}", to: "highest" }),
  },
  ...["hook -> read", "read -> unique", "unique -> move"],
);
const counting = documentOf({ hook: hook("b"), count: { type: "core.counter" } }, "hook -> count");
const state = () => workflowState(server.ctx, { workflowId });
const key = "workflow/cursor orders";

async function run(...at: number[]) {
  const execution = await server.start(
    workflowId,
    "hook",
    at.map((one) => ({ json: { at: one } })),
  );
  expect((await server.until(execution)).status).toBe("succeeded");
  return server.output(execution, "read").main?.[0]?.from;
}

describe("The state of a workflow", () => {
  it("lists marks and seen values by node, and gives a changed mark to the next execution", async () => {
    await run(3, 5);
    expect(state().values).toMatchObject([{ key, name: "cursor orders", preview: "5", size: 1 }]);
    expect(state().values[0]).not.toHaveProperty("node");
    expect(state().seen).toMatchObject([{ node: "Only new", count: 2 }]);
    expect(await run(7)).toBe(5);
    await setStateValue(server.ctx, { workflowId, key, was: "7", value: ' "2" ' });
    expect(stateValue(server.ctx, { workflowId, key })).toEqual({ value: '"2"' });
    await setStateValue(server.ctx, { workflowId, key, was: '"2"', value: "2" });
    expect(await run(3)).toBe(2);
  });

  it("leaves a value its end when somebody changes it, and lists none whose end has come", async () => {
    const id = await server.add(counting);
    const execution = await server.start(id, "hook");
    await server.until(execution);
    const [entry] = workflowState(server.ctx, { workflowId: id }).values;
    expect(entry).toMatchObject({ preview: '{"count":1,"period":""}' });
    const place = { workflowId: id, key: entry?.key ?? "" };
    const { value: was } = stateValue(server.ctx, place);
    await setStateValue(server.ctx, { ...place, was, value: '{"count":9,"period":""}' });
    const expires = server.store.rawRead.prepare("SELECT expires_at FROM memories WHERE workflow_id = ?").pluck();
    expect(expires.get(id)).toBeGreaterThan(Date.now());
    const end = server.store.prepareWrite("UPDATE memories SET expires_at = 1 WHERE workflow_id = ?");
    await server.store.commit(() => end.run(id));
    expect(workflowState(server.ctx, { workflowId: id }).values).toEqual([]);
  });

  it("does not let an old value replace one that an execution stored meanwhile", async () => {
    await run(3);
    const { value: was } = stateValue(server.ctx, { workflowId, key });
    await run(9);
    const late = setStateValue(server.ctx, { workflowId, key, was, value: "4" });
    await expect(late).rejects.toMatchObject({ code: "CONFLICT", message: expect.stringContaining("meanwhile") });
    expect(stateValue(server.ctx, { workflowId, key })).toEqual({ value: "9" });
  });

  it("forgets one value, which can be put back, the values a node has seen, or all", async () => {
    await run(3);
    await setStateValue(server.ctx, { workflowId, key, was: "3", value: null });
    expect(state().values).toEqual([]);
    await setStateValue(server.ctx, { workflowId, key, was: null, value: "3" });
    expect(await run(4)).toBe(3);
    await forgetSeen(server.ctx, { workflowId, key: state().seen[0]?.key ?? "" });
    expect(state()).toMatchObject({ values: [{ preview: "4" }], seen: [] });
    await resetState(server.ctx, { workflowId });
    expect(state()).toEqual({ values: [], seen: [], isCut: false });
    expect(await run(1)).toBe(0);
  });

  it.each([
    ["{a: 1}", "an unknown word in line 1, column 2"],
    ["", "it is empty"],
    ["[".repeat(300) + "]".repeat(300), "more than 200 levels"],
    [`"${"x".repeat(4 * 1024 * 1024)}"`, "limited to 4194304 characters"],
  ])("refuses a value because of its text, %#", async (value, message) => {
    const change = setStateValue(server.ctx, { workflowId, key, was: null, value });
    await expect(change).rejects.toThrow(message);
    expect(state().values).toEqual([]);
  });

  it("says so where the node is gone, and shows the beginning of what is long", async () => {
    await setStateValue(server.ctx, {
      ...{ workflowId, key: "node:unique/x", was: null },
      value: JSON.stringify("long ".repeat(200)),
    });
    await saveWorkflow(server.ctx, { id: workflowId, document: documentOf({ hook: hook("a") }), revision: 1 });
    expect(state().values).toMatchObject([{ name: "x", node: null, size: 1002 }]);
    expect(state().values[0]?.preview).toHaveLength(300);
    const elsewhere = setStateValue(server.ctx, { workflowId, key: "elsewhere", was: null, value: "1" });
    await expect(elsewhere).rejects.toThrow("names no place");
  });
});
