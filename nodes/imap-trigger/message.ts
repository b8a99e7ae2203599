import type { Address, Attachment, Email } from "postal-mime";
import type { Services } from "@/nodes/sdk/services";
import type { Item, JsonObject } from "@/shared/item";

export type Format =
  | { is: "simple"; attachments: boolean; prefix: string }
  | { is: "resolved"; prefix: string }
  | { is: "raw" };

type Lent = Pick<Services, "files" | "log">;

/** A message as an item. Throws when it is nested too deeply, or its headers are too large. */
export async function toItem(source: Buffer, uid: number, format: Format, lent: Lent): Promise<Item> {
  const attributes = { uid };
  if (format.is === "raw") return { json: { raw: bodyOf(source), attributes } };
  if (shortLines(source) > maxShortLines) {
    throw new Error(`it has more than ${maxShortLines.toLocaleString("en")} short lines`);
  }
  const { default: PostalMime, decodeWords } = await import("postal-mime");
  const email = await PostalMime.parse(source, limits);
  if (format.is === "resolved") {
    const binary = await store(email.attachments, format.prefix, lent);
    return { json: { ...resolved(email), attributes }, ...(binary && { binary }) };
  }
  const attached = email.attachments.filter(({ disposition }) => disposition === "attachment");
  const binary = format.attachments ? await store(attached, format.prefix, lent) : undefined;
  const text = { textHtml: email.html ?? "", textPlain: email.text ?? "" };
  return { json: { ...headersOf(email, decodeWords), ...text, attributes }, ...(binary && { binary }) };
}

/** What is said of a message that cannot be read whole: it is not lost, and does not hold up the others. */
export async function toFailedItem(headers: Buffer, uid: number, error: string): Promise<Item> {
  const { default: PostalMime, decodeWords } = await import("postal-mime");
  const head = await PostalMime.parse(headers.subarray(0, limits.maxHeadersSize), limits).catch(() => undefined);
  return { json: { ...(head && headersOf(head, decodeWords)), attributes: { uid }, error } };
}

/** The parser's time grows with the square of the number of parts, and of lines: no message may hold up the others. */
const limits = { maxNestingDepth: 100, maxHeadersSize: 256 * 1024 };
const maxShortLines = 100_000;

/** Those of an encoded file are long. */
function shortLines(source: Buffer): number {
  let count = 0;
  let start = 0;
  for (let end = source.indexOf(10); end !== -1; end = source.indexOf(10, start)) {
    if (end - start < 60) count++;
    start = end + 1;
  }
  return count;
}

/** All after the first empty line. */
function bodyOf(source: Buffer): string {
  const end = source.indexOf("\r\n\r\n");
  return end === -1 ? "" : source.toString("utf8", end + 4);
}

const onTop = new Set(["cc", "date", "from", "subject", "to"]);

/** The first value of each header; what few messages have lies in `metadata`. */
function headersOf({ headers }: Email, decode: (text: string) => string): JsonObject {
  const top = new Map<string, string>();
  const others = new Map<string, string>();
  for (const { key, value } of headers) {
    const target = onTop.has(key) ? top : others;
    if (key && key !== "__proto__" && !target.has(key)) target.set(key, decode(value));
  }
  return { ...Object.fromEntries(top), metadata: Object.fromEntries(others) };
}

function resolved(email: Email): JsonObject {
  const { subject, messageId, inReplyTo, references, date, html, text } = email;
  const people = {
    from: email.from && [email.from],
    to: email.to,
    cc: email.cc,
    bcc: email.bcc,
    replyTo: email.replyTo,
  };
  const given = { ...{ subject, messageId, inReplyTo, references, date, html, text } };
  const lines = email.headerLines.filter(({ key }) => key !== "__proto__").map(({ key, line }) => [key, line]);
  return {
    headers: Object.fromEntries(lines),
    ...Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value ? [[name, value]] : []))),
    ...Object.fromEntries(Object.entries(people).flatMap(([name, list]) => (list ? [[name, addresses(list)]] : []))),
  };
}

function addresses(list: Address[]): JsonObject {
  const value = list.flatMap((one) => one.group ?? [one]).map(({ name, address }) => ({ name, address }));
  return { value, text: value.map(({ name, address }) => (name ? `${name} <${address}>` : address)).join(", ") };
}

async function store(attachments: Attachment[], prefix: string, { files, log }: Lent): Promise<Item["binary"]> {
  if (attachments.length === 0) return undefined;
  if (attachments.length > maxAttachments) {
    log(`A message has ${attachments.length} attachments: only the first ${maxAttachments} are taken`);
  }
  const stored: NonNullable<Item["binary"]> = {};
  for (const [index, { filename, mimeType, content }] of attachments.slice(0, maxAttachments).entries()) {
    const bytes = typeof content === "string" ? content : new Uint8Array(content);
    stored[`${prefix}${index}`] = await files.write({ name: filename || `attachment ${index + 1}`, mimeType }, bytes);
  }
  return stored;
}

const maxAttachments = 100;
