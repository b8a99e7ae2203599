import { describe, expect, it } from "vitest";
import { portsOf } from "./ports";
import { emptyDocument, type WorkflowDocument, workflowText } from "./workflow";

describe("the text of a workflow", () => {
  const node = { id: "a", type: "t", version: 1, name: "A", position: { x: 1, y: 2 }, params: { z: 1, a: 2 } };
  const document: WorkflowDocument = { ...emptyDocument("Flow"), nodes: [node] };

  it("is the same whatever order its fields came in", () => {
    const { params, position, name, version, type, id } = node;
    const turned = {
      settings: {},
      notes: [],
      edges: [],
      nodes: [{ params, position, name, version, type, id }],
      name: "Flow",
      formatVersion: 1,
    };
    expect(workflowText(turned as WorkflowDocument)).toBe(workflowText(document));
  });

  it("keeps the author's order of parameters, and is the document again", () => {
    expect(workflowText(document)).toMatch(/"z": 1,\s+"a": 2/);
    expect(JSON.parse(workflowText(document))).toEqual(document);
  });
});

describe("the ports of a node", () => {
  it("are fixed, as many as rows or a number say, or there on a condition", () => {
    const names = (spec: Parameters<typeof portsOf>[0], params: object) =>
      portsOf(spec, params as { [name: string]: unknown }).map(({ name }) => name);
    expect(names(["main"], {})).toEqual(["main"]);
    expect(names([{ repeat: "rules", name: "case", label: "Rule" }], { rules: [{}, {}] })).toEqual(["case0", "case1"]);
    expect(names([{ repeat: "inputs", name: "input", label: "Input" }], { inputs: 3 })).toEqual([
      "input0",
      "input1",
      "input2",
    ]);
    expect(names([{ repeat: "__proto__.x", name: "input", label: "Input" }], {})).toEqual([]);
    const conditional = { name: "fallback", label: "fallback", when: "mode.is", in: ["extra"] };
    expect(names([conditional], { mode: { is: "extra" } })).toEqual(["fallback"]);
    expect(names([conditional], { mode: { is: "none" } })).toEqual([]);
  });
});
