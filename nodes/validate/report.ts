import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import { shortened } from "./schema";
import { fits, type Shape, typeOf } from "./shape";

export type Finding = {
  field: string;
  problem: "missing" | "extra" | "type";
  expected: string;
  found: string;
  /** How often, and of how many. */
  count: number;
  of: number;
  /** The first item, from 0, and its value. */
  item: number;
  value: Json;
};

type Counted = Omit<Finding, "of"> & { parent: string };

/** Which fields are missing, too many or of another type, over all values. */
export function mappingReport(shape: Shape, values: readonly Json[]): Finding[] {
  const found = new Map<string, Counted>();
  const seen = new Map<string, number>();
  const optional = new Map<string, Counted>();

  const count = (into: Map<string, Counted>, one: Omit<Counted, "count">) => {
    const key = `${one.problem} ${one.found} ${one.field}`;
    const known = into.get(key);
    if (known) known.count++;
    else if (into.size < maxFindings) into.set(key, { ...one, count: 1 });
  };

  function visit(expected: Shape, value: Json, path: string, parent: string, item: number) {
    seen.set(path, (seen.get(path) ?? 0) + 1);
    const place = { field: path, parent, item, expected: expected.types.join(" or ") };
    if (!fits(expected, value)) {
      count(found, { ...place, problem: "type", found: typeOf(value), value: shortened(value) });
    } else if (Array.isArray(value)) {
      if (expected.items) for (const one of value) visit(expected.items, one, `${path}[]`, path, item);
    } else if (isJsonObject(value) && expected.fields) visitFields(expected.fields, value, path, item);
  }

  function visitFields(fields: Map<string, Shape>, value: JsonObject, path: string, item: number) {
    for (const [name, shape] of fields) {
      const field = path ? `${path}.${name}` : name;
      if (Object.hasOwn(value, name)) visit(shape, value[name] ?? null, field, path, item);
      else {
        const place = { field, parent: path, item, expected: shape.types.join(" or ") };
        count(shape.required ? found : optional, { ...place, problem: "missing", found: "", value: null });
      }
    }
    for (const [name, one] of Object.entries(value)) {
      if (fields.has(name)) continue;
      const place = { field: path ? `${path}.${name}` : name, parent: path, item, expected: "" };
      count(found, { ...place, problem: "extra", found: typeOf(one), value: shortened(one) });
    }
  }

  values.forEach((value, item) => void visit(shape, value, "", "", item));
  // What may be missing is told when it is never there.
  for (const [key, one] of optional) if (!seen.has(one.field)) found.set(key, one);
  return [...found.values()].map(({ parent, ...one }) => ({ ...one, of: seen.get(parent) ?? values.length }));
}

const maxFindings = 1_000;
