import mqtt, { type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testCredential } from "@/server/services/credentials";
import type { JsonObject } from "@/shared/item";
import { brokers, isThere, ownName } from "../brokers.testing";
import { listenWith, tryOut, until } from "../listen.testing";
import { nodeHarness } from "../testing";
import { fits } from "./topics";

const { run, credential, server } = nodeHarness();
const values = {
  host: brokers.mqtt.hostname,
  port: Number(brokers.mqtt.port || 1883),
  user: "",
  password: "",
  version: "5",
  tls: "none",
};

describe("a topic filter", () => {
  it.each([
    ["a/b", "a/b", true],
    ["a/b", "a/+", true],
    ["a/b/c", "a/+", false],
    ["a/b/c", "a/#", true],
    ["a", "a/#", true],
    ["a/b", "+/+", true],
    ["a", "+/+", false],
    ["$SYS/x", "#", false],
    ["a/b", "$share/group/a/+", true],
    ["a/b", "", false],
  ])("of %s and %s fits: %s", (topic, filter, is) => expect(fits(topic, filter)).toBe(is));
});

describe.skipIf(!(await isThere("mqtt"))).each(["5", "4"])("MQTT, a real broker, protocol level %s,", (version) => {
  let other: MqttClient;
  let id: string;
  const base = ownName("topic");
  const give = (params: JsonObject, items: Parameters<typeof run>[2] = [{}], node = {}) =>
    run("core.mqtt", params, items, { credentials: { mqtt: id }, ...node });
  const trigger = (params: JsonObject) => ({ type: "core.mqttTrigger", params, credentials: { mqtt: id } });
  const send = (topic: string, text: string | Buffer, options: mqtt.IClientPublishOptions = {}) =>
    other.publishAsync(topic, text, { qos: 1, ...options });

  beforeAll(async () => {
    other = await mqtt.connectAsync(brokers.mqtt.href, { protocolVersion: 5 });
    id = await credential("queue.mqtt", { ...values, version });
  });
  afterAll(() => other.endAsync());

  it("takes messages of each kind of delivery, and keeps the last where that is wanted", async () => {
    const heard: { topic: string; text: string; retain: boolean }[] = [];
    const topic = `${base}/out/${version}`;
    await other.subscribeAsync(`${topic}/#`, { qos: 2 });
    other.on("message", (to, payload, { retain }) => {
      if (to.startsWith(topic)) heard.push({ topic: to, text: payload.toString(), retain });
    });
    const items = [{ n: 0 }, { n: 1 }, { n: 2 }];
    const params = { topic: `=${topic}/{{ $json.n }}`, qos: "={{ String($json.n) }}", retain: true };
    expect((await give(params, items)).main).toEqual(items);
    await until(() => heard.length === 3);
    expect(heard.map(({ text }) => text).sort()).toEqual(['{"n":0}', '{"n":1}', '{"n":2}']);
    const many = Array.from({ length: 1_000 }, (_, n) => ({ n }));
    const { main } = await give({ topic: `${topic}/many`, body: { is: "value", value: "={{ $json.n }}" } }, many);
    expect(main).toHaveLength(1_000);
    await until(() => heard.length === 1_003);
    expect(heard.at(-1)?.text).toBe("999");
    for (const { n } of items) await send(`${topic}/${n}`, "", { retain: true });
  });

  it("starts a workflow with each message on its topics, and no other", async () => {
    const topic = `${base}/in/${version}`;
    const listening = await listenWith(server(), trigger({ topics: [{ topic: `${topic}/+/state` }] }));
    await send(`${topic}/lamp/state`, '{"on":true}', { properties: { userProperties: { a: "b" } } });
    await send(`${topic}/lamp/other`, "no");
    await send(`${topic}/door/state`, "open", { qos: 0 });
    await send(`${topic}/cam/state`, Buffer.from([255, 0]), { qos: 2 });
    const items = await listening.received(3);
    const byTopic = Object.fromEntries(items.map((item) => [String(item.json.topic).split("/").at(-2), item]));
    expect(byTopic.lamp?.json).toMatchObject({ message: { on: true }, qos: 1, retain: false });
    if (version === "5") expect(byTopic.lamp?.json.userProperties).toEqual({ a: "b" });
    expect(byTopic.door?.json).toMatchObject({ message: "open", qos: 0 });
    expect(byTopic.cam?.binary?.data?.size).toBe(2);
    await listening.stop();
  });

  it("gets what was sent while its server was away, each message once", async () => {
    const topic = `${base}/away/${version}`;
    const listening = await listenWith(server(), trigger({ topics: [{ topic }], qos: "2" }));
    await send(topic, "before", { qos: 2 });
    await listening.received(1);
    await listening.stop();
    for (let n = 0; n < 50; n++) await send(topic, `away ${n}`, { qos: 2 });
    await listening.again();
    const items = await listening.received(51);
    expect(items.map(({ json }) => json.message)).toEqual([
      "before",
      ...Array.from({ length: 50 }, (_, n) => `away ${n}`),
    ]);
    await listening.stop();
  });

  it("keeps what is not JSON as a failed execution, and goes on", async () => {
    const topic = `${base}/json/${version}`;
    const listening = await listenWith(server(), trigger({ topics: [{ topic }], format: "json", give: "content" }));
    for (const text of ["{broken", '{"n":1}']) await send(topic, text);
    expect((await listening.received(2)).map(({ json }) => json)).toMatchObject([{ message: "{broken" }, { n: 1 }]);
    expect(listening.errors()).toMatchObject([{ code: "MESSAGE_UNREADABLE", nodeId: "start" }]);
    await listening.stop();
  });

  it("gives one message to whoever tries the trigger out", async () => {
    const topic = `${base}/try/${version}`;
    const heard = await tryOut(server(), trigger({ topics: [{ topic }] }), () => send(topic, "x"));
    expect(heard).toEqual(["listening", "started"]);
  });

  it("is tried out when its credential is entered, and tells what is wrong", async () => {
    const { ctx } = server();
    expect(await testCredential(ctx, { id })).toMatchObject({ ok: true });
    const closed = { type: "queue.mqtt", values: { ...values, version, port: 9 } };
    expect((await testCredential(ctx, closed)).message).toMatch(/refused/);
    const inside = { type: "queue.mqtt", values: { ...values, host: "169.254.169.254" } };
    expect((await testCredential(ctx, inside)).message).toMatch(/private network/);
    const notMqtt = { type: "queue.mqtt", values: { ...values, version, port: 22_000 } };
    expect(await testCredential(ctx, notMqtt)).toMatchObject({ ok: false });
    expect((await give({ topic: "a/#" })).error).toMatchObject({ item: 0 });
  });
});
