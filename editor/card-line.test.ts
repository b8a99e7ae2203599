import { describe, expect, it } from "vitest";
import { listNodeTypes } from "@/server/services/node-types";
import type { JsonObject } from "@/shared/item";
import { cardLine } from "./card-line";
import { english } from "./testing";

const line = (type: string, params: JsonObject = {}, name = "Mine") => {
  const info = listNodeTypes().find((one) => one.type === type);
  return cardLine({ id: "a", name, type, version: 1, position: { x: 0, y: 0 }, params }, info, english);
};

describe("the line on a node's card", () => {
  it("names options and cases as the form does", () => {
    expect(line("core.merge", { how: { is: "fields" } })).toBe("By matching fields");
    expect(line("core.sort", { by: [{ field: "total", order: "down" }] })).toBe("total Descending");
    expect(line("core.webhook", { methods: ["GET", "POST"], path: "orders" })).toBe("GET, POST /orders");
  });

  it("takes what is not stored from the defaults", () => {
    expect(line("core.wait")).toBe("5 seconds");
    expect(line("core.merge")).toBe("One after the other");
  });

  it("names all rows", () => {
    const fields = [{ name: "a" }, { name: "b.c" }];
    expect(line("core.editFields", { values: { is: "fields", fields } })).toBe("a, b.c");
  });

  it("says a number with its unit", () => {
    expect(line("core.schedule", { rules: [{ when: { is: "minutes", every: 10 } }] })).toBe("Every 10 minutes");
    expect(line("core.schedule", { rules: [{ when: { is: "daily", every: 1 } }] })).toBe("Every 1 day");
  });

  it("takes the next wording where the first says nothing", () => {
    expect(line("core.schedule", { rules: [{ when: { is: "cron", pattern: "0 9 * * *" } }] })).toBe("Cron expression");
    expect(line("core.wait", { until: { is: "call" } })).toBe("Until it is called");
  });

  it("says the first condition briefly, and how many follow", () => {
    const first = { left: "={{ $json.total }}", type: "number", operation: "gte", right: 100 };
    const unary = { left: "={{ $json.paid }}", type: "boolean", operation: "true", right: "" };
    expect(line("core.if", { conditions: { conditions: [first] } })).toBe("$json.total ≥ 100");
    expect(line("core.filter", { conditions: { conditions: [unary, first] } })).toBe("$json.paid is true and 1 more");
  });

  it("shows an expression within a text as it is", () => {
    expect(line("core.httpRequest", { url: "=https://a.example/{{ $json.id }}" })).toBe(
      "GET https://a.example/{{ $json.id }}",
    );
  });

  it("says what the node is where there is nothing else to say", () => {
    expect(line("core.if")).toBe("If");
    expect(line("core.if", {}, "If 2")).toMatch(/^Sends each item/);
  });
});
