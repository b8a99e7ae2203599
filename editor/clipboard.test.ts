import { describe, expect, it } from "vitest";
import { workflowDocumentSchema } from "@/shared/workflow-schema";
import { clipboardText, fragmentOf, freshCopy, looksLikeWorkflow, shifted } from "./clipboard";
import { paste } from "./commands";
import { draw, testTypes } from "./testing";

describe("copying", () => {
  it("takes the wires among the chosen nodes along, and no others", () => {
    const fragment = fragmentOf(draw("a -> b -> c"), new Set(["a", "b"]));
    expect(fragment.nodes.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(fragment.edges).toHaveLength(1);
  });

  it("takes groups along that are chosen as a whole; their copies are groups of the copies", () => {
    const groups = [
      { id: "g", name: "Pair", nodeIds: ["a", "b"] },
      { id: "h", name: "More", nodeIds: ["b", "c"] },
    ];
    const document = { ...draw("a -> b -> c"), groups };
    const copy = freshCopy(fragmentOf(document, new Set(["a", "b"])), document, testTypes);
    expect(copy.groups).toMatchObject([{ name: "Pair", nodeIds: copy.nodes.map(({ id }) => id) }]);
    const pasted = paste.apply(document, copy);
    expect(pasted.groups?.map(({ name }) => name)).toEqual(["Pair", "More", "Pair"]);
    expect(workflowDocumentSchema.safeParse(pasted).success).toBe(true);
  });

  it("gives text that can be imported as a workflow", () => {
    const text = clipboardText(fragmentOf(draw("a -> b"), new Set(["a", "b"])), "Copied");
    expect(looksLikeWorkflow(text)).toBe(true);
    expect(workflowDocumentSchema.safeParse(JSON.parse(text)).success).toBe(true);
  });

  it("keeps other text of the clipboard to itself", () => {
    expect(looksLikeWorkflow("my password")).toBe(false);
    expect(looksLikeWorkflow('{"token":"secret"}')).toBe(false);
  });
});

describe("pasting", () => {
  const document = draw("Get -> Use");
  const [, use] = document.nodes;
  if (use) use.params = { url: "={{ $('Get').item.json.url }}", other: "={{ $('Elsewhere').item.json.id }}" };
  const copy = freshCopy(fragmentOf(document, new Set(["Get", "Use"])), document, testTypes);
  const pasted = paste.apply(document, shifted(copy, { x: 40, y: 40 }));

  it("gives fresh ids and unique names", () => {
    expect(workflowDocumentSchema.safeParse(pasted).success).toBe(true);
    expect(pasted.nodes.map(({ name }) => name)).toEqual(["Get", "Use", "Get 2", "Use 2"]);
  });

  it("connects the copies with each other", () => {
    const [get, to] = copy.nodes;
    expect(copy.edges[0]).toMatchObject({ from: { node: get?.id }, to: { node: to?.id } });
  });

  it("lets expressions of the copy name the copy, and nodes outside stay", () => {
    expect(copy.nodes[1]?.params).toEqual({
      url: "={{ $('Get 2').item.json.url }}",
      other: "={{ $('Elsewhere').item.json.id }}",
    });
  });
});
