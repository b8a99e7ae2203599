import { randomUUID } from "node:crypto";
import type { MsgHdrs, NatsConnection } from "@nats-io/transport-node";
import { credential, defineNode, NodeError, p } from "@/nodes/sdk";
import type { Output } from "@/nodes/sdk/define-node";
import {
  type ReceivedFormat,
  readBody,
  receivedFormat,
  type SentBody,
  sentBody,
  writeBody,
} from "@/nodes/sdk/messages";
import { ofItem } from "@/nodes/sdk/node-error";
import type { NameValue, Services } from "@/nodes/sdk/services";
import type { Item, JsonObject } from "@/shared/item";
import { explained, withNats } from "./connection";
import { type NatsAccess, natsAccess } from "./credential";

/** Messages sent and not yet answered. */
const window = 100;

const subject = p.text({ label: "Subject", required: true, placeholder: "orders.new" });
const headers = p.pairs({ label: "Headers", addLabel: "Add header" });
const timeoutMs = p.number({
  label: "Wait for an answer",
  default: 5_000,
  min: 1,
  max: 600_000,
  integer: true,
  unit: "ms",
});

export const nats = defineNode({
  type: "core.nats",
  version: 1,
  label: "NATS",
  summary: "Publishes messages to NATS and JetStream, and asks services",
  category: "network",
  icon: "send-horizontal",
  keywords: ["jetstream", "subject", "publish", "request", "reply", "broker", "message", "queue"],
  inputs: ["main"],
  outputs: ["main"],
  credentials: { nats: credential("Server", natsAccess) },
  params: {
    operation: p.choice({
      label: "What to do",
      cases: {
        publish: {
          label: "Publish",
          help: "To who listens now",
          params: {
            subject,
            body: sentBody(),
            headers,
            reply: p.text({ label: "Subject for replies", advanced: true }),
          },
        },
        store: {
          label: "Publish to a stream",
          help: "JetStream keeps it, and says so",
          params: {
            subject,
            body: sentBody(),
            headers,
            messageId: p.text({
              label: "Message id",
              help: "A second message of the same id is not stored. Empty: one is made up",
              advanced: true,
            }),
            timeoutMs,
          },
        },
        request: {
          label: "Ask and wait for the answer",
          params: {
            subject,
            body: sentBody(),
            headers,
            timeoutMs,
            format: receivedFormat(),
            into: p.text({ label: "Put it into the field", default: "reply", required: true, expression: false }),
          },
        },
      },
    }),
  },
  line: "{operation.is} {operation.subject}",
  effect: "unsafe",
  async executeAll({ inputs, paramsOf, credentials, files, signal, ...doors }) {
    const items = inputs.main ?? [];
    const access = credentials.nats.reveal() as NatsAccess;
    return withNats(access, { ...doors, signal }, async (connection) => {
      const perform = await performer(connection, files);
      const sent: Promise<Output>[] = [];
      for (const [index, item] of items.entries()) {
        signal.throwIfAborted();
        const from = { item: index };
        sent.push(
          perform(paramsOf(index).operation as Operation, item).then(
            (given) => ({ ...item, ...given, from }),
            (thrown) => ({ ...item, failed: ofItem(explained(thrown, access), index), from }),
          ),
        );
        await sent.at(-window);
      }
      const main = await Promise.all(sent);
      // The server has all that was published, before the step is over.
      await connection.flush();
      return { main };
    });
  },
});

type Base = { subject: string; body: SentBody; headers: NameValue[] };
type Operation =
  | ({ is: "publish"; reply: string } & Base)
  | ({ is: "store"; messageId: string; timeoutMs: number } & Base)
  | ({ is: "request"; timeoutMs: number; format: ReceivedFormat; into: string } & Base);

async function performer(connection: NatsConnection, files: Services["files"]) {
  const { default: core } = await import("@nats-io/transport-node");
  const { default: library } = await import("@nats-io/jetstream");
  const stream = library.jetstream(connection);

  return async (operation: Operation, item: Item): Promise<Pick<Item, "json" | "binary">> => {
    const { subject: to, body, headers: pairs } = operation;
    if (!/^[^\s*>.]+(\.[^\s*>.]+)*$/.test(to)) throw noSubject(to);
    const { bytes } = await writeBody(body, item, files);
    const sentHeaders = withHeaders(core.headers(), pairs);
    switch (operation.is) {
      case "publish":
        connection.publish(to, bytes, { headers: sentHeaders, ...(operation.reply && { reply: operation.reply }) });
        return { json: item.json };
      case "store": {
        const { messageId, timeoutMs: timeout } = operation;
        const msgID = messageId || randomUUID();
        const stored = await stream.publish(to, bytes, { headers: sentHeaders, msgID, timeout });
        const { stream: name, seq: sequence, duplicate: isDuplicate } = stored;
        return { json: { ...item.json, stream: name, sequence, isDuplicate } };
      }
      case "request": {
        const answer = await connection.request(to, bytes, { headers: sentHeaders, timeout: operation.timeoutMs });
        const { value, file } = await readBody(Buffer.from(answer.data), operation.format, files, { name: to });
        const binary = file && { binary: { ...item.binary, [operation.into]: file } };
        return { json: { ...item.json, ...(!file && { [operation.into]: value }) }, ...binary };
      }
    }
  };
}

function withHeaders(sent: MsgHdrs, pairs: NameValue[]): MsgHdrs | undefined {
  for (const { name, value } of pairs) sent.append(name, value);
  return pairs.length ? sent : undefined;
}

export const headersOf = (received: MsgHdrs | undefined): JsonObject =>
  Object.fromEntries(
    [...(received ?? [])].map(([name, values]) => [name, values.length > 1 ? values : (values[0] ?? "")]),
  );

const noSubject = (subject: string) =>
  new NodeError(`Nothing can be published to the subject "${subject.slice(0, 200)}"`, {
    code: "NATS_SUBJECT",
    hint: "Words with dots between them; * and > are for listening only",
    param: "operation.subject",
  });
