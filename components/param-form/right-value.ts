import type { ConditionType } from "@/shared/conditions";
import type { Json } from "@/shared/item";
import { modeOf } from "./expression-text";

/** A fixed right side as the type its comparison wants, as far as it reads as one: a strict comparison converts nothing. */
export function rightValue(value: Json, type: ConditionType): Json {
  if (modeOf(value) === "expression") return value;
  switch (type) {
    case "number":
      return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
    case "boolean":
      return value === "true" || (value === "false" ? false : value);
    case "string":
      return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    case "dateTime":
    case "array":
    case "object":
      return value;
  }
}
