import { randomUUID } from "node:crypto";
import type { ConfirmChannel, Options } from "amqplib";
import { credential, defineNode, NodeError, p } from "@/nodes/sdk";
import type { Output } from "@/nodes/sdk/define-node";
import { type SentBody, sentBody, writeBody } from "@/nodes/sdk/messages";
import { ofItem } from "@/nodes/sdk/node-error";
import type { NameValue } from "@/nodes/sdk/services";
import { withRabbit } from "./connection";
import { type RabbitAccess, rabbitAccess } from "./credential";
import { type QueueParams, queueParams, requireQueue } from "./queue";

/** Messages sent and not yet confirmed. */
const window = 200;

export const rabbitmq = defineNode({
  type: "core.rabbitmq",
  version: 1,
  label: "RabbitMQ",
  summary: "Sends messages to a queue or an exchange of RabbitMQ",
  category: "network",
  icon: "rabbit",
  keywords: ["amqp", "queue", "message", "publish", "broker", "event"],
  inputs: ["main"],
  outputs: ["main"],
  credentials: { rabbitmq: credential("Server", rabbitAccess) },
  params: {
    to: p.choice({
      label: "Send to",
      cases: {
        queue: { label: "A queue", params: queueParams() },
        exchange: {
          label: "An exchange",
          params: {
            exchange: p.text({ label: "Exchange", required: true }),
            routingKey: p.text({ label: "Routing key" }),
          },
        },
      },
    }),
    body: sentBody(),
    headers: p.pairs({ label: "Headers", addLabel: "Add header" }),
    persistent: p.toggle({ label: "Keep messages over a restart of the server", default: true, advanced: true }),
    mandatory: p.toggle({ label: "Fail when no queue takes a message", default: true, advanced: true }),
    messageId: p.text({
      label: "Message id",
      help: "By it a message is known again that is delivered twice. Empty: one is made up",
      advanced: true,
    }),
    correlationId: p.text({ label: "Correlation id", advanced: true }),
    replyTo: p.text({ label: "Queue for replies", advanced: true }),
    contentType: p.text({ label: "Content type", help: "Empty: as the message is", advanced: true }),
    expiration: p.number({
      label: "Expires after",
      help: "0: never",
      default: 0,
      min: 0,
      integer: true,
      unit: "ms",
      advanced: true,
    }),
    priority: p.number({ label: "Priority", default: 0, min: 0, max: 255, integer: true, advanced: true }),
  },
  line: "{to.queue}|{to.exchange} {to.routingKey}",
  effect: "unsafe",
  async executeAll({ inputs, paramsOf, credentials, files, signal, ...doors }) {
    const items = inputs.main ?? [];
    const access = credentials.rabbitmq.reveal() as RabbitAccess;
    return withRabbit(access, { ...doors, signal }, async ({ channel }) => {
      const publisher = createPublisher(channel);
      const known = new Set<string>();
      const sent: Promise<Output>[] = [];
      for (const [index, item] of items.entries()) {
        signal.throwIfAborted();
        const { to, body, ...options } = paramsOf(index) as Params;
        const from = { item: index };
        const written = await writeBody(body, item, files).catch((thrown) => ({ failed: ofItem(thrown, index) }));
        if ("failed" in written) {
          sent.push(Promise.resolve({ ...item, ...written, from }));
          continue;
        }
        if (to.is === "queue" && !known.has(to.queue)) {
          await requireQueue(channel, to);
          known.add(to.queue);
        }
        const properties = propertiesOf(options, written.contentType);
        const done = publisher.publish(to, written.bytes, properties).then(
          () => ({ ...item, json: { ...item.json, messageId: properties.messageId }, from }),
          (thrown) => ({ ...item, failed: ofItem(thrown, index), from }),
        );
        sent.push(done);
        // What is not confirmed is held in memory.
        await sent.at(-window);
      }
      return { main: await Promise.all(sent) };
    });
  },
});

type To = ({ is: "queue" } & QueueParams) | { is: "exchange"; exchange: string; routingKey: string };
type MessageOptions = {
  headers: NameValue[];
  persistent: boolean;
  mandatory: boolean;
  messageId: string;
  correlationId: string;
  replyTo: string;
  contentType: string;
  expiration: number;
  priority: number;
};
type Params = { to: To; body: SentBody } & MessageOptions;
type Properties = Options.Publish & { messageId: string };

function propertiesOf(options: MessageOptions, contentType: string): Properties {
  const { headers, persistent, mandatory, messageId, correlationId, replyTo, expiration, priority } = options;
  return {
    ...{ persistent, mandatory, messageId: messageId || randomUUID(), timestamp: Math.floor(Date.now() / 1_000) },
    contentType: options.contentType || contentType,
    headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
    ...(correlationId && { correlationId }),
    ...(replyTo && { replyTo }),
    ...(expiration && { expiration }),
    ...(priority && { priority }),
  };
}

/** What no queue takes comes back before it is confirmed. */
function createPublisher(channel: ConfirmChannel) {
  const returned = new Set<string>();
  channel.on("return", ({ properties }) => returned.add(String(properties.messageId)));
  return {
    publish: (to: To, bytes: Buffer, properties: Properties) =>
      new Promise<void>((resolve, reject) => {
        const [exchange, key] = to.is === "queue" ? ["", to.queue] : [to.exchange, to.routingKey];
        channel.publish(exchange, key, bytes, properties, (error) => {
          if (error) reject(new NodeError(`RabbitMQ did not take the message: ${error.message ?? error}`));
          else if (returned.has(properties.messageId)) reject(unroutable(exchange, key));
          else resolve();
        });
      }),
  };
}

const unroutable = (exchange: string, key: string) =>
  new NodeError(`No queue takes messages of the exchange "${exchange}" with the routing key "${key}"`, {
    code: "RABBITMQ_UNROUTABLE",
    hint: 'Bind a queue to the exchange, or switch "Fail when no queue takes a message" off',
  });
