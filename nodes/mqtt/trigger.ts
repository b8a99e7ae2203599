import type { IPublishPacket, ISubscriptionMap, MqttClient } from "mqtt";
import { credential, defineNode, NodeError, p } from "@/nodes/sdk";
import type { Credential } from "@/nodes/sdk/credential";
import type { Listening, ListenServices } from "@/nodes/sdk/listen";
import { type ReceivedFormat, readBody, receivedFormat, underWay } from "@/nodes/sdk/messages";
import type { Item } from "@/shared/item";
import { openMqtt } from "./connection";
import { type MqttAccess, mqttAccess } from "./credential";
import { fits } from "./topics";

/**
 * The broker keeps messages while nobody listens, and gets its acknowledgement once the execution is stored. Messages
 * have no id: one whose acknowledgement a crash cut off comes, and starts, a second time.
 */
export const mqttTrigger = defineNode({
  type: "core.mqttTrigger",
  version: 1,
  label: "MQTT Trigger",
  summary: "Starts with each message on topics of an MQTT broker",
  category: "trigger",
  icon: "radio-tower",
  keywords: ["iot", "sensor", "topic", "subscribe", "broker", "mosquitto", "message"],
  inputs: [],
  outputs: ["main"],
  credentials: { mqtt: credential("Broker", mqttAccess) },
  params: {
    topics: p.list({
      label: "Topics",
      addLabel: "Add topic",
      default: [{ topic: "" }],
      of: {
        topic: p.text({
          label: "Topic",
          help: "+ stands for one level, # for all that follow",
          placeholder: "home/+/temperature",
          required: true,
        }),
      },
    }),
    qos: p.select({
      label: "Delivery",
      options: [
        { value: "0", label: "At most once", help: "Quick, may be lost" },
        { value: "1", label: "At least once", help: "Acknowledged, may come twice" },
        { value: "2", label: "Exactly once", help: "Between the broker and this server" },
      ],
      default: "1",
      expression: false,
    }),
    format: receivedFormat(),
    give: p.select({
      label: "Give",
      options: [
        { value: "message", label: "The message with its topic" },
        { value: "content", label: "Its content alone" },
      ],
      expression: false,
    }),
    retained: p.toggle({
      label: "Also take what the broker has kept from before",
      default: true,
      advanced: true,
      expression: false,
    }),
    clientId: p.text({
      label: "Client id",
      help: "By it the broker knows what to keep for this trigger. Empty: one of its own",
      advanced: true,
      expression: false,
    }),
    keepHours: p.number({
      label: "The broker keeps messages while nobody listens",
      help: "0: not at all. With MQTT 3.1.1 any other number means for ever",
      default: 168,
      min: 0,
      max: 100_000,
      integer: true,
      unit: "h",
      advanced: true,
      expression: false,
    }),
  },
  line: "{topics.*.topic}",
  effect: "none",
  trigger: { kind: "listen", listen: (context) => listen(context as Context) },
  execute: ({ item }) => ({ main: item }),
});

type Params = {
  topics: { topic: string }[];
  qos: "0" | "1" | "2";
  format: ReceivedFormat;
  give: "message" | "content";
  retained: boolean;
  clientId: string;
  keepHours: number;
};
type Context = ListenServices & { params: Params; credentials: { mqtt: Credential } };

async function listen(context: Context): Promise<Listening> {
  const { params, credentials, isTest, name } = context;
  const isClean = isTest || params.keepHours === 0;
  const messages = underWay();
  const { promise: ended, reject } = Promise.withResolvers<void>();
  let isClosing = false;
  const take = (packet: IPublishPacket) => {
    const work = isClosing ? Promise.reject(new Error("It listens no more")) : receive(context, packet);
    messages.begin(work.catch(reject));
    return work;
  };
  const prepare = (client: MqttClient) => {
    // Called before the acknowledgement is sent, which is when `done` is called; without that none is sent.
    client.options.customHandleAcks = (_topic, _message, packet, done) => {
      take(packet).then(
        () => done(0),
        () => {},
      );
    };
    client.on("message", (_topic, _message, packet) => {
      if (packet.qos === 0) take(packet).catch(() => {});
    });
  };
  const session = {
    ...(!isTest && { clientId: params.clientId || name }),
    ...{ clean: isClean, properties: { sessionExpiryInterval: isClean ? 0 : params.keepHours * 3600 } },
  };
  const access = credentials.mqtt.reveal() as MqttAccess;
  const { client, broken } = await openMqtt(access, context, session, prepare);
  try {
    await Promise.race([subscribe(client, params), broken]);
  } catch (thrown) {
    client.end(true);
    throw thrown;
  }
  broken.catch(reject);
  return {
    ended,
    async close() {
      isClosing = true;
      await messages.settled();
      await Promise.race([client.endAsync(), broken.catch(() => {})]);
      client.end(true);
    },
  };
}

async function subscribe(client: MqttClient, { topics, qos }: Params): Promise<void> {
  // What is kept comes with the first subscription, not again with each connection. MQTT 3.1.1 does not know this.
  const options = { qos: Number(qos) as 0 | 1 | 2, rh: 1 };
  const filters: ISubscriptionMap = Object.fromEntries(topics.map(({ topic }) => [topic, options]));
  const granted = await client.subscribeAsync(filters);
  const refused = granted.find(({ qos: code }) => code >= 128);
  if (refused) throw new NodeError(`The broker does not let us subscribe to "${refused.topic}"`);
}

async function receive({ params, files, emit, refuse }: Context, packet: IPublishPacket): Promise<void> {
  // An earlier version of the workflow may have subscribed to more, which the broker remembers.
  if (!params.topics.some(({ topic }) => fits(packet.topic, topic))) return;
  if (packet.retain && !params.retained) return;
  let item: Item;
  try {
    item = await toItem(packet, params, files);
  } catch (thrown) {
    if (!(thrown instanceof NodeError)) throw thrown;
    const message = packet.payload.toString().slice(0, 10_000);
    return refuse([{ json: { message, topic: packet.topic } }], thrown);
  }
  await emit([item]);
}

async function toItem(packet: IPublishPacket, { format, give }: Params, files: Context["files"]): Promise<Item> {
  const { topic, payload, qos, retain, properties = {} } = packet;
  const { value, file } = await readBody(Buffer.from(payload), format, files, {
    name: topic.split("/").at(-1) || "message",
    mimeType: properties.contentType ?? "application/octet-stream",
  });
  const binary = file && { binary: { data: file } };
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (give === "content") return { json: isObject ? value : { message: value }, ...binary };
  const { contentType, responseTopic, correlationData, userProperties } = properties;
  return {
    json: {
      ...{ message: value, topic, qos, retain },
      ...(contentType && { contentType }),
      ...(responseTopic && { responseTopic }),
      ...(correlationData && { correlationData: correlationData.toString() }),
      ...(userProperties && { userProperties: { ...userProperties } }),
    },
    ...binary,
  };
}
