import kafkajs, { type Admin, type Consumer, type KafkaMessage, type Producer } from "kafkajs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openFileStore } from "@/server/http/files";
import { testCredential } from "@/server/services/credentials";
import type { JsonObject } from "@/shared/item";
import { ownName } from "../brokers.testing";
import { cert, key } from "../check/tls-server.testing";
import { listenWith, tryOut, until } from "../listen.testing";
import { nodeHarness } from "../testing";
import { isKafkaThere, sendByKcat, startBroker, type TestBroker } from "./broker.testing";
import { type Refusals, startFakeBroker } from "./fake-broker.testing";

const { run, credential, server } = nodeHarness();

/** A group that somebody left waits for others before it gives out partitions: the fake one for 9 s. */
const patience = { timeout: 180_000 };
const patiently = (is: () => boolean) => expect.poll(is, { timeout: 80_000 }).toBe(true);

describe.skipIf(!(await isKafkaThere()))("Kafka, at KAFKA_BROKERS or librdkafka's own fake,", patience, () => {
  let broker: TestBroker;
  let producer: Producer;
  let admin: Admin;
  let id: string;
  const consumers: Consumer[] = [];
  const client = () => new kafkajs.Kafka({ brokers: broker.brokers.split(","), logLevel: kafkajs.logLevel.NOTHING });
  const newTopic = async () => {
    const topic = ownName("topic");
    if (broker.isReal) await admin.createTopics({ topics: [{ topic, numPartitions: 4 }], waitForLeaders: true });
    return topic;
  };
  const give = (params: JsonObject, items: Parameters<typeof run>[2] = [{}], node = {}) =>
    run("core.kafka", params, items, { credentials: { kafka: id }, ...node });
  const trigger = (params: JsonObject) => ({ type: "core.kafkaTrigger", params, credentials: { kafka: id } });
  const send = (topic: string, ...values: (string | Buffer | null)[]) =>
    producer.send({ topic, messages: values.map((value) => ({ value, partition: 0 })) });

  /** All that is in a topic, once it is so many. */
  async function contentsOf(topic: string, count: number) {
    const consumer = client().consumer({ groupId: ownName("group"), maxWaitTimeInMs: 100 });
    consumers.push(consumer);
    const found: (KafkaMessage & { partition: number })[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message, partition }) => void found.push({ ...message, partition }),
    });
    await until(
      () => found.length >= count,
      () => `${found.length} of ${count} are there`,
    );
    return found;
  }

  beforeAll(async () => {
    broker = await startBroker();
    admin = client().admin();
    producer = client().producer();
    await Promise.all([admin.connect(), producer.connect()]);
    id = await credential("queue.kafka", { brokers: broker.brokers });
  });
  afterEach(async () => {
    for (const consumer of consumers.splice(0)) await consumer.disconnect();
  });
  afterAll(async () => {
    await Promise.all([admin.disconnect(), producer.disconnect()]);
    await broker.stop();
  });

  it("takes the item, a value or a file, with key and headers, and says where each is", async () => {
    const topic = await newTopic();
    const headers = [
      { name: "source", value: "={{ $json.name }}" },
      ...["a", "b"].map((value) => ({ name: "tag", value })),
    ];
    const { main } = await give({ topic, key: "={{ $json.name }}", headers }, [{ name: "Ada" }, { name: "Bo" }]);
    expect(main[0]).toMatchObject({ name: "Ada", topic, partition: expect.any(Number), offset: expect.any(Number) });
    const value = { topic, partition: "1", body: { is: "value", value: "={{ 'héllo ' + $json.name }}" } };
    const cy = await give({ ...value, compression: "gzip" }, [{ name: "Cy" }]);
    expect(cy.main).toMatchObject([{ partition: 1 }]);
    const file = await openFileStore(server().ctx.dataFolder).write(
      { name: "f", mimeType: "application/octet-stream" },
      Buffer.from([0, 255, 128]),
    );
    const sent = { topic, partition: "2", acks: "leader", body: { is: "file", field: "data" } };
    const bytes = await give(sent, [{ json: {}, binary: { data: file } }]);
    expect(bytes.main).toMatchObject([{ partition: 2 }]);
    const none = await give({ topic, partition: "3", acks: "none" }, [{ n: 1 }]);
    expect(none.main).toEqual([{ n: 1, topic, partition: 3 }]);

    const found = await contentsOf(topic, 5);
    const at = ({ partition, offset }: JsonObject) =>
      found.find((one) => one.partition === partition && one.offset === String(offset));
    expect(at(main[0] ?? {})).toMatchObject({
      ...{ key: Buffer.from("Ada"), value: Buffer.from('{"name":"Ada"}') },
      headers: { source: Buffer.from("Ada"), tag: [Buffer.from("a"), Buffer.from("b")] },
    });
    expect(at(main[1] ?? {})?.key).toEqual(Buffer.from("Bo"));
    expect(at(cy.main[0] ?? {})).toMatchObject({ key: null, value: Buffer.from("héllo Cy") });
    expect(at(bytes.main[0] ?? {})?.value).toEqual(Buffer.from([0, 255, 128]));
  });

  it("sends thousands together, one key in its order, each with its own place", async () => {
    const topic = await newTopic();
    const items = Array.from({ length: 2_500 }, (_, n) => ({ n, key: `k${n % 7}` }));
    const { main, error } = await give({ topic, key: "={{ $json.key }}" }, items);
    expect(error).toBeUndefined();
    expect(new Set(main.map(({ partition, offset }) => `${partition}/${offset}`)).size).toBe(items.length);
    const found = await contentsOf(topic, items.length);
    const numbers = found
      .filter(({ key }) => String(key) === "k3")
      .map(({ value }) => (JSON.parse(String(value)) as { n: number }).n);
    expect(numbers).toEqual(items.filter(({ key }) => key === "k3").map(({ n }) => n));
    const some = found[1_234];
    const own = main.find(({ partition, offset }) => partition === some?.partition && String(offset) === some?.offset);
    expect(own?.n).toBe((JSON.parse(String(some?.value)) as { n: number }).n);
  });

  it("names each item whose partition there is not, and sends the others", async () => {
    const topic = await newTopic();
    const items = ["0", "77", "x", "1"].map((to) => ({ to }));
    const { json } = await give({ topic, partition: "={{ $json.to }}" }, items, { onError: "branch" });
    expect(json.main).toMatchObject([{ partition: 0 }, { partition: 1 }]);
    expect(json.error).toMatchObject([
      { error: expect.stringContaining("no partition 77") },
      { error: expect.stringContaining('"x" is no number') },
    ]);
  });

  it("is tried out when its credential is entered", async () => {
    const { ctx } = server();
    expect(await testCredential(ctx, { id })).toMatchObject({ ok: true });
    const tried = (values: JsonObject) => testCredential(ctx, { type: "queue.kafka", values });
    expect((await tried({ brokers: "127.0.0.1:9" })).message).toMatch(/refuse|ECONNREFUSED/);
    expect((await tried({ brokers: "http://kafka:9092" })).message).toMatch(/no address of a broker/);
    expect((await tried({ brokers: broker.brokers, tls: "verify" })).ok).toBe(false);
  });

  it("starts a workflow with each message, in their order, and goes on where it stopped", async () => {
    const topic = await newTopic();
    await send(topic, "before anybody listens");
    const listening = await listenWith(server(), trigger({ topics: [{ topic }] }));
    const headers = { a: "b", bytes: Buffer.from([255]) };
    await producer.send({ topic, messages: [{ key: "k", value: '{"n":1}', headers, partition: 0 }] });
    await send(topic, "plain text", null);
    const [first, second, third] = await listening.received(3);
    expect(first?.json).toMatchObject({
      ...{ topic, partition: 0, offset: 1, key: "k", value: { n: 1 }, headers: { a: "b", bytes: "/w==" } },
      timestamp: expect.stringMatching(/^20\d\d-/),
    });
    expect(second?.json).toMatchObject({ key: null, value: "plain text", offset: 2 });
    expect(third?.json).toMatchObject({ value: null });
    await listening.stop();
    await send(topic, "while nobody listens");
    await listening.again();
    await patiently(() => listening.count() === 4);
    expect((await listening.received(4))[3]?.json.value).toBe("while nobody listens");
    await listening.stop();
    expect(listening.count()).toBe(4);
  });

  it("loses none that came before its group had read any", async () => {
    const topic = await newTopic();
    const listening = await listenWith(server(), trigger({ topics: [{ topic }] }));
    await listening.stop();
    await send(topic, "while nobody listens");
    await listening.again();
    await patiently(() => listening.count() === 1);
    expect((await listening.received(1))[0]?.json.value).toBe("while nobody listens");
    await listening.stop();
  });

  it("begins with what is there where that is wanted, and keeps what is not JSON as a failed execution", async () => {
    const topic = await newTopic();
    await send(topic, "{broken", '{"n":1}', Buffer.from([255, 0]));
    const params = { topics: [{ topic }], from: "all", format: "json", give: "content", atOnce: 2 };
    const listening = await listenWith(server(), trigger(params));
    const [broken, good] = await listening.received(3);
    expect(broken?.json).toMatchObject({ value: "{broken", offset: 0 });
    expect(good?.json).toEqual({ n: 1 });
    expect(listening.errors()).toMatchObject([{ code: "MESSAGE_UNREADABLE" }, { code: "MESSAGE_UNREADABLE" }]);
    await listening.stop();
  });

  it("reads what others have packed, in each way that Kafka knows", async () => {
    const topic = await newTopic();
    const values = Array.from({ length: 40 }, (_, n) => `${n} ${"islewire ".repeat(n * 20)}${"ab".repeat(n * 300)}`);
    const codecs = ["gzip", "snappy", "lz4", "zstd"];
    for (const codec of codecs) await sendByKcat(broker, topic, codec, values);
    const listening = await listenWith(server(), trigger({ topics: [{ topic }], from: "all", format: "text" }));
    const items = await listening.received(codecs.length * values.length);
    expect(items.map(({ json }) => json.value)).toEqual(codecs.flatMap(() => values));
    await listening.stop();
  });

  it("shares a topic with others of its group, and has it again when they are gone", async () => {
    const topic = await newTopic();
    const mine = await listenWith(server(), trigger({ topics: [{ topic }], group: topic }));
    const theirs: string[] = [];
    const other = client().consumer({ groupId: topic, maxWaitTimeInMs: 100 });
    consumers.push(other);
    const joined = new Promise<void>((resolve) => other.on(other.events.GROUP_JOIN, () => resolve()));
    await other.connect();
    // It looks for its place some time after it has joined.
    await other.subscribe({ topic, fromBeginning: true });
    await other.run({ eachMessage: async ({ message }) => void theirs.push(String(message.value)) });
    await joined;
    const sent = Array.from({ length: 40 }, (_, n) => ({ value: `${n}`, partition: n % 4 }));
    await producer.send({ topic, messages: sent });
    await patiently(() => theirs.length + mine.count() >= sent.length);
    expect([theirs.length, mine.count()]).toEqual([20, 20]);
    await other.disconnect();
    await producer.send({ topic, messages: sent });
    // Who takes a partition over may get a message once more.
    await patiently(() => mine.count() >= 60);
    await mine.stop();
  });

  it("gives one message to whoever tries the trigger out, and leaves the group where it is", async () => {
    const topic = await newTopic();
    const tried = trigger({ topics: [{ topic }], group: "tried" });
    const heard = await tryOut(server(), tried, () => send(topic, "1", "2", "3"));
    expect(heard).toEqual(["listening", "started"]);
    const [committed] = await admin.fetchOffsets({ groupId: "tried", topics: [topic] });
    expect(committed?.partitions.every(({ offset }) => offset === "-1")).toBe(true);
  });

  it("says that the broker is gone, and where it was", async () => {
    const own = await startBroker();
    if (own.isReal) return;
    const kafka = await credential("queue.kafka", { brokers: own.brokers });
    const listening = await listenWith(server(), { ...trigger({ topics: [{ topic: "t" }] }), credentials: { kafka } });
    await own.stop();
    await until(() => listening.state()?.error !== undefined);
    expect(listening.state()?.error?.message).toContain(own.brokers);
    await listening.stop();
  });
});

describe("a broker that refuses", () => {
  const values = (brokers: string, more = {}) => ({ brokers, ...more });
  async function sentTo(refusals: Refusals, params: JsonObject = {}, more: JsonObject = {}) {
    const broker = await startFakeBroker(refusals);
    const id = await credential("queue.kafka", values(broker.brokers, more));
    const given = await run("core.kafka", { topic: "t", ...params }, [{ n: 1 }], { credentials: { kafka: id } });
    await broker.stop();
    return { ...given, producers: broker.producers };
  }

  it("is understood: no such topic, a message too large, no right to write", async () => {
    const absent = await sentTo({ topic: 3 });
    expect(absent.error).toMatchObject({
      ...{ code: "KAFKA_UNKNOWN_TOPIC_OR_PARTITION", item: 0, message: expect.stringContaining('"t"') },
      hint: expect.stringContaining("name of the topic"),
    });
    const large = await sentTo({ produce: 10 });
    expect(large.error).toMatchObject({ hint: expect.stringContaining("max.message.bytes") });
    const forbidden = await sentTo({ produce: 29 });
    expect(forbidden.error).toMatchObject({ hint: expect.stringContaining("access lists") });
  });

  it("numbers what is sent so that it comes once, and is sent to also where that is not allowed", async () => {
    expect((await sentTo({})).producers).toEqual([4711n]);
    expect((await sentTo({}, { acks: "leader" })).producers).toEqual([-1n]);
    const unnumbered = await sentTo({ number: 31 });
    expect(unnumbered.main).toEqual([{ n: 1, topic: "t", partition: 0, offset: 0 }]);
    expect(unnumbered.producers).toEqual([-1n]);
  });

  it("names the user, and never the password", async () => {
    const more = { signIn: "plain", user: "ada", password: "wr0ng-pass" };
    const refused = await sentTo({ signIn: 58 }, {}, more);
    expect(refused.error).toMatchObject({
      ...{ code: "KAFKA_REFUSED", message: expect.stringContaining('refused "ada"') },
      hint: expect.stringContaining("credential"),
    });
    expect(JSON.stringify(refused.error)).not.toContain("wr0ng-pass");
    expect((await sentTo({}, {}, more)).error).toBeUndefined();
  });

  it("is believed by its own authority, and shown a certificate", async () => {
    const tls = { key, cert };
    const trusting = await sentTo({ tls }, {}, { tls: "verify", ca: cert, certificate: cert, key });
    expect(trusting.main).toMatchObject([{ offset: 0 }]);
    const strange = await sentTo({ tls }, {}, { tls: "verify", certificate: cert, key });
    expect(strange.error?.message).toMatch(/self-signed certificate/);
    const unknown = await sentTo({ tls }, {}, { tls: "any" });
    expect(unknown.error).toMatchObject({ code: "KAFKA_UNREACHABLE", hint: expect.stringContaining("encryption") });
  });

  it("may neither be at a forbidden address nor send on to one", async () => {
    for (const host of ["169.254.169.254", "10.0.0.1"]) {
      const inside = await credential("queue.kafka", values(`${host}:9092`));
      const refused = await run("core.kafka", { topic: "t" }, [{}], { credentials: { kafka: inside } });
      expect(refused.error).toMatchObject({ code: "EGRESS_BLOCKED" });
    }
    const announced = { host: "169.254.169.254", port: 9092 };
    expect((await sentTo({ announced })).error).toMatchObject({ code: "EGRESS_BLOCKED" });
    const broker = await startFakeBroker({ announced });
    const tried = await testCredential(server().ctx, { type: "queue.kafka", values: values(broker.brokers) });
    expect(tried).toMatchObject({ ok: false, message: expect.stringContaining("names the broker 169.254.169.254") });
    await broker.stop();
  });
});
