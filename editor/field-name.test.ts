import { expect, it } from "vitest";
import { findNode } from "@/nodes/registry";
import { describeParams } from "@/nodes/sdk/params";
import { fieldName } from "./field-name";

const fields = describeParams(findNode("core.editFields")?.params ?? {});

it.each([
  ["values.fields.2.value", "Values › Fields › 3 › Value"],
  ["values.is", "Values"],
  ["keepOthers", "Keep other fields"],
  ["values.gone.0", "Values › gone › 1"],
])("a failure names the parameter %s as the form does: %s", (path, expected) => {
  expect(fieldName(path, fields)).toBe(expected);
});

it("a parameter of a node type that is not known goes by its path", () => {
  expect(fieldName("values.fields", undefined)).toBe("values › fields");
});
