import type { ErrorInfo } from "@/shared/errors";
import type { Item, Json, JsonObject, Ports } from "@/shared/item";
import { hidden, type Redactor, redactorOf } from "@/shared/redact";
import { type Mask, masked, maskedInfo, maskOf, minSecretLength } from "./mask";

/** What an execution hands on to those it calls: they hide the same. */
export type Inherited = { paths: string[]; values: string[] };

/** Values that are looked for within other texts and in encodings; more of them are hidden where they stand alone. */
const maxSearched = 300;
const maxKnown = 100_000;

const redactors = new Map<string, Redactor>();

/**
 * Of one execution: hides what its workflow's paths name, and the values that were found there wherever else they stand.
 * What it hides is for people; the items it is given stay as they are.
 */
export class Redaction {
  private readonly redact: Redactor;
  private readonly named: Set<string>;
  private readonly known: Set<string>;
  private mask: Mask | undefined;

  /** `found`: paths that named something before. */
  constructor(
    private readonly paths: readonly string[],
    { values = [], found = [] }: { values?: readonly string[]; found?: readonly string[] } = {},
  ) {
    this.redact = cachedRedactor(paths);
    this.known = new Set(values);
    this.named = new Set(found);
  }

  /** JSON: the paths that named something so far. */
  found(): string {
    return JSON.stringify([...this.named]);
  }

  inherited(): Inherited {
    return { paths: [...this.paths], values: [...this.known] };
  }

  /** The very same, where nothing in them is hidden. */
  items(items: readonly Item[]): readonly Item[] {
    this.learn(items);
    return changedIn(items, (item) => this.item(item));
  }

  ports(ports: Ports): Ports {
    for (const items of Object.values(ports)) this.learn(items);
    let isChanged = false;
    const shown = Object.entries(ports).map(([port, items]): [string, Item[]] => {
      const next = changedIn(items, (item) => this.item(item));
      isChanged ||= next !== items;
      return [port, next as Item[]];
    });
    // It was given from the beginning, as the value of a secret variable.
    if (isChanged && this.named.size === 0) this.named.add("$vars");
    return isChanged ? Object.fromEntries(shown) : ports;
  }

  /** Remembers what the paths name in items. */
  learn(items: readonly Item[]): void {
    for (const { json } of items) this.redact(json, this.note);
  }

  text = (text: string): string => {
    if (this.known.size === 0) return text;
    if (this.known.has(text)) return hidden;
    this.mask ??= maskOf(firstOf(this.known, maxSearched));
    return this.mask.text(text);
  };

  value<T extends Json | undefined>(value: T): T {
    return this.known.size === 0 ? value : (masked(value, this.text, this.number) as T);
  }

  error(error: ErrorInfo): ErrorInfo {
    const { text } = this;
    return maskedInfo(error, { text, value: (value) => this.value(value) });
  }

  private number = (value: number): Json => (this.known.has(String(value)) ? hidden : value);

  private note = (path: string, value: Json): void => {
    this.named.add(path);
    this.remember(value);
  };

  private remember(value: Json): void {
    if (typeof value === "object" && value !== null) {
      for (const each of Object.values(value)) this.remember(each);
      return;
    }
    const text = String(value);
    if (text.length < minSecretLength || this.known.has(text) || this.known.size >= maxKnown) return;
    if (this.known.size < maxSearched) this.mask = undefined;
    this.known.add(text);
  }

  private item(item: Item): Item {
    const json = this.value(this.redact(item.json)) as JsonObject;
    const binary = item.binary && this.files(item.binary);
    return json === item.json && binary === item.binary ? item : { ...item, json, ...(binary && { binary }) };
  }

  /** A file may be called by what is hidden. */
  private files(binary: NonNullable<Item["binary"]>): NonNullable<Item["binary"]> {
    const files = Object.entries(binary);
    if (files.every(([, file]) => this.text(file.name) === file.name)) return binary;
    return Object.fromEntries(files.map(([key, file]) => [key, { ...file, name: this.text(file.name) }]));
  }
}

function changedIn(items: readonly Item[], change: (item: Item) => Item): readonly Item[] {
  let changed: Item[] | undefined;
  for (const [index, item] of items.entries()) {
    const next = change(item);
    if (next === item) continue;
    changed ??= [...items];
    changed[index] = next;
  }
  return changed ?? items;
}

function cachedRedactor(paths: readonly string[]): Redactor {
  const key = JSON.stringify(paths);
  const known = redactors.get(key);
  if (known) return known;
  const made = redactorOf(paths);
  if (redactors.size > 1_000) redactors.clear();
  redactors.set(key, made);
  return made;
}

function* firstOf<T>(values: Iterable<T>, count: number): Generator<T> {
  let left = count;
  for (const value of values) if (left-- > 0) yield value;
}
