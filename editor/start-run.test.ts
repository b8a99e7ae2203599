import { expect, it } from "vitest";
import type { WorkflowNode } from "@/shared/workflow";
import type { NodeTypes } from "./document";
import { leadingTrigger } from "./start-run";
import { draw, testTypes } from "./testing";

const document = draw("hook -> a; timer -> a; a -> b; start -> c", {
  hook: "trigger",
  timer: "trigger",
  start: "trigger",
});
const none = () => false;
const named = (id: string) => (node: WorkflowNode) => node.id === id;
const types: NodeTypes = new Map(
  [...testTypes].map(([type, info]) => [type, { ...info, trigger: info.trigger && ("schedule" as const) }]),
);

it("a run up to a node starts at a trigger that leads there, best at one with data at hand", () => {
  const start = (destination: string, hasRun: (node: WorkflowNode) => boolean = none) =>
    leadingTrigger(document, destination, types, hasRun)?.id;
  expect(start("b")).toBe("hook");
  expect(start("b", named("timer"))).toBe("timer");
  expect(start("c")).toBe("start");
  expect(start("timer", named("hook"))).toBe("timer");
  expect(start("gone")).toBeUndefined();
});

it("pinned data comes first, and a disabled trigger never", () => {
  const change = (id: string, part: Partial<WorkflowNode>) => ({
    ...document,
    nodes: document.nodes.map((node) => (node.id === id ? { ...node, ...part } : node)),
  });
  const pinned = change("timer", { pinned: { main: [{ json: {} }] } });
  expect(leadingTrigger(pinned, "b", types, named("hook"))?.id).toBe("timer");
  expect(leadingTrigger(change("hook", { disabled: true }), "b", types, none)?.id).toBe("timer");
});
