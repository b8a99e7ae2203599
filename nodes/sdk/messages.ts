import { buffer } from "node:stream/consumers";
import type { FileRef, Item, Json } from "@/shared/item";
import { isNestedTooDeep } from "@/shared/json-text";
import { fileOf } from "./files";
import { NodeError } from "./node-error";
import { p } from "./params";
import type { Services } from "./services";

/** What queues and brokers carry: bytes, which are JSON, text or a file. */

export const sentBody = () =>
  p.choice({
    label: "Message",
    cases: {
      item: { label: "The item", help: "Its fields as JSON" },
      value: {
        label: "This",
        help: "What is no text is sent as JSON",
        params: { value: p.json({ label: "Value", default: "" }) },
      },
      file: {
        label: "A file of the item",
        params: { field: p.text({ label: "Its name", default: "data", required: true }) },
      },
    },
  });

export type SentBody = { is: "item" } | { is: "value"; value: Json } | { is: "file"; field: string };

const maxSentBytes = 64 * 1024 * 1024;

export async function writeBody(
  body: SentBody,
  item: Item,
  files: Services["files"],
): Promise<{ bytes: Buffer; contentType: string }> {
  if (body.is !== "file") {
    const value = body.is === "item" ? item.json : body.value;
    if (typeof value === "string") return { bytes: Buffer.from(value), contentType: "text/plain" };
    return { bytes: Buffer.from(JSON.stringify(value)), contentType: "application/json" };
  }
  const file = fileOf(item, body.field, "body.field");
  if (file.size > maxSentBytes) {
    throw new NodeError(`"${file.name}" has ${file.size} bytes; a message may have ${maxSentBytes}`, {
      hint: "Put the file into a file store, and send where it is",
    });
  }
  return { bytes: await buffer(files.read(file)), contentType: file.mimeType };
}

export const receivedFormat = () =>
  p.select({
    label: "Read messages as",
    options: [
      { value: "auto", label: "JSON objects and lists; all else as text" },
      { value: "json", label: "JSON", help: "What is none is kept as a failed execution" },
      { value: "text", label: "Text" },
      { value: "file", label: "Files" },
    ],
    expression: false,
  });

export type ReceivedFormat = "auto" | "json" | "text" | "file";

/** `value`: JSON or text; a file is stored instead. Throws `NodeError` for what is not JSON but has to be. */
export async function readBody(
  bytes: Buffer,
  format: ReceivedFormat,
  files: Services["files"],
  { name = "message", mimeType = "application/octet-stream" } = {},
): Promise<{ value: Json; file?: FileRef }> {
  const text = format === "file" ? undefined : utf8(bytes);
  if (format === "json") return { value: strictJson(text) };
  if (text === undefined) return { value: null, file: await files.write({ name, mimeType }, bytes) };
  if (format === "text" || !/^\s*[[{]/.test(text)) return { value: text };
  try {
    return { value: isNestedTooDeep(text) ? text : (JSON.parse(text) as Json) };
  } catch {
    return { value: text };
  }
}

/** Undefined for bytes that are no text. */
function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function strictJson(text: string | undefined): Json {
  const refuse = (why: string) =>
    new NodeError(`The message is not JSON: ${why}`, {
      code: "MESSAGE_UNREADABLE",
      hint: "Correct what sends it, or let the trigger read messages as text",
    });
  if (text === undefined) throw refuse("its bytes are no text");
  try {
    if (isNestedTooDeep(text)) throw new Error("it is nested too deep");
    return JSON.parse(text) as Json;
  } catch (thrown) {
    throw refuse(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** Counts what is received and not yet acknowledged. */
export function underWay() {
  const open = new Set<Promise<void>>();
  return {
    begin(work: Promise<void>): void {
      const watched = work.finally(() => open.delete(watched));
      open.add(watched);
    },
    settled: () => Promise.allSettled(open),
  };
}
