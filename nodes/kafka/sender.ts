import type { Kafka, Message, Partitioners, Producer } from "kafkajs";
import { NodeError } from "@/nodes/sdk/node-error";
import { isOf, rootOf } from "./explain";
import { loadKafka } from "./library";

export type SendOptions = { acks: "all" | "leader" | "none"; compression: "none" | "gzip"; createTopic: boolean };
/** Without acknowledgement nobody knows the offset. */
export type Place = { partition: number; offset?: number };

const acksOf = { all: -1, leader: 1, none: 0 };

/** Sends messages of a topic together, and tells by place where each is now, or why it is nowhere. */
export async function createSender(kafka: Kafka, options: SendOptions) {
  const library = await loadKafka();
  const partitions = keptPartitions(library.Partitioners.DefaultPartitioner);
  const compression = options.compression === "gzip" ? library.CompressionTypes.GZIP : library.CompressionTypes.None;
  let producer: Producer | undefined;

  return {
    async send(topic: string, messages: Message[]): Promise<(Place | NodeError)[]> {
      producer ??= await openProducer(kafka, options, partitions.createPartitioner);
      const acks = acksOf[options.acks];
      try {
        const answers = await producer.send({ topic, messages, acks, compression });
        const next = new Map(answers.map(({ partition, baseOffset }) => [partition, Number(baseOffset)]));
        return messages.map((message) => {
          const partition = partitions.of(message);
          if (partitions.isMissing(message)) return noPartition(topic, partition);
          const offset = next.get(partition);
          if (offset === undefined) return { partition };
          next.set(partition, offset + 1);
          return { partition, offset };
        });
      } catch (thrown) {
        // Its numbers may be those of messages that a broker has already: it would take others for the same.
        const failed = producer;
        producer = undefined;
        await failed.disconnect().catch(() => {});
        throw thrown;
      }
    },
    async close() {
      await producer?.disconnect();
    },
  };
}

type CreatePartitioner = typeof Partitioners.DefaultPartitioner;

/** A message that is tried again goes to the same partition: its batch may be there already. */
function keptPartitions(create: CreatePartitioner) {
  const kept = new WeakMap<Message, number>();
  const missing = new WeakSet<Message>();
  const createPartitioner: CreatePartitioner = () => {
    const choose = create();
    return (args) => {
      const { message, partitionMetadata } = args;
      const partition = kept.get(message) ?? choose(args);
      // The library leaves out, without a word, what is for a partition that there is not.
      if (!partitionMetadata.some(({ partitionId }) => partitionId === partition)) missing.add(message);
      kept.set(message, partition);
      return partition;
    };
  };
  return {
    createPartitioner,
    of: (message: Message) => kept.get(message) ?? -1,
    isMissing: (message: Message) => missing.has(message),
  };
}

/** One that brokers know again where all of them acknowledge: what is tried again comes once. Else one that they do not. */
async function openProducer(kafka: Kafka, { acks, createTopic }: SendOptions, createPartitioner: CreatePartitioner) {
  const open = async (idempotent: boolean) => {
    const retry = { retries: 5, initialRetryTime: 200, maxRetryTime: 2_000 };
    const settings = { allowAutoTopicCreation: createTopic, createPartitioner, retry };
    const producer = kafka.producer({ ...settings, idempotent, ...(idempotent && { maxInFlightRequests: 1 }) });
    try {
      await producer.connect();
      return producer;
    } catch (thrown) {
      await producer.disconnect().catch(() => {});
      throw thrown;
    }
  };
  if (acks !== "all") return open(false);
  return open(true).catch((thrown) => {
    if (isRefusedToNumber(thrown)) return open(false);
    throw thrown;
  });
}

/** Brokers before 3.0 ask for a right of its own; others do not know it, or name nobody who does. */
function isRefusedToNumber(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const root = rootOf(thrown);
  return (
    /^KafkaJS(ServerDoesNotSupportApiKey|BrokerNotFound)$/.test(root.name) ||
    isOf(root, ["CLUSTER_AUTHORIZATION_FAILED", "UNSUPPORTED_VERSION"])
  );
}

const noPartition = (topic: string, partition: number) =>
  new NodeError(`The topic "${topic}" has no partition ${partition}`, {
    code: "KAFKA_NO_PARTITION",
    hint: "Partitions are counted from 0. Without one, the key decides",
    param: "partition",
  });
