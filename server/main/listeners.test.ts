import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect as connectNats } from "@nats-io/transport-node";
import { connect } from "amqplib";
import kafkajs from "kafkajs";
import { afterEach, describe, expect, it } from "vitest";
import { brokers, isThere, ownName, rabbitValues } from "@/nodes/brokers.testing";
import { isKafkaThere, startBroker } from "@/nodes/kafka/broker.testing";
import { openStore } from "@/server/db/client";
import { unpack } from "@/server/db/packed-json";
import { temporaryFolder } from "@/server/db/testing";
import type { ListenerState } from "@/shared/api";
import type { Item } from "@/shared/item";
import { draw, end, startServer, type TestServer, until } from "./testing";

const servers: TestServer[] = [];
const folders: { path: string; remove(): void }[] = [];
async function started(dataFolder: string) {
  const server = await startServer({ dataFolder, env: { ISLEWIRE_EGRESS_ALLOW: "127.0.0.1", ISLEWIRE_WORKERS: "2" } });
  servers.push(server);
  return server;
}
const newFolder = () => {
  const folder = temporaryFolder();
  folders.push(folder);
  return folder.path;
};
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) folder.remove();
});

const listensOn = (queue: string, credential: string) =>
  draw(
    "Listens",
    {
      in: { type: "rabbitmqTrigger", params: { queue }, credentials: { rabbitmq: credential } },
      done: { type: "noOp" },
    },
    "in -> done",
  );

const credentialOf = async (server: TestServer, values: object = rabbitValues) =>
  (await server.mutate<{ id: string }>("credentials.create", { name: "Rabbit", type: "queue.rabbitmq", values })).id;

const stateOf = async (server: TestServer, id: string) =>
  (await server.query<ListenerState[]>("workflows.listeners", { id }))[0];
const connected = (server: TestServer, id: string) =>
  until(async () => ((await stateOf(server, id))?.state === "connected" ? true : undefined));

/** The number in the content of each message that started an execution. */
function startedBy(dataFolder: string): number[] {
  const store = openStore(dataFolder);
  try {
    const rows = store.rawRead.prepare("SELECT input FROM executions WHERE mode = 'message'").all() as {
      input: Buffer;
    }[];
    return rows.flatMap(({ input }) =>
      (JSON.parse(unpack(input)) as Item[]).map(
        ({ json }) => ((json.content ?? json.message ?? json.value) as { n: number }).n,
      ),
    );
  } finally {
    store.close();
  }
}

const expected = 500;

/** Sends messages all the while, kills both workers in the middle, and then everything. Gives what started. */
async function sendAndKill(
  publish: (server: TestServer) => Promise<string>,
  send: (n: number) => Promise<unknown>,
): Promise<number[]> {
  const data = newFolder();
  let server = await started(data);
  await server.signUp();
  const id = await publish(server);
  await connected(server, id);
  const sending = (async () => {
    for (let n = 0; n < expected; n++) {
      await send(n);
      if (n % 10 === 9) await new Promise((resolve) => setTimeout(resolve, 15));
    }
  })();
  const enough = (some: number) => until(() => startedBy(data).length > some || undefined);
  await enough(50);
  for (const { pid } of server.children().filter(({ role }) => role === "worker")) process.kill(pid, "SIGKILL");
  await enough(200);
  await end(server.child, "SIGKILL");
  await sending;
  server = await started(data);
  await server.signIn();
  const everything = () => until(() => startedBy(data).length >= expected || undefined);
  // A broker may wait for the acknowledgement of who is gone.
  await everything().catch(everything).catch(everything);
  await connected(server, id);
  // What is delivered again comes now.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  return startedBy(data).sort((a, b) => a - b);
}

const all = Array.from({ length: expected }, (_, n) => n);

const hasRabbit = await isThere("rabbitmq");

describe.skipIf(!hasRabbit)("a trigger that listens to a queue", () => {
  const queues: string[] = [];
  async function rabbit() {
    const connection = await connect(brokers.rabbitmq.href);
    return { connection, channel: await connection.createConfirmChannel() };
  }
  const newQueue = () => {
    const queue = ownName("queue");
    queues.push(queue);
    return queue;
  };
  afterEach(async () => {
    const { connection, channel } = await rabbit();
    for (const queue of queues.splice(0)) await channel.deleteQueue(queue);
    await connection.close();
  });

  it(`loses none of ${expected} messages and starts none twice when workers are killed, and then everything`, async () => {
    const queue = newQueue();
    const { connection, channel } = await rabbit();
    const found = await sendAndKill(
      async (server) => server.publish(listensOn(queue, await credentialOf(server))),
      async (n) =>
        channel.sendToQueue(queue, Buffer.from(JSON.stringify({ n })), { persistent: true, messageId: `m${n}` }),
    );
    expect((await channel.checkQueue(queue)).messageCount).toBe(0);
    await connection.close();
    expect(found).toEqual(all);
  }, 90_000);

  it("is held by one worker, says how it stands, and ends when the workflow is published no more", async () => {
    const queue = newQueue();
    const server = await started(newFolder());
    await server.signUp();
    const id = await server.publish(listensOn(queue, await credentialOf(server)));
    await connected(server, id);
    const { connection, channel } = await rabbit();
    const consumers = async () => (await channel.checkQueue(queue)).consumerCount;
    expect(await consumers()).toBe(1);
    const [first] = server.children().filter(({ role }) => role === "worker");
    process.kill(first?.pid ?? 0, "SIGKILL");
    await until(async () => server.children().filter(({ role }) => role === "worker").length === 2 || undefined);
    await connected(server, id);
    await until(async () => (await consumers()) === 1 || undefined);
    await server.mutate("workflows.unpublish", { id });
    await until(async () => (await consumers()) === 0 || undefined);
    expect(await stateOf(server, id)).toBeUndefined();
    await connection.close();
  });

  it("tells why it is not connected, without the password, and comes back by itself", async () => {
    const server = await started(newFolder());
    await server.signUp();
    const credential = await credentialOf(server, { ...rabbitValues, password: "wr0ng-pass" });
    const queue = newQueue();
    const id = await server.publish(listensOn(queue, credential));
    const failed = await until(async () => {
      const state = await stateOf(server, id);
      return state?.state === "retrying" ? state : undefined;
    });
    expect(failed.error?.message).toMatch(/refused "guest"/);
    expect(JSON.stringify(failed)).not.toContain("wr0ng-pass");
    expect(server.lines.join("\n")).not.toContain("wr0ng-pass");
    await server.mutate("credentials.update", { id: credential, name: "Rabbit", values: rabbitValues });
    await connected(server, id);
  });

  it("listens with the new version once that is published", async () => {
    const [old, next] = [newQueue(), newQueue()];
    const data = newFolder();
    const server = await started(data);
    await server.signUp();
    const credential = await credentialOf(server);
    const id = await server.publish(listensOn(old, credential));
    await connected(server, id);
    const document = listensOn(next, credential);
    const { revision } = await server.mutate<{ revision: number }>("workflows.save", { id, document, revision: 1 });
    await server.mutate("workflows.publish", { id, revision });
    const { connection, channel } = await rabbit();
    await channel.assertQueue(next);
    await until(async () => (await channel.checkQueue(next)).consumerCount === 1 || undefined);
    expect((await channel.checkQueue(old)).consumerCount).toBe(0);
    channel.sendToQueue(next, Buffer.from('{"n":7}'));
    expect(await until(() => (startedBy(data).length ? startedBy(data) : undefined))).toEqual([7]);
    await connection.close();
  });

  it("is not published without a credential", async () => {
    const server = await started(newFolder());
    await server.signUp();
    const document = draw("Listens", { in: { type: "rabbitmqTrigger", params: { queue: "q" } } });
    await expect(server.publish(document)).rejects.toThrow(/no credential is chosen for "Server"/);
  });
});

describe.skipIf(!(await isThere("nats")))("a trigger that listens to a stream", () => {
  it(`loses none of ${expected} messages and starts none twice when workers are killed, and then everything`, async () => {
    const other = await connectNats({ servers: brokers.nats.host });
    const manager = await jetstreamManager(other);
    const stream = ownName("stream");
    await manager.streams.add({ name: stream, subjects: [stream] });
    try {
      const found = await sendAndKill(
        async (server) => {
          const values = { host: brokers.nats.hostname, port: Number(brokers.nats.port || 4222) };
          const credential = await server.mutate<{ id: string }>("credentials.create", {
            ...{ name: "NATS", type: "queue.nats", values },
          });
          const source = { is: "stream", stream, from: "all" };
          const credentials = { nats: credential.id };
          const nodes = { in: { type: "natsTrigger", params: { source }, credentials }, done: { type: "noOp" } };
          return server.publish(draw("Listens", nodes, "in -> done"));
        },
        (n) => jetstream(other).publish(stream, JSON.stringify({ n })),
      );
      expect(found).toEqual(all);
    } finally {
      await manager.streams.delete(stream);
      await other.close();
    }
  }, 120_000);
});

describe.skipIf(!(await isKafkaThere()))("a trigger that listens to a topic of Kafka", () => {
  it(`loses none of ${expected} messages and starts none twice when workers are killed, and then everything`, async () => {
    const broker = await startBroker();
    const kafka = new kafkajs.Kafka({ brokers: broker.brokers.split(","), logLevel: kafkajs.logLevel.NOTHING });
    const producer = kafka.producer();
    const admin = kafka.admin();
    const topic = ownName("topic");
    await Promise.all([producer.connect(), admin.connect()]);
    if (broker.isReal) await admin.createTopics({ topics: [{ topic, numPartitions: 4 }], waitForLeaders: true });
    try {
      const found = await sendAndKill(
        async (server) => {
          const values = { brokers: broker.brokers };
          const credential = await server.mutate<{ id: string }>("credentials.create", {
            ...{ name: "Kafka", type: "queue.kafka", values },
          });
          const params = { topics: [{ topic }], group: topic };
          const credentials = { kafka: credential.id };
          const nodes = { in: { type: "kafkaTrigger", params, credentials }, done: { type: "noOp" } };
          return server.publish(draw("Listens", nodes, "in -> done"));
        },
        (n) => producer.send({ topic, messages: [{ value: JSON.stringify({ n }) }] }),
      );
      expect(found).toEqual(all);
      const [committed] = await admin.fetchOffsets({ groupId: topic, topics: [topic] });
      const ends = await admin.fetchTopicOffsets(topic);
      const behind = (partition: number) => ends.find((end) => end.partition === partition)?.offset;
      for (const { partition, offset } of committed?.partitions ?? []) expect(offset).toBe(behind(partition));
    } finally {
      await Promise.all([producer.disconnect(), admin.disconnect()]);
      await broker.stop();
    }
  }, 120_000);
});
