import type { SearchObject } from "imapflow";
import { NodeError } from "@/nodes/sdk";

/**
 * A search as n8n writes it: a JSON list of criteria, all of which must fit, such as `["UNSEEN", ["SINCE", "2026-01-31"]]`.
 * What is not known is refused, since a criterion that is dropped would find more than was asked for.
 */
export function readSearch(text: string): SearchObject[] {
  if (!text.trim()) return [];
  let criteria: unknown;
  try {
    criteria = JSON.parse(text);
  } catch {
    throw refuse("The search is not JSON");
  }
  if (!Array.isArray(criteria)) throw refuse("The search is not a list");
  if (criteria.length > maxCriteria) throw refuse(`The search has more than ${maxCriteria} criteria`);
  return criteria.map((criterion) => toSearch(criterion, 0));
}

const maxCriteria = 20;

function toSearch(criterion: unknown, depth: number): SearchObject {
  const [given, ...values]: unknown[] = Array.isArray(criterion) ? criterion : [criterion];
  if (typeof given !== "string") throw refuse(`${JSON.stringify(criterion)} is not a search criterion`);
  if (depth > 5) throw refuse("The search is nested too deeply");
  const isNegated = given.startsWith("!");
  const name = (isNegated ? given.slice(1) : given).toUpperCase();
  const query = positive(name, values, depth);
  return isNegated ? { not: query } : query;
}

function positive(name: string, values: unknown[], depth: number): SearchObject {
  const flag = flags.get(name);
  if (flag) return { ...flag };
  const [value, second] = values;
  const wanted = name === "HEADER" || name === "OR" ? 2 : 1;
  const key = texts.get(name) ?? dates.get(name) ?? sizes.get(name);
  if (!key && !["HEADER", "OR", "UID"].includes(name)) throw refuse(`The search knows no "${name}"`);
  if (values.length !== wanted) throw refuse(`${name} of the search takes ${wanted === 1 ? "a value" : "two values"}`);
  if (name === "OR") return { or: [toSearch(value, depth + 1), toSearch(second, depth + 1)] };
  if (name === "HEADER") return { header: { [textOf(name, value)]: String(second) } };
  if (name === "UID") return { uid: sequenceOf(value) };
  if (dates.has(name)) return { [key as string]: dayOf(name, value) };
  return { [key as string]: sizes.has(name) ? sizeOf(name, value) : textOf(name, value) };
}

const flags = new Map<string, SearchObject>([
  ["ALL", { all: true }],
  ...["answered", "deleted", "draft", "flagged", "seen"].flatMap((flag): [string, SearchObject][] => [
    [flag.toUpperCase(), { [flag]: true }],
    [`UN${flag.toUpperCase()}`, { [flag]: false }],
  ]),
  ...["new", "old", "recent"].map((flag): [string, SearchObject] => [flag.toUpperCase(), { [flag]: true }]),
]);
const byName = (...names: string[]) => new Map(names.map((name) => [name.toUpperCase(), name]));
const texts = byName("bcc", "body", "cc", "from", "subject", "text", "to");
const dates = byName("before", "on", "since", "sentBefore", "sentOn", "sentSince");
const sizes = byName("larger", "smaller");

function textOf(name: string, value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  throw refuse(`${name} of the search needs a text`);
}

/** A day as it is written: a time zone has no part in it. */
function dayOf(name: string, value: unknown): string {
  const text = typeof value === "string" ? value : "";
  const date = new Date(/^\d{4}-\d\d-\d\d/.test(text) ? `${text.slice(0, 10)}T00:00` : text);
  if (Number.isNaN(date.getTime())) throw refuse(`${name} of the search needs a day such as "2026-01-31"`);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function sizeOf(name: string, value: unknown): number {
  const size = Number(value);
  if (Number.isSafeInteger(size) && size > 0) return size;
  throw refuse(`${name} of the search needs a number of bytes`);
}

function sequenceOf(value: unknown): string {
  const text = String(value);
  if (/^(?:[1-9]\d*|\*)(?::(?:[1-9]\d*|\*))?(?:,(?:[1-9]\d*|\*)(?::(?:[1-9]\d*|\*))?)*$/.test(text)) return text;
  throw refuse('UID of the search needs numbers such as "42:*"');
}

const refuse = (message: string) =>
  new NodeError(message, {
    code: "SEARCH_INVALID",
    hint: 'Write it as a list, such as ["UNSEEN"] or ["UNSEEN", ["FROM", "shop@example.com"], ["SINCE", "2026-01-31"]]',
    param: "search",
  });
