import { isJsonObject, type Json } from "@/shared/item";

export type Equal = (a: Json | undefined, b: Json | undefined) => boolean;

/** The same value; the order of an object's fields makes no difference. */
export const isSame: Equal = (a, b) => {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((entry, index) => isSame(entry, b[index]));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
};

const isNothing = (value: Json | undefined) =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
const isZero = (value: Json | undefined) => value === 0 || value === "0";

/** Also the same when only the type differs: 1 and "1", true and "TRUE", an object and its JSON, nothing and "". */
export const isAlike =
  (zeroIsNothing: boolean): Equal =>
  (a, b) => {
    if (a !== null && b !== null && typeof a === typeof b) return isSame(a, b);
    if (zeroIsNothing && ((a === null && isZero(b)) || (b === null && isZero(a)))) return true;
    if (isNothing(a) && isNothing(b)) return true;
    return isConverted(a, b) || isConverted(b, a);
  };

function isConverted(value: Json | undefined, other: Json | undefined): boolean {
  if (typeof value === "number") return typeof other === "string" && String(value) === other;
  if (typeof value === "boolean") {
    const text = String(other).toLowerCase();
    return typeof other !== "object" && text !== "" && (text === String(value) || text === (value ? "1" : "0"));
  }
  return typeof value === "object" && typeof other === "string" && isSame(value, parsed(other));
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
