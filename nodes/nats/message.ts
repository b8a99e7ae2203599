import type { MsgHdrs } from "@nats-io/transport-node";
import { NodeError } from "@/nodes/sdk";
import type { Delivery } from "@/nodes/sdk/listen";
import { readBody } from "@/nodes/sdk/messages";
import type { Item, JsonObject } from "@/shared/item";
import { headersOf } from "./node";
import type { Context } from "./trigger";

type Received = { subject: string; data: Uint8Array; headers?: MsgHdrs; reply?: string };

/** Starts an execution with the message, or keeps it as a failed one where it makes no sense. */
export async function handOn(
  { params, files, emit, refuse }: Context,
  { subject, data, headers, reply }: Received,
  { delivery, facts = {} }: { delivery?: Delivery; facts?: JsonObject } = {},
): Promise<void> {
  const about = { subject, headers: headersOf(headers), ...(reply && { reply }), ...facts };
  const bytes = Buffer.from(data);
  let item: Item;
  try {
    const { value, file } = await readBody(bytes, params.format, files, { name: subject });
    item = { json: { message: value, ...about }, ...(file && { binary: { data: file } }) };
  } catch (thrown) {
    if (!(thrown instanceof NodeError)) throw thrown;
    return refuse([{ json: { message: bytes.toString().slice(0, 10_000), ...about } }], thrown, delivery);
  }
  await emit([item], delivery);
}
