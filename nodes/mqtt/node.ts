import { credential, defineNode, NodeError, p } from "@/nodes/sdk";
import type { Output } from "@/nodes/sdk/define-node";
import { type SentBody, sentBody, writeBody } from "@/nodes/sdk/messages";
import { ofItem } from "@/nodes/sdk/node-error";
import { explained, openMqtt } from "./connection";
import { type MqttAccess, mqttAccess } from "./credential";

/** Messages sent and not yet acknowledged, where the broker names no limit. */
const window = 100;

export const mqtt = defineNode({
  type: "core.mqtt",
  version: 1,
  label: "MQTT",
  summary: "Publishes messages to topics of an MQTT broker",
  category: "network",
  icon: "radio-tower",
  keywords: ["iot", "sensor", "topic", "publish", "broker", "mosquitto", "message"],
  inputs: ["main"],
  outputs: ["main"],
  credentials: { mqtt: credential("Broker", mqttAccess) },
  params: {
    topic: p.text({ label: "Topic", required: true, placeholder: "home/lamp/set" }),
    body: sentBody(),
    qos: p.select({
      label: "Delivery",
      options: [
        { value: "0", label: "At most once", help: "Quick, may be lost" },
        { value: "1", label: "At least once", help: "Acknowledged, may come twice" },
        { value: "2", label: "Exactly once", help: "Slow" },
      ],
      default: "1",
    }),
    retain: p.toggle({ label: "The broker keeps it for who subscribes later" }),
  },
  line: "{topic}",
  effect: "unsafe",
  async executeAll({ inputs, paramsOf, credentials, files, signal, ...doors }) {
    const items = inputs.main ?? [];
    const access = credentials.mqtt.reveal() as MqttAccess;
    const { client, broken, greeting } = await openMqtt(access, { ...doors, signal }, {});
    const atOnce = Math.min(greeting.properties?.receiveMaximum ?? window, window);
    const aborted = () => client.end(true);
    signal.addEventListener("abort", aborted, { once: true });
    try {
      const sent: Promise<Output>[] = [];
      for (const [index, item] of items.entries()) {
        signal.throwIfAborted();
        const { topic, body, qos, retain } = paramsOf(index) as Params;
        const from = { item: index };
        const publish = async () => {
          const { bytes } = await writeBody(body, item, files);
          await client.publishAsync(plainTopic(topic), bytes, { qos: Number(qos) as 0 | 1 | 2, retain });
        };
        sent.push(
          publish().then(
            () => ({ ...item, from }),
            (thrown) => ({ ...item, failed: ofItem(explained(thrown, access), index), from }),
          ),
        );
        await Promise.race([sent.at(-atOnce), broken]);
      }
      const main = await Promise.race([Promise.all(sent), broken]);
      await Promise.race([client.endAsync(), broken.catch(() => {})]);
      return { main };
    } finally {
      signal.removeEventListener("abort", aborted);
      client.end(true);
    }
  },
});

type Params = { topic: string; body: SentBody; qos: "0" | "1" | "2"; retain: boolean };

/** A broker closes the connection for a topic that is none. */
function plainTopic(topic: string): string {
  if (!/[+#\0]/.test(topic) && topic.length <= 65_535) return topic;
  throw new NodeError(`Nothing can be published to the topic "${topic.slice(0, 200)}"`, {
    code: "MQTT_TOPIC",
    hint: "+ and # are for subscribing only",
    param: "topic",
  });
}
