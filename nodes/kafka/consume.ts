import { randomUUID } from "node:crypto";
import type { Consumer, EachBatchPayload, Kafka } from "kafkajs";
import type { Listening } from "@/nodes/sdk/listen";
import { type Received, readMessage } from "./message";
import type { Context } from "./trigger";

/** A member that was killed is missed after `sessionTimeout`; until then its partitions wait. */
const patience = { sessionTimeout: 10_000, heartbeatInterval: 3_000, rebalanceTimeout: 30_000 };
const waitMs = 1_000;
const commitMs = 1_000;

/** Reads topics as one of a consumer group. */
export async function consume(kafka: Kafka, context: Context): Promise<Listening> {
  const { params, isTest, name } = context;
  const usual = params.group || name;
  const groupId = isTest ? `${usual}-trial-${randomUUID()}` : usual;
  const topics = [...new Set(params.topics.map(({ topic }) => topic))];
  const starts = params.from === "new" ? await endsWhereNew(kafka, groupId, topics) : [];
  const consumer = kafka.consumer({
    ...{ groupId, ...patience, maxWaitTimeInMs: waitMs, allowAutoTopicCreation: false },
    retry: { retries: 3, initialRetryTime: 200, maxRetryTime: 2_000, restartOnFailure: async () => false },
  });
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const { promise: placed, resolve: isPlaced } = Promise.withResolvers<void>();
  ended.catch(() => {});
  consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
  const read = new Promise<void>((resolve) => consumer.on(consumer.events.FETCH, () => resolve()));
  let isOver = false;
  try {
    await consumer.connect();
    // What is not yet committed to is read from its beginning: new partitions, and what outlived the messages before it.
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      ...{ autoCommit: !isTest, autoCommitInterval: commitMs, eachBatchAutoResolve: false },
      eachBatch: async (payload) => {
        await placed;
        if (isOver) return;
        isOver = isTest;
        await handOn(payload, isTest ? 1 : params.atOnce, async (messages) => {
          await store(messages, groupId, context).catch((thrown) => {
            isOver = true;
            reject(thrown);
          });
          return !isOver;
        });
      },
    });
    await Promise.race([ended, Promise.resolve()]);
    for (const place of starts) consumer.seek(place);
    isPlaced();
    await Promise.race([read, ended]);
  } catch (thrown) {
    isOver = true;
    isPlaced();
    await consumer.disconnect().catch(() => {});
    throw thrown;
  }
  return { ended, close: () => leave(consumer) };
}

/** Waits for what is being stored, commits to it, and leaves the group. */
const leave = (consumer: Consumer) => consumer.disconnect().catch(() => {});

type End = { topic: string; partition: number; offset: string };

/** Of topics that the group has not read before: it is to begin behind what is there now, also when it begins again. */
async function endsWhereNew(kafka: Kafka, groupId: string, topics: string[]): Promise<End[]> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const committed = await admin.fetchOffsets({ groupId, topics });
    const fresh = committed.filter(({ partitions }) => partitions.every(({ offset }) => Number(offset) < 0));
    const ends: End[] = [];
    for (const { topic } of fresh) {
      for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
        ends.push({ topic, partition, offset: high });
      }
    }
    return ends;
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

/** Has the messages of a partition stored, some at a time, and moves the group on behind what is. */
async function handOn(
  { batch, heartbeat, isRunning, isStale, resolveOffset, commitOffsetsIfNecessary }: EachBatchPayload,
  atOnce: number,
  areStored: (received: Received[]) => Promise<boolean>,
): Promise<void> {
  const { topic, partition, messages } = batch;
  // Storing waits while the server has much to do. The group is told that somebody is still at work.
  const alive = setInterval(() => heartbeat().catch(() => {}), patience.heartbeatInterval);
  try {
    for (let at = 0; at < messages.length; at += atOnce) {
      if (!isRunning() || isStale()) return;
      const some = messages.slice(at, at + atOnce).map((message) => ({ topic, partition, message }));
      if (!(await areStored(some))) return;
      resolveOffset(some.at(-1)?.message.offset ?? "");
      await commitOffsetsIfNecessary();
      await heartbeat();
    }
  } finally {
    clearInterval(alive);
  }
}

/** In their order: each is handed on before the one after it is read. */
async function store(received: Received[], groupId: string, { params, files, emit, refuse }: Context): Promise<void> {
  const storing: Promise<void>[] = [];
  for (const one of received) {
    const { topic, partition, message } = one;
    const { item, unreadable } = await readMessage(one, params, files);
    // Its time tells it from that of a topic of the same name, made anew.
    const key = `${groupId} ${topic} ${partition} ${message.offset} ${message.timestamp}`;
    const delivery = { key, isRepeated: true };
    const stored = unreadable ? refuse([item], unreadable, delivery) : emit([item], delivery);
    stored.catch(() => {});
    storing.push(stored);
  }
  await Promise.all(storing);
}
