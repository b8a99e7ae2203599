import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import type { Mapped } from "../mapper";
import { list, text, word } from "../params";

/** What n8n's nodes for services have in common, as our nodes for services want it. */

/** One operation of ours. Values that are empty are left to their defaults. */
export const operation = (
  type: string,
  place: string,
  values: { [name: string]: Json | undefined },
  warnings: string[] = [],
): Mapped => {
  const [resource = "", is = ""] = place.split(".");
  const given = Object.entries(values).filter((entry): entry is [string, Json] => !isNothing(entry[1]));
  return { type, params: { resource: { is: resource, operation: { is, ...Object.fromEntries(given) } } }, warnings };
};

const isNothing = (value: Json | undefined) => value === undefined || value === "" || value === null;

/** What is chosen from a list, entered as an id, or an older plain text. */
export const located = (value: Json | undefined): string =>
  word(isJsonObject(value ?? null) ? (value as JsonObject).value : value);

/** How many of a list. */
export const amount = (params: JsonObject): { [name: string]: Json } =>
  params.returnAll === true
    ? { all: true }
    : { limit: typeof params.limit === "number" && params.limit >= 1 ? params.limit : 50 };

/** A list of `{ label: … }` as text with commas. */
export const joined = (value: Json | undefined, key: string): string =>
  Array.isArray(value) && value.every((entry) => typeof entry === "string")
    ? value.join(",")
    : list(value)
        .map((row) => text(row[key]))
        .filter(Boolean)
        .join(",");

export const unknownOperation = (): never => {
  throw new Error("An operation that has no counterpart");
};
