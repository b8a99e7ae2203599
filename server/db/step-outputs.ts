import { createHash } from "node:crypto";
import type { Item, Origin, Ports } from "@/shared/item";
import type { RawDatabase } from "./client";
import { unpack } from "./packed-json";

/**
 * The outputs of a step, as stored: packed JSON; or, where all that came in went on one to one at one port, a note of
 * that (a byte 2, a byte that says how many such notes in a row lead to the items, the name of the port). Triggers, waits, answers and
 * the like would store the same items once more.
 */
export type StoredOutputs = { outputs: Buffer | null; sources: string | null; step?: number };

/** JSON of what a step really gave, where the stored outputs hide some of it; of no step, of the beginning. */
export type RealParts = (step: number | undefined) => string | undefined;

type Source = NonNullable<Origin["source"]>;

/** Notes in a row: to read one step must not take reading the whole execution. */
const maxPasses = 8;
const passed = 2;

export type PassedOn = { port: string; passes: number };

/** What is stored of an earlier step, or of the beginning. `passes`: 0 where the items are stored themselves. */
export type Earlier = (source: Source | undefined) => { items: readonly Item[]; passes: number };

/** Whether the outputs are what came in, as it is stored. Items that are equal, but made anew, are not recognized. */
export function passedOn(
  { inputs, sources }: { inputs: Ports; sources: { [port: string]: Source } },
  outputs: Ports,
  earlier: Earlier,
): PassedOn | undefined {
  const [port, other] = Object.keys(outputs);
  const [from, more] = Object.keys(inputs);
  if (port === undefined || from === undefined || other !== undefined || more !== undefined) return undefined;
  const items = outputs[port] ?? [];
  const source = sources[from];
  // An input without items may have a source as well, and readers know the sources only.
  if (Object.keys(sources).length !== (source ? 1 : 0)) return undefined;
  if (items.length === 0 || items.length !== inputs[from]?.length) return undefined;
  const { items: came, passes } = earlier(source);
  return passes < maxPasses &&
    came.length === items.length &&
    items.every((item, index) => isPassed(item, came[index], index))
    ? { port, passes: passes + 1 }
    : undefined;
}

function isPassed({ json, binary, from }: Item, came: Item | undefined, index: number): boolean {
  if (json !== came?.json || binary !== came.binary) return false;
  return from !== undefined && !Array.isArray(from) && from.item === index && !from.input && !from.source;
}

export const packPassed = ({ port, passes }: PassedOn): Buffer =>
  Buffer.concat([Buffer.of(passed, passes), Buffer.from(port)]);

/** 0 where the outputs are stored themselves. */
export const passesOf = (outputs: Buffer | null): number => (outputs?.[0] === passed ? (outputs[1] ?? 1) : 0);

/** Reads outputs of steps of one execution. `onRead`: of the characters of JSON that it took. */
export function outputsIn(
  db: RawDatabase,
  executionId: number,
  onRead?: (characters: number) => void,
  real: RealParts = () => undefined,
): (row: StoredOutputs) => Ports {
  const findStep = db.prepare<[number, number], StoredOutputs>(
    "SELECT step, outputs, sources FROM steps WHERE execution_id = ? AND step = ?",
  );
  const findInput = db.prepare<[number], Buffer | null>("SELECT input FROM executions WHERE id = ?").pluck();
  return read;

  function read({ outputs, sources, step }: StoredOutputs): Ports {
    if (!outputs) return {};
    if (passesOf(outputs) === 0) {
      const text = step === undefined ? undefined : real(step);
      return text === undefined ? parse<Ports>(outputs) : (JSON.parse(text) as Ports);
    }
    const items = cameIn(sources).map(({ json, binary }, item) => ({
      json,
      ...(binary && { binary }),
      from: { item },
    }));
    return { [portIn(outputs)]: items };
  }

  function cameIn(sources: string | null): Item[] {
    const [source] = sources === null ? [] : Object.values(JSON.parse(sources) as { [port: string]: Source });
    const step = source && findStep.get(executionId, source.step);
    if (source) return step ? (read(step)[source.port] ?? []) : [];
    const begun = real(undefined);
    if (begun !== undefined) return JSON.parse(begun) as Item[];
    const input = findInput.get(executionId);
    return input ? parse<Item[]>(input) : [{ json: {} }];
  }

  function parse<T>(bytes: Buffer): T {
    const text = unpack(bytes);
    onRead?.(text.length);
    return JSON.parse(text) as T;
  }
}

/**
 * Names what a step gave, for steps that gave the same: of those that passed on the same items at the same port, the items
 * are read once.
 */
export function digestsIn(
  db: RawDatabase,
  executionId: number,
  onRead?: (characters: number) => void,
): (step: number) => string {
  const read = outputsIn(db, executionId, onRead);
  const findStep = db.prepare<[number, number], StoredOutputs>(
    "SELECT outputs, sources FROM steps WHERE execution_id = ? AND step = ?",
  );
  const findNote = db.prepare<[number, number], { note: Buffer | null; sources: string | null }>(
    `SELECT CASE WHEN substr(outputs, 1, 1) = x'0${passed}' THEN outputs END AS note, sources
     FROM steps WHERE execution_id = ? AND step = ?`,
  );
  const known = new Map<string, string>();

  return (step) => {
    const key = keyOf(step);
    const found = known.get(key);
    if (found !== undefined) return found;
    const row = findStep.get(executionId, step);
    const digest = createHash("sha256")
      .update(JSON.stringify(row ? read(row) : {}))
      .digest("base64");
    known.set(key, digest);
    return digest;
  };

  function keyOf(step: number): string {
    const row = findNote.get(executionId, step);
    return row?.note ? `${portIn(row.note)} from ${itemsOf(row.sources)}` : `step ${step}`;
  }

  /** Where the items are stored that came with this source. */
  function itemsOf(sources: string | null): string {
    const [source] = sources === null ? [] : Object.values(JSON.parse(sources) as { [port: string]: Source });
    if (!source) return "the beginning";
    const row = findNote.get(executionId, source.step);
    if (!row?.note) return `${source.port} of ${source.step}`;
    return portIn(row.note) === source.port ? itemsOf(row.sources) : "nowhere";
  }
}

const portIn = (note: Buffer) => note.toString("utf8", 2);
