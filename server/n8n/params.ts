import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

/** Parts of n8n's parameters, as ours. What a file holds in the wrong type counts as missing. */

export const object = (value: Json | undefined): JsonObject =>
  isJsonObject(value ?? null) ? (value as JsonObject) : {};
export const list = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);
export const text = (value: Json | undefined, otherwise = ""): string =>
  typeof value === "string" ? value : otherwise;

/** A name or the like. Of a structure no text can be made: it may hold a `toString` that is none. */
export const word = (value: Json | undefined): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

/** A number of ports. Lists are made of it, so it is never what a file says without a limit. */
export const count = (value: Json | undefined, otherwise: number, max: number): number =>
  typeof value === "number" && value >= 1 ? Math.min(Math.floor(value), max) : otherwise;

/** Parameters as n8n stores them: what is undefined is absent. */
export const stored = (params: { [name: string]: Json | undefined }): JsonObject =>
  Object.fromEntries(Object.entries(params).filter((entry): entry is [string, Json] => entry[1] !== undefined));

/** Nothing for a value that is n8n's default anyway. */
export const unless = (value: Json | undefined, usual: Json): Json | undefined => (value === usual ? undefined : value);
