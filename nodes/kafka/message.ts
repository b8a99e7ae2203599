import type { KafkaMessage } from "kafkajs";
import { NodeError } from "@/nodes/sdk";
import { readBody } from "@/nodes/sdk/messages";
import type { Item, Json, JsonObject } from "@/shared/item";
import type { Context, Params } from "./trigger";

export type Received = { topic: string; partition: number; message: KafkaMessage };

/** The item, or what is kept where the message makes no sense. */
export type Read = { item: Item; unreadable?: NodeError };

export async function readMessage(received: Received, params: Params, files: Context["files"]): Promise<Read> {
  const { topic, message } = received;
  try {
    const { value, file } = message.value
      ? await readBody(message.value, params.format, files, { name: topic })
      : { value: null };
    return { item: { json: jsonOf(value, received, params), ...(file && { binary: { data: file } }) } };
  } catch (thrown) {
    if (!(thrown instanceof NodeError)) throw thrown;
    const text = message.value?.toString().slice(0, 10_000) ?? null;
    return { item: { json: { ...factsOf(received), value: text } }, unreadable: thrown };
  }
}

function jsonOf(value: Json, received: Received, { give }: Params): JsonObject {
  if (give === "message") return { ...factsOf(received), value };
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : { value };
}

const factsOf = ({ topic, partition, message }: Received): JsonObject => ({
  ...{ topic, partition, offset: Number(message.offset), key: message.key && textOf(message.key) },
  headers: Object.fromEntries(Object.entries(message.headers ?? {}).map(([name, given]) => [name, headerOf(given)])),
  timestamp: timeOf(message.timestamp),
});

const headerOf = (given: Buffer | string | (Buffer | string)[] | undefined): Json => {
  if (Array.isArray(given)) return given.map((one) => headerOf(one));
  return typeof given === "object" ? textOf(given) : (given ?? null);
};

/** Bytes that are no text as base64. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : bytes.toString("base64");
}

/** Messages of very old senders have none. */
function timeOf(milliseconds: string): string | null {
  const date = new Date(Number(milliseconds));
  return Number(milliseconds) > 0 && !Number.isNaN(date.getTime()) ? date.toISOString() : null;
}
