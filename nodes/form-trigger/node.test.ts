import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { formTriggers } from "@/server/runs/triggers";
import { documentOf } from "@/server/services/testing";
import type { JsonObject } from "@/shared/item";

const { run } = nodeHarness();
const trigger = (params: JsonObject) =>
  formTriggers(documentOf({ form: { type: "core.formTrigger", params: { path: "x", ...params } } }))[0]?.form;
const field = (label: string, kind: object = { is: "text" }) => ({ label, kind }) as JsonObject;
const choice = (is: string, more: object = {}) => ({ is, options: [{ value: "a" }, { value: "b" }], ...more });

describe("Form Trigger", () => {
  it("hands on what was entered, with the time as the workflow's time zone has it", async () => {
    const input = [{ Name: "Ann", submittedAt: "2026-07-01T10:00:00.000Z", formMode: "production" }];
    const { main } = await run("core.formTrigger", { path: "x", workflowTimezone: false }, input);
    expect(main).toEqual(input);
    const [local] = (await run("core.formTrigger", { path: "x" }, input)).main;
    expect(local).toMatchObject({ Name: "Ann", formMode: "production" });
    expect(Date.parse(local?.submittedAt as string)).toBe(Date.parse("2026-07-01T10:00:00.000Z"));
    expect(local?.submittedAt).toMatch(/[+-]\d\d:\d\d$|Z$/);
  });

  it("shows fields under their labels, or names of their own", () => {
    const fields = [field(" Your\n name "), { label: "Age", name: "age", required: true, kind: { is: "number" } }];
    expect(trigger({ path: "/a/b/", fields })).toMatchObject({
      path: "a/b",
      respond: "accepted",
      page: {
        fields: [
          { name: "Your name", label: "Your name", type: "text", required: false },
          { name: "age", label: "Age", type: "number", required: true },
        ],
      },
    });
  });

  it("knows how many options may be chosen, and how large a file may be", () => {
    const limit = { is: "exact", count: 2 };
    const fields = [
      field("Boxes", choice("checkbox", { limit, chosen: "a, b" })),
      field("One", choice("dropdown", { limit, chosen: "a, b" })),
      field("Files", { is: "file", maxMb: 2, accept: ".pdf" }),
    ];
    expect(trigger({ fields })?.page.fields).toMatchObject([
      { min: 2, max: 2, multiple: true, chosen: ["a", "b"] },
      { multiple: false, chosen: ["a, b"] },
      { maxBytes: 2_097_152, multiple: true, accept: ".pdf" },
    ]);
    expect(trigger({ fields })?.page.fields[1]).not.toHaveProperty("max");
  });

  it.each<[JsonObject, RegExp]>([
    [{ path: "" }, /parameter "path" is required/],
    [{ path: "={{ 1 }}" }, /cannot be an expression/],
    [{ fields: [field("")] }, /"form": Field 1 has neither a label nor a name/],
    [{ fields: [field("a"), field("a")] }, /Two fields are called "a"/],
    [{ fields: [field("__proto__")] }, /cannot be called "__proto__"/],
    [{ fields: [{ ...field("x"), name: "constructor" }] }, /cannot be called "constructor"/],
    [{ fields: [field("islewire-token")] }, /cannot be called/],
    [{ fields: [field("submittedAt")] }, /cannot be called/],
    [{ fields: [field("a", { is: "radio" })] }, /"a" has no options/],
    [{ fields: [field("a", choice("checkbox", { limit: { is: "range", min: 3, max: 4 } }))] }, /3 to 4 of 2 options/],
    [{ fields: [field("a", { is: "colour" })] }, /parameter "fields.0.kind/],
    [{ fields: Array.from({ length: 201 }, (_, index) => field(`f${index}`)) }, /at most 200 fields/],
    [{ respond: { is: "redirect", url: "javascript:alert(1)" } }, /is not an address to send the browser to/],
  ])("%j is refused", (params, message) => {
    expect(() => trigger(params)).toThrow(message);
  });
});
