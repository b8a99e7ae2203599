import { operators } from "@/shared/conditions";
import type { Field, Fields } from "@/shared/field";
import type { Json, JsonObject } from "@/shared/item";

/** Parameters that differ from the defaults in one place each: every case of a choice, every option, a row of each list. */
export function variantsOf(fields: Fields, isFixed = false): JsonObject[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    valuesOf(field, isFixed || field.expression === false).map((value) => ({ [name]: value })),
  );
}

function valuesOf(field: Field, isFixed: boolean): Json[] {
  const expressions = isFixed ? [] : ["={{ $json.a }}"];
  switch (field.control) {
    case "toggle":
      return [!field.default];
    case "number":
      return [
        Number(field.default) === field.max ? Number(field.default) - 1 : Number(field.default) + 1,
        ...expressions,
      ];
    case "select":
      return field.options.map(({ value }) => value);
    case "multiSelect":
      return [[], field.options.map(({ value }) => value)];
    case "json":
      return [{ a: [1, "b"] }, ...expressions];
    case "list":
      return [[{}], ...variantsOf(field.of, isFixed).map((row) => [row, row])];
    case "choice":
      return Object.entries(field.cases).flatMap(([is, { fields }]) => [
        { is },
        ...variantsOf(fields, isFixed).map((own) => ({ is, ...own })),
      ]);
    case "conditions":
      return [false, true].flatMap((on) => conditionsOf(on) as unknown as Json[]);
    default:
      return ["some text", ...expressions];
  }
}

const conditionsOf = (on: boolean) =>
  Object.entries(operators).map(([type, known]) => ({
    ...{ combine: on ? "or" : "and", ignoreCase: on, loose: on },
    conditions: known.map(({ operation }) => ({ left: "={{ $json.a }}", type, operation, right: "b" })),
  }));
