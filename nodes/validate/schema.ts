import { type OutputUnit, type Schema, type SchemaDraft, Validator } from "@cfworker/json-schema";
import { NodeError } from "@/nodes/sdk";
import { withinTime } from "@/nodes/sdk/safe-regexp";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

export type Problem = { path: string; rule: string; message: string; value: Json };
export type Draft = "auto" | "2020-12" | "2019-09" | "7" | "4";

/** By place: what is wrong with each value. The schema is interpreted, and no other schema is fetched for it. */
export function problemsOf(schema: Json, draft: Draft, values: readonly Json[]): Problem[][] {
  const validator = validatorOf(schema, draft);
  const check = (value: Json) => problemsIn(validator, value);
  const found: Problem[][] = [];
  for (let start = 0; start < values.length; start += atOnce) {
    const some = values.slice(start, start + atOnce);
    const all = withinTime(maxMs, () => some.map(check));
    if (all) found.push(...all.value);
    else for (const [index, value] of some.entries()) found.push(alone(check, value, start + index));
  }
  return found;
}

/** One of them takes very long: it is named. */
function alone(check: (value: Json) => Problem[], value: Json, item: number): Problem[] {
  const result = withinTime(maxMs, () => check(value));
  if (result) return result.value;
  throw new NodeError("The schema takes too long for this item", {
    ...{ code: "SCHEMA_SLOW", item, param: "how.schema" },
    hint: "A pattern with repetitions within repetitions, such as (a+)+, is slow: write it in another way",
  });
}

function validatorOf(schema: Json, draft: Draft): Validator {
  if (!isJsonObject(schema) && typeof schema !== "boolean")
    throw invalid(
      "it is neither an object nor true or false",
      'Write it like { "type": "object", "properties": { … } }',
    );
  try {
    // It notes addresses within the schema.
    const own = structuredClone(schema) as Schema | boolean;
    return new Validator(own as Schema, draft === "auto" ? draftOf(schema) : draft, false);
  } catch (thrown) {
    throw invalid(messageOf(thrown));
  }
}

function draftOf(schema: Json): SchemaDraft {
  const named = isJsonObject(schema) && typeof schema.$schema === "string" ? schema.$schema : "";
  if (named.includes("draft-07") || named.includes("draft-06")) return "7";
  if (named.includes("draft-04")) return "4";
  return named.includes("2019-09") ? "2019-09" : "2020-12";
}

function problemsIn(validator: Validator, value: Json): Problem[] {
  let errors: OutputUnit[];
  try {
    errors = withPlaces(validator.validate(value).errors.slice(0, maxUnits));
  } catch (thrown) {
    throw invalid(messageOf(thrown), "References lead within the schema only; others are not fetched");
  }
  return errors
    .filter((unit) => says(unit, errors))
    .slice(0, maxProblems)
    .map((unit) => toProblem(unit, value));
}

/** Of a rule within a rule the inner one says what is wrong; of alternatives the outer one. */
function says({ keyword, keywordLocation }: OutputUnit, all: readonly OutputUnit[]): boolean {
  if (all.some((other) => isChoice(other) && keywordLocation.startsWith(`${other.keywordLocation}/`))) return false;
  return isChoice({ keyword }) || !all.some((other) => other.keywordLocation.startsWith(`${keywordLocation}/`));
}
const isChoice = ({ keyword }: Pick<OutputUnit, "keyword">) => ["anyOf", "oneOf", "not"].includes(keyword);

function toProblem({ keyword, instanceLocation, error }: OutputUnit, instance: Json): Problem {
  const keys = instanceLocation.split("/").slice(1).map(decodeKey);
  const [, missing] = (keyword === "required" && /property "(.*)"/.exec(error)) || [];
  const value = missing === undefined ? keys.reduce<Json | undefined>(within, instance) : null;
  const path = pathText(missing === undefined ? keys : [...keys, missing]);
  return { path, rule: keyword, message: error, value: shortened(value ?? null) };
}

/** Where nothing may be, the rule that says so comes first, and then the schema `false` with the place. */
function withPlaces(errors: readonly OutputUnit[]): OutputUnit[] {
  return errors.flatMap((unit, index) => {
    const next = errors[index + 1];
    if (next?.keyword === "false")
      return [{ ...unit, instanceLocation: next.instanceLocation, error: "Nothing may be here." }];
    return unit.keyword === "false" && index > 0 ? [] : [unit];
  });
}

const within = (value: Json | undefined, key: string): Json | undefined =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;

const decodeKey = (key: string) => decodeURIComponent(key).replace(/~1/g, "/").replace(/~0/g, "~");

const pathText = (keys: readonly string[]): string =>
  keys.reduce((path, key) => (/^\d+$/.test(key) ? `${path}[${key}]` : path ? `${path}.${key}` : key), "");

/** Enough to see what it is. */
export function shortened(value: Json): Json {
  const text = JSON.stringify(value);
  return text.length <= maxShown ? value : `${text.slice(0, maxShown)}…`;
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message.split("\n")[0] : String(thrown));
const invalid = (reason: string | undefined, hint?: string) =>
  new NodeError(`The schema cannot be used: ${reason}`, { code: "SCHEMA_INVALID", param: "how.schema", hint });

const atOnce = 100;
const maxMs = 1_000;
const maxUnits = 2_000;
const maxProblems = 100;
const maxShown = 200;
