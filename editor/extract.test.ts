import { describe, expect, it } from "vitest";
import { workflowDocumentSchema } from "@/shared/workflow-schema";
import { callType, type Extraction, extraction, extractNodes, triggerType } from "./extract";
import { draw, english, testTypes, wires } from "./testing";

const plain = testTypes.get("step");
const trigger = testTypes.get("trigger");
if (!plain || !trigger) throw new Error("The types of the tests are gone");
const types = new Map([
  ...testTypes,
  [callType, { ...plain, type: callType, label: "Execute Workflow" }],
  [triggerType, { ...trigger, type: triggerType, label: "When called" }],
]);

const extract = (document: ReturnType<typeof draw>, ...ids: string[]) =>
  extraction(document, new Set(ids), { nodeTypes: types, name: "Child", t: english });
function possible(result: ReturnType<typeof extract>): Extraction {
  if ("refused" in result) throw new Error(result.refused);
  return result;
}

describe("moving nodes to a sub-workflow", () => {
  it("wires the call in where the nodes were, and the nodes behind a trigger", () => {
    const document = draw("start -> a -> b -> end", { start: "trigger" });
    const found = possible(extract(document, "a", "b"));
    const left = extractNodes.apply(document, { extraction: found, workflowId: "w1", nodeTypes: types, id: "call" });
    expect(wires(left)).toEqual(["call.main -> end", "start.main -> call"]);
    expect(left.nodes.find(({ id }) => id === "call")).toMatchObject({
      ...{ type: callType, name: "Child", params: { workflowId: "w1" } },
    });
    const [first] = found.child.nodes;
    expect(first?.type).toBe(triggerType);
    expect(wires(found.child).sort()).toEqual(["a.main -> b", `${first?.id}.main -> a`].sort());
    expect(workflowDocumentSchema.safeParse(left).success).toBe(true);
    expect(workflowDocumentSchema.safeParse(found.child).success).toBe(true);
  });

  it("keeps several wires into the one way in, and several out of the one way out", () => {
    const document = draw("x -> a; y -> a; a -> p; a -> q");
    const found = possible(extract(document, "a"));
    const left = extractNodes.apply(document, { extraction: found, workflowId: "w1", nodeTypes: types, id: "call" });
    expect(wires(left)).toEqual(["call.main -> p", "call.main -> q", "x.main -> call", "y.main -> call"]);
  });

  it("says why it cannot be", () => {
    const refused = (result: ReturnType<typeof extract>) => ("refused" in result ? result.refused : undefined);
    const branches = draw("start -> check; check.true -> yes; check.false -> no", { start: "trigger", check: "if" });
    expect(refused(extract(branches, "check"))).toContain("2 ways out: “check” (true), “check” (false)");
    expect(refused(extract(branches, "yes", "no"))).toContain("2 ways in: “yes”, “no”");
    expect(refused(extract(branches, "start", "check"))).toContain("“start” is a trigger");
    expect(refused(extract(branches))).toContain("Select");
    expect(refused(extract(draw("a; b"), "a", "b"))).toContain("not clear where");
    expect(refused(extract(draw("a -> b -> end; a -> side"), "a", "b", "side"))).toContain("“side” ends a branch");
  });

  it("reports expressions that will find nothing, on both sides", () => {
    const document = draw("start -> a -> b -> end");
    const params: { [id: string]: string } = {
      b: "={{ $('start').item.json.x + $('a').item.json.y }}",
      end: "={{ $('a').first() }}",
    };
    const nodes = document.nodes.map((node) => ({
      ...node,
      params: { value: params[node.id] ?? "" },
    }));
    expect(possible(extract({ ...document, nodes }, "a", "b")).broken).toEqual([
      { node: "b", names: "start" },
      { node: "end", names: "a" },
    ]);
  });
});
