import type { Json } from "./item";

/** A named place on a node where wires end. */
export type Port = { name: string; label: string };

/**
 * How a definition declares its ports, as plain data so that the editor draws what the engine runs:
 * a name, a name with a label, or as many ports as a list parameter has rows (or a number parameter says).
 */
export type PortSpec = string | Port | RepeatedPort | ConditionalPort;

/** `name` gets the row's number from 0 appended: `case0`, `case1` … `rowLabel` is the row's field that labels the port. */
export type RepeatedPort = { repeat: string; name: string; label: string; rowLabel?: string };

/** Exists while the parameter at `when` has one of the values. Tagged unions are addressed by their path: `fallback.is`. */
export type ConditionalPort = Port & { when: string; in: readonly Json[] };

/** The ports a node has with these parameters. */
export function portsOf(specs: readonly PortSpec[], params: { [name: string]: unknown }): Port[] {
  return specs.flatMap((spec): Port[] => {
    if (typeof spec === "string") return [{ name: spec, label: spec }];
    if ("repeat" in spec) return repeated(spec, valueAt(params, spec.repeat));
    if ("when" in spec && !spec.in.includes(valueAt(params, spec.when) as Json)) return [];
    return [{ name: spec.name, label: spec.label }];
  });
}

/** The extra port of a node whose failed items take their own way. */
export const errorPort: Port = { name: "error", label: "error" };

function repeated({ name, label, rowLabel }: RepeatedPort, value: unknown): Port[] {
  const rows: unknown[] = Array.isArray(value) ? value : Array.from({ length: countOf(value) });
  return rows.slice(0, mostRepeated).map((row, index) => {
    const own = rowLabel === undefined ? undefined : (row as { [key: string]: unknown } | undefined)?.[rowLabel];
    return { name: `${name}${index}`, label: typeof own === "string" && own ? own : `${label} ${index + 1}` };
  });
}

/** A document may say any number: the check of the parameters comes when the node runs. */
const mostRepeated = 1_000;
const countOf = (value: unknown) =>
  typeof value === "number" && value >= 1 ? Math.min(Math.floor(value), mostRepeated) : 0;

function valueAt(params: { [name: string]: unknown }, path: string): unknown {
  let value: unknown = params;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as { [name: string]: unknown })[key];
  }
  return value;
}
