import type { ConfirmChannel, ConsumeMessage } from "amqplib";
import { credential, defineNode, NodeError, p } from "@/nodes/sdk";
import type { Credential } from "@/nodes/sdk/credential";
import type { Listening, ListenServices } from "@/nodes/sdk/listen";
import { type ReceivedFormat, readBody, receivedFormat, underWay } from "@/nodes/sdk/messages";
import type { Item, JsonObject } from "@/shared/item";
import { openRabbit } from "./connection";
import { type RabbitAccess, rabbitAccess } from "./credential";
import { type QueueParams, queueParams, requireQueue } from "./queue";

/** Each message is acknowledged once its execution is stored: what is not, the server delivers again. */
export const rabbitmqTrigger = defineNode({
  type: "core.rabbitmqTrigger",
  version: 1,
  label: "RabbitMQ Trigger",
  summary: "Starts with each message of a queue of RabbitMQ",
  category: "trigger",
  icon: "rabbit",
  keywords: ["amqp", "queue", "message", "consume", "subscribe", "broker", "event"],
  inputs: [],
  outputs: ["main"],
  credentials: { rabbitmq: credential("Server", rabbitAccess) },
  params: {
    ...queueParams(),
    bindings: p.list({
      label: "Bind the queue to",
      addLabel: "Add exchange",
      of: {
        exchange: p.text({ label: "Exchange", required: true }),
        routingKey: p.text({ label: "Routing key", help: "Or a pattern of a topic exchange, such as order.*" }),
      },
    }),
    format: receivedFormat(),
    give: p.select({
      label: "Give",
      options: [
        { value: "message", label: "The message with its properties" },
        { value: "content", label: "Its content alone" },
      ],
      expression: false,
    }),
    unreadable: p.select({
      label: "What cannot be read",
      options: [
        { value: "keep", label: "Keep it as a failed execution" },
        {
          value: "reject",
          label: "Reject it",
          help: "The queue's exchange for rejected messages gets it, or it is lost",
        },
      ],
      onlyWhen: { format: ["json"] },
      expression: false,
    }),
    prefetch: p.number({
      label: "Messages at once",
      help: "That many may be received before the first is stored",
      default: 50,
      min: 1,
      max: 1_000,
      integer: true,
      advanced: true,
    }),
  },
  line: "{queue}",
  effect: "none",
  trigger: { kind: "listen", listen: (context) => listen(context as Context) },
  execute: ({ item }) => ({ main: item }),
});

type Params = QueueParams & {
  bindings: { exchange: string; routingKey: string }[];
  format: ReceivedFormat;
  give: "message" | "content";
  unreadable: "keep" | "reject";
  prefetch: number;
};
type Context = ListenServices & { params: Params; credentials: { rabbitmq: Credential } };

async function listen(context: Context): Promise<Listening> {
  const { params, credentials, isTest } = context;
  const { channel, broken, close } = await openRabbit(credentials.rabbitmq.reveal() as RabbitAccess, context);
  const messages = underWay();
  const { promise: ended, reject } = Promise.withResolvers<void>();
  try {
    await Promise.race([prepare(channel, params, isTest), broken]);
    const consumer = channel.consume(params.queue, (message) => {
      if (message) messages.begin(receive(context, channel, message).catch(reject));
      else reject(new NodeError(`The queue "${params.queue}" was deleted`));
    });
    const { consumerTag } = await Promise.race([consumer, broken]);
    broken.catch(reject);
    return {
      ended,
      async close() {
        await Promise.race([channel.cancel(consumerTag).then(messages.settled), broken]).catch(() => {});
        await close();
      },
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function prepare(channel: ConfirmChannel, params: Params, isTest: boolean): Promise<void> {
  await requireQueue(channel, params);
  for (const { exchange, routingKey } of params.bindings) await channel.bindQueue(params.queue, exchange, routingKey);
  await channel.prefetch(isTest ? 1 : params.prefetch);
}

async function receive(context: Context, channel: ConfirmChannel, message: ConsumeMessage): Promise<void> {
  const { params, files, emit, refuse } = context;
  const delivery = deliveryOf(message);
  let item: Item;
  try {
    item = await toItem(message, params, files);
  } catch (thrown) {
    if (!(thrown instanceof NodeError)) throw thrown;
    if (params.unreadable === "reject") return channel.nack(message, false, false);
    const text = message.content.toString().slice(0, 10_000);
    await refuse([{ json: { content: text, ...factsOf(message) } }], thrown, delivery);
    return channel.ack(message);
  }
  await emit([item], delivery);
  channel.ack(message);
}

/** Only the sender's message id tells one message from another. */
function deliveryOf({ properties, fields, content }: ConsumeMessage) {
  if (!properties.messageId) return undefined;
  return { key: `${properties.messageId} ${content.toString("latin1")}`, isRepeated: fields.redelivered };
}

async function toItem(message: ConsumeMessage, { format, give }: Params, files: Context["files"]): Promise<Item> {
  const { contentType: mimeType } = message.properties as { contentType?: string };
  const { value, file } = await readBody(message.content, format, files, mimeType ? { mimeType } : {});
  const binary = file && { binary: { data: file } };
  if (give === "message") return { json: { content: value, ...factsOf(message) }, ...binary };
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return { json: isObject ? value : { content: value }, ...binary };
}

/** Headers may hold bytes and dates, which JSON has not. */
const factsOf = ({ fields, properties }: ConsumeMessage): JsonObject =>
  JSON.parse(
    JSON.stringify({ fields, properties }, (_, value) =>
      value?.type === "Buffer" && Array.isArray(value.data) ? Buffer.from(value.data).toString("base64") : value,
    ),
  ) as JsonObject;
