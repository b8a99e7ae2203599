import type { ConsumerConfig, JetStreamManager, JsMsg } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Listening } from "@/nodes/sdk/listen";
import { underWay } from "@/nodes/sdk/messages";
import { handOn } from "./message";
import type { Context } from "./trigger";

export type StreamSource = {
  is: "stream";
  stream: string;
  subjects: { subject: string }[];
  from: "new" | "all";
  consumer: string;
  atOnce: number;
};

/** Until then the server waits for an acknowledgement; where storing takes longer, it is told so. */
const ackWaitMs = 15_000;
const trialIdleMs = 60_000;
const nanos = 1_000_000;

export async function listenToStream(nats: NatsConnection, source: StreamSource, context: Context): Promise<Listening> {
  const { default: library } = await import("@nats-io/jetstream");
  const manager = await library.jetstreamManager(nats);
  const name = await requireConsumer(manager, source, context);
  const consumer = await library.jetstream(nats).consumers.get(source.stream, name);
  const received = await consumer.consume({
    max_messages: context.isTest ? 1 : source.atOnce,
    abort_on_missing_resource: true,
  });
  const messages = underWay();
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const read = async () => {
    for await (const message of received) messages.begin(receive(context, source, message).catch(reject));
  };
  read().then(resolve, reject);
  return {
    ended,
    async close() {
      received.stop();
      await messages.settled();
      // What was acknowledged has to reach the server.
      await nats.flush().catch(() => {});
      if (context.isTest) await consumer.delete().catch(() => {});
    },
  };
}

/** Makes the consumer, or brings that of an earlier version up to date. Gives its name. */
async function requireConsumer(
  manager: JetStreamManager,
  { stream, subjects, from, consumer, atOnce }: StreamSource,
  { isTest, name }: Context,
): Promise<string> {
  const filter = subjects.map(({ subject }) => subject);
  const changeable = {
    ...{ ack_wait: ackWaitMs * nanos, max_ack_pending: atOnce },
    // Servers before 2.10 know one subject only.
    ...(filter.length === 1 && { filter_subject: filter[0] }),
    ...(filter.length > 1 && { filter_subjects: filter }),
  };
  const fixed = { ack_policy: "explicit", deliver_policy: from } as Partial<ConsumerConfig>;
  if (isTest) {
    const trial = { ...fixed, ...changeable, inactive_threshold: trialIdleMs * nanos };
    return (await manager.consumers.add(stream, trial)).name;
  }
  const durable = consumer || name;
  const known = await manager.consumers.info(stream, durable).catch((thrown) => {
    if (/consumer not found/i.test(String(thrown))) return undefined;
    throw thrown;
  });
  if (known) await manager.consumers.update(stream, durable, changeable);
  else await manager.consumers.add(stream, { ...fixed, ...changeable, durable_name: durable });
  return durable;
}

async function receive(context: Context, { stream }: StreamSource, message: JsMsg): Promise<void> {
  const { streamSequence: sequence, deliveryCount, timestampNanos } = message.info;
  const delivery = { key: `${stream} ${sequence} ${timestampNanos}`, isRepeated: deliveryCount > 1 };
  const patience = setInterval(() => message.working(), ackWaitMs / 3);
  try {
    await handOn(context, message, { delivery, facts: { stream, sequence, deliveries: deliveryCount } });
  } finally {
    clearInterval(patience);
  }
  message.ack();
}
