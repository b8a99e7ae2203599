import type { Field, Fields } from "@/shared/field";
import type { Json, JsonObject } from "@/shared/item";

/** How a field is filled; `undefined` lets `fill` do it. */
export type Filler = (name: string, field: Field) => Json | undefined;

/** Parameters with something in every field, so that a node gets as far as its work. */
export function fill(fields: Fields, filler: Filler): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, filled(name, field, filler)]));
}

function filled(name: string, field: Field, filler: Filler): Json {
  const given = filler(name, field);
  if (given !== undefined) return given;
  switch (field.control) {
    case "text":
    case "secret":
    case "code":
      return field.required && field.default === "" ? "x" : field.default;
    case "datetime":
      return "2026-01-01T00:00:00Z";
    case "list":
      return [fill(field.of, filler)];
    case "choice": {
      const is = (field.default as { is: string }).is;
      return { is, ...fill(field.cases[is]?.fields ?? {}, filler) };
    }
    default:
      return field.default;
  }
}
