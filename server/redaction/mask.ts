import type { ErrorInfo } from "@/shared/errors";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import { hidden } from "@/shared/redact";
import { finderOf } from "./finder";

/** Shorter ones are words that occur everywhere. */
export const minSecretLength = 6;

/** Replaces secrets, and what they look like in the usual encodings, in texts that come from outside. */
export type Mask = { text(text: string): string; value<T extends Json | undefined>(value: T): T };

export function maskOf(secrets: Iterable<string>): Mask {
  const forms = new Set<string>();
  for (const secret of secrets) for (const form of formsOf(secret)) forms.add(form);
  if (forms.size > manyForms) {
    const find = finderOf(forms, minSecretLength);
    return { text: find, value: (value) => masked(value, find) as typeof value };
  }
  // The longest first: what holds another one goes as a whole.
  const all = [...forms].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(all.map(escaped).join("|") || "(?!)", "g");
  // In a long text it is several times as fast to look for one after the other, and mostly there is none.
  const parts = all.filter((form) => !all.some((other) => other !== form && form.includes(other)));
  const mayHold = ({ length }: string) => length >= minSecretLength;
  const isIn = (given: string) => given.length < longText || parts.some((part) => given.includes(part));
  const text = (given: string) => (mayHold(given) && isIn(given) ? given.replace(pattern, hidden) : given);
  return { text, value: (value) => masked(value, text) as typeof value };
}

/** The same value, where nothing was found in it. */
export function masked(
  value: Json | undefined,
  text: (text: string) => string,
  number?: (value: number) => Json,
): Json | undefined {
  if (typeof value === "string") return text(value);
  if (typeof value === "number") return number ? number(value) : value;
  if (Array.isArray(value)) {
    let changed: Json[] | undefined;
    for (const [index, each] of value.entries()) {
      const next = masked(each, text, number) as Json;
      if (next === each) continue;
      changed ??= [...value];
      changed[index] = next;
    }
    return changed ?? value;
  }
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value);
  let isChanged = false;
  const next = entries.map(([name, each]): [string, Json] => {
    const pair: [string, Json] = [text(name), masked(each, text, number) as Json];
    if (pair[0] !== name || pair[1] !== each) isChanged = true;
    return pair;
  });
  return isChanged ? (Object.fromEntries(next) as JsonObject) : value;
}

function formsOf(secret: string): string[] {
  if (secret.length < minSecretLength) return [];
  const bytes = Buffer.from(secret);
  const url = encodeURIComponent(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const html = secret.replace(/[&<>"']/g, (letter) => htmlNames[letter] ?? letter);
  const forms = [
    ...[
      secret,
      url,
      url.toLowerCase(),
      url.replaceAll("%20", "+"),
      new URLSearchParams({ "": secret }).toString().slice(1),
    ],
    ...[json, JSON.stringify(json).slice(1, -1), json.replaceAll("/", "\\/"), html],
    ...[bytes.toString("hex"), bytes.toString("hex").toUpperCase()],
    ...inBase64(bytes),
  ];
  return forms.filter((form) => form.length >= minSecretLength);
}

const htmlNames: { [letter: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Alone, and within a longer text, where what stands before it shifts it by a byte or two. */
function inBase64(bytes: Buffer): string[] {
  const whole = [bytes.toString("base64"), bytes.toString("base64url")];
  const inner = [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    // Letters that also hold bits of what stands before or after are left out.
    const begin = Math.ceil((shift * 8) / 6);
    const end = Math.floor(((shift + bytes.length) * 8) / 6);
    const core = text.slice(begin, end);
    return core.length >= minInner ? [core, core.replaceAll("+", "-").replaceAll("/", "_")] : [];
  });
  return [...whole, ...inner];
}

/** With more, a pattern of all of them is slower than to look at each place of a text. */
const manyForms = 200;
const minInner = 8;
const longText = 512;
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

export function maskedInfo(info: ErrorInfo, { text, value }: Mask): ErrorInfo {
  const { message, hint } = info;
  return {
    ...(value(info as unknown as JsonObject) as unknown as ErrorInfo),
    ...{ code: info.code, message: text(message) },
    ...(hint !== undefined && { hint: text(hint) }),
  };
}
