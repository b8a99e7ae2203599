import { describe, expect, it } from "vitest";
import { parseTemplate, plainPath } from "@/shared/expression";
import { expressionBase, expressionOf, fieldPath } from "./drag-text";

describe("a dragged field", () => {
  it("becomes the path that an expression understands", () => {
    expect(expressionOf(fieldPath("$json", ["order", "lines", 0, "sku"]))).toBe("{{ $json.order.lines[0].sku }}");
  });

  it("quotes a name that cannot follow a dot", () => {
    expect(fieldPath("$json", ["first name", "a-b"])).toBe('$json["first name"]["a-b"]');
    expect(plainPath(fieldPath("$json", ["first name"]))).toEqual(["first name"]);
  });

  it("survives a name with braces", () => {
    const parts = parseTemplate(`=${expressionOf(fieldPath("$json", ["}}"]))}`);
    expect(parts).toHaveLength(1);
    expect(parts[0]).toHaveProperty("code");
  });

  it("names another node, whatever quotes its name has", () => {
    expect(expressionBase("Webhook")).toBe("$('Webhook').item.json");
    expect(expressionBase("It's \\ me")).toBe("$('It\\'s \\\\ me').item.json");
  });
});
