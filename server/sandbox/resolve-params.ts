import { RunFailure } from "@/server/engine/errors";
import type { ResolvedParams } from "@/server/engine/execute-node";
import { stringOf } from "@/shared/expression";
import type { Item } from "@/shared/item";
import type { Leaf, LeafPart, ParamTemplate } from "./compile-params";
import { type Code, type Column, noInput } from "./protocol";

/** Evaluates the codes for all items in one call. */
export type Evaluate = (codes: Code[]) => Promise<Column[]>;

/** The parameters of all items. Plain paths are read here; everything else takes one call, whatever the number of items. */
export async function resolveParams(
  template: ParamTemplate,
  items: Item[],
  evaluate: Evaluate,
  hasInput = true,
): Promise<ResolvedParams> {
  const raw = template.raw as { [name: string]: unknown };
  if (template.leaves.length === 0) return { varies: new Set(), at: () => raw };
  const columns = template.codes.length ? (await evaluate(template.codes)).map(prepare) : [];
  return {
    varies: new Set(template.leaves.filter(isChanging).map(({ path }) => String(path[0]))),
    at: (index) =>
      fill(template, (leaf) => leafValue(leaf, columns, hasInput ? items : undefined, index)) as typeof raw,
  };
}

const isChanging = ({ parts }: Leaf) => parts.some((part) => !("text" in part));

export type LeafError = { message: string; soft: boolean };
type Ready = { values: unknown[]; undefinedAt: Set<number>; errors: Map<number, LeafError> };

export function prepare(column: Column): Ready {
  const values: unknown[] = column.values;
  for (const { item, value } of column.numbers ?? []) values[item] = Number(value);
  return {
    values,
    undefinedAt: new Set(column.undefinedAt),
    errors: new Map(column.errors?.map(({ item, message, soft }) => [item, { message, soft }])),
  };
}

/**
 * The value of one expression for one item; `items` is undefined when nothing reached the node yet.
 * Throws `RunFailure` for an error the user must see.
 */
export function leafValue(leaf: Leaf, columns: Ready[], items: Item[] | undefined, index: number): unknown {
  const value = (part: LeafPart) => ("text" in part ? part.text : partValue(part, leaf, columns, items, index));
  const [only] = leaf.parts;
  if (leaf.parts.length === 1 && only) return value(only);
  return leaf.parts.map((part) => ("text" in part ? part.text : stringOf(value(part)))).join("");
}

function partValue(
  part: Exclude<LeafPart, { text: string }>,
  leaf: Leaf,
  columns: Ready[],
  items: Item[] | undefined,
  index: number,
): unknown {
  if ("keys" in part && items) return walk(items[index]?.json, part.keys);
  if ("keys" in part) throw failure(leaf, index, noInput);
  const column = columns[part.code];
  const error = column?.errors.get(index);
  if (error && !error.soft) throw failure(leaf, index, error.message);
  return column?.undefinedAt.has(index) ? undefined : column?.values[index];
}

const failure = ({ path }: Leaf, item: number, message: string) =>
  new RunFailure({
    code: "EXPRESSION",
    message: `Expression in "${path.join(".")}": ${message}`,
    hint: "Open the field and correct the expression",
    ...{ param: path.join("."), item },
  });

/** Own properties only: no code runs, nothing is inherited. */
function walk(start: unknown, keys: string[]): unknown {
  let value = start;
  for (const key of keys) {
    if (typeof value === "string" && key === "length") return value.length;
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as { [name: string]: unknown })[key];
  }
  return value;
}

/** A copy along the paths of the expressions; everything else is shared. */
function fill(template: ParamTemplate, value: (leaf: Leaf) => unknown): unknown {
  let filled: unknown = template.raw;
  const copied = new Set<object>();
  for (const leaf of template.leaves) filled = put(filled, leaf.path, 0, value(leaf), copied);
  return filled;
}

function put(target: unknown, path: (string | number)[], depth: number, value: unknown, copied: Set<object>): unknown {
  const key = path[depth];
  if (key === undefined) return value;
  if (typeof target !== "object" || target === null) return target;
  let own = target as { [name: string]: unknown };
  if (!copied.has(own)) {
    own = (Array.isArray(own) ? [...own] : { ...own }) as { [name: string]: unknown };
    copied.add(own);
  }
  own[key] = put(own[key], path, depth + 1, value, copied);
  return own;
}
