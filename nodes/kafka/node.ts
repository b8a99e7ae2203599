import type { Message } from "kafkajs";
import { credential, defineNode, NodeError, p } from "@/nodes/sdk";
import type { Output } from "@/nodes/sdk/define-node";
import { type SentBody, sentBody, writeBody } from "@/nodes/sdk/messages";
import { ofItem } from "@/nodes/sdk/node-error";
import type { NameValue } from "@/nodes/sdk/services";
import { withKafka } from "./connection";
import { type KafkaAccess, kafkaAccess } from "./credential";
import { createSender, type SendOptions } from "./sender";

/** What is sent together: brokers take a million bytes at once, unless they are told otherwise. */
const maxTogether = 1_000;
const maxBytesTogether = 900_000;

export const kafka = defineNode({
  type: "core.kafka",
  version: 1,
  label: "Kafka",
  summary: "Sends messages to topics of Kafka",
  category: "network",
  icon: "logs",
  keywords: ["topic", "event", "stream", "produce", "producer", "broker", "message", "queue", "redpanda"],
  inputs: ["main"],
  outputs: ["main"],
  credentials: { kafka: credential("Cluster", kafkaAccess) },
  params: {
    topic: p.text({ label: "Topic", required: true, placeholder: "orders" }),
    key: p.text({ label: "Key", help: "Messages of one key keep their order. Empty: none" }),
    body: sentBody(),
    headers: p.pairs({ label: "Headers", addLabel: "Add header" }),
    acks: p.select({
      label: "Sent when",
      options: [
        { value: "all", label: "All brokers in sync have it", help: "What is tried again comes once" },
        { value: "leader", label: "The partition's own broker has it" },
        { value: "none", label: "It is on its way", help: "May be lost without a word" },
      ],
      expression: false,
    }),
    compression: p.select({
      label: "Compression",
      options: [
        { value: "none", label: "None" },
        { value: "gzip", label: "gzip" },
      ],
      expression: false,
    }),
    partition: p.text({ label: "Partition", help: "Empty: by the key, or in turn", advanced: true }),
    createTopic: p.toggle({
      label: "Let the brokers make a topic that is missing",
      help: "Where they are set to do so",
      advanced: true,
      expression: false,
    }),
  },
  line: "{topic}",
  effect: "unsafe",
  async executeAll({ inputs, paramsOf, credentials, files, signal, ...doors }) {
    const items = inputs.main ?? [];
    const access = credentials.kafka.reveal() as KafkaAccess;
    return withKafka(access, { ...doors, signal }, async (cluster) => {
      const sender = await createSender(cluster.kafka, paramsOf(0) as Params);
      const main: Output[] = [];
      const boxes = new Map<string, Box>();
      const flush = async (topic: string, { messages, indexes }: Box) => {
        boxes.delete(topic);
        const sent = await sender.send(topic, messages).catch((thrown) => {
          signal.throwIfAborted();
          return messages.map(() => togetherWith(cluster.explain(thrown), topic, messages.length));
        });
        for (const [at, index] of indexes.entries()) {
          const [item, place, from] = [items[index] ?? { json: {} }, sent[at], { item: index }];
          main[index] =
            place instanceof Error
              ? { ...item, failed: ofItem(place, index), from }
              : { ...item, json: { ...item.json, topic, ...place }, from };
        }
      };
      for (const [index, item] of items.entries()) {
        signal.throwIfAborted();
        const params = paramsOf(index) as Params;
        try {
          const { bytes } = await writeBody(params.body, item, files);
          const message = messageOf(params, bytes);
          const known = boxes.get(params.topic);
          if (known && known.bytes + bytes.length > maxBytesTogether) await flush(params.topic, known);
          const box = boxes.get(params.topic) ?? { messages: [], indexes: [], bytes: 0 };
          boxes.set(params.topic, box);
          box.messages.push(message);
          box.indexes.push(index);
          box.bytes += bytes.length;
          if (box.messages.length === maxTogether) await flush(params.topic, box);
        } catch (thrown) {
          signal.throwIfAborted();
          main[index] = { ...item, failed: ofItem(thrown, index), from: { item: index } };
        }
      }
      for (const [topic, box] of boxes) await flush(topic, box);
      await sender.close();
      return { main };
    });
  },
});

type Box = { messages: Message[]; indexes: number[]; bytes: number };
type Params = SendOptions & { topic: string; key: string; body: SentBody; headers: NameValue[]; partition: string };

function messageOf({ key, headers, partition }: Params, value: Buffer): Message {
  if (!/^\d{0,9}$/.test(partition.trim())) {
    throw new NodeError(`"${partition}" is no number of a partition`, {
      code: "KAFKA_NO_PARTITION",
      hint: "Partitions are counted from 0",
      param: "partition",
    });
  }
  return {
    value,
    key: key || null,
    headers: headersOf(headers),
    ...(partition.trim() && { partition: Number(partition) }),
  };
}

/** A name that comes more than once has several values. */
function headersOf(pairs: NameValue[]): Message["headers"] {
  const headers = new Map<string, string[]>();
  for (const { name, value } of pairs) headers.set(name, [...(headers.get(name) ?? []), value]);
  return Object.fromEntries([...headers].map(([name, values]) => [name, values.length > 1 ? values : values[0]]));
}

function togetherWith(thrown: unknown, topic: string, count: number): Error {
  if (!(thrown instanceof NodeError)) return thrown instanceof Error ? thrown : new Error(String(thrown));
  if (!thrown.code.startsWith("KAFKA_")) return thrown;
  const { message, code, hint, param } = thrown;
  const what = count > 1 ? `${count} messages, sent together to "${topic}"` : `The message to "${topic}"`;
  return new NodeError(`${what}: ${message}`, { code, hint, param, cause: thrown });
}
