import { credential, defineNode, p } from "@/nodes/sdk";
import type { Credential } from "@/nodes/sdk/credential";
import type { Listening, ListenServices } from "@/nodes/sdk/listen";
import { type ReceivedFormat, receivedFormat } from "@/nodes/sdk/messages";
import { openKafka } from "./connection";
import { consume } from "./consume";
import { type KafkaAccess, kafkaAccess } from "./credential";

/** The group's offset moves on once executions are stored: what is not, is read again, and known by its offset. */
export const kafkaTrigger = defineNode({
  type: "core.kafkaTrigger",
  version: 1,
  label: "Kafka Trigger",
  summary: "Starts with each message of topics of Kafka",
  category: "trigger",
  icon: "logs",
  keywords: ["topic", "event", "stream", "consume", "consumer", "group", "broker", "message", "queue", "redpanda"],
  inputs: [],
  outputs: ["main"],
  credentials: { kafka: credential("Cluster", kafkaAccess) },
  params: {
    topics: p.list({
      label: "Topics",
      addLabel: "Add topic",
      default: [{ topic: "" }],
      of: { topic: p.text({ label: "Topic", required: true, placeholder: "orders" }) },
    }),
    from: p.select({
      label: "Begin with",
      help: "After that, where the consumer group stopped",
      options: [
        { value: "new", label: "Messages from now on" },
        { value: "all", label: "Those already there, too" },
      ],
      expression: false,
    }),
    format: receivedFormat(),
    give: p.select({
      label: "Give",
      options: [
        { value: "message", label: "The message with its place and headers" },
        { value: "content", label: "Its content alone" },
      ],
      expression: false,
    }),
    group: p.text({
      label: "Consumer group",
      help: "Kafka shares the messages out among all that are in it. Empty: one of its own",
      advanced: true,
      expression: false,
    }),
    atOnce: p.number({
      label: "Messages at once",
      help: "That many are stored together, before the group moves on",
      default: 50,
      min: 1,
      max: 1_000,
      integer: true,
      advanced: true,
    }),
  },
  line: "{topics.*.topic}",
  effect: "none",
  trigger: { kind: "listen", listen: (context) => listen(context as Context) },
  execute: ({ item }) => ({ main: item }),
});

export type Params = {
  topics: { topic: string }[];
  from: "new" | "all";
  format: ReceivedFormat;
  give: "message" | "content";
  group: string;
  atOnce: number;
};
export type Context = ListenServices & { params: Params; credentials: { kafka: Credential } };

/** How long the group may be left in order. Without that, Kafka waits for who is gone. */
const leaveMs = 8_000;

async function listen(context: Context): Promise<Listening> {
  const cluster = await openKafka(context.credentials.kafka.reveal() as KafkaAccess, context);
  const failed = (thrown: unknown): never => {
    cluster.close();
    throw cluster.explain(thrown);
  };
  const { signal } = context;
  signal.addEventListener("abort", cluster.close, { once: true });
  const { ended, close } = await Promise.race([consume(cluster.kafka, context), cluster.refused]).catch(failed);
  signal.removeEventListener("abort", cluster.close);
  if (signal.aborted) cluster.close();
  return {
    ended: Promise.race([ended, cluster.refused]).catch(failed),
    async close() {
      await Promise.race([close(), new Promise((resolve) => setTimeout(resolve, leaveMs).unref())]);
      cluster.close();
    },
  };
}
