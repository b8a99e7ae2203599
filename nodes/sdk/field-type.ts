import type { Json } from "@/shared/item";
import { coerce, toText } from "./coercion";
import { NodeError } from "./node-error";

/** Types that people give fields. */
export const fieldTypes = [
  { value: "any", label: "As it is" },
  { value: "string", label: "Text" },
  { value: "number", label: "Number" },
  { value: "boolean", label: "True or false" },
  { value: "array", label: "List" },
  { value: "object", label: "Object" },
] as const;
export type FieldType = (typeof fieldTypes)[number]["value"];

type Place = {
  name: string;
  /** The parameter that holds the value. */
  param: string;
  /** A value that does not fit stays as it is. */
  lenient?: boolean;
};

/** The value as that type. Throws `NodeError` when it does not fit. */
export function toFieldType(value: Json, type: FieldType, { name, param, lenient = false }: Place): Json {
  if (type === "any" || value === null) return value;
  if (type === "string") return toText(value);
  const result = coerce(value, type);
  if (result.ok) return result.value as Json;
  if (lenient) return value;
  throw new NodeError(`Field "${name}": ${JSON.stringify(value).slice(0, 80)} is not ${result.wanted}`, {
    code: "FIELD_TYPE",
    hint: "Correct the value, choose another type, or keep values that do not fit",
    param,
  });
}
