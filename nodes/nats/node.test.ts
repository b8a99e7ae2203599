import { type JetStreamManager, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testCredential } from "@/server/services/credentials";
import type { JsonObject } from "@/shared/item";
import { brokers, isThere, ownName } from "../brokers.testing";
import { listenWith, tryOut, until } from "../listen.testing";
import { nodeHarness } from "../testing";

const { run, credential, server } = nodeHarness();
const values = { host: brokers.nats.hostname, port: Number(brokers.nats.port || 4222), signIn: "none", tls: "none" };

describe.skipIf(!(await isThere("nats")))("NATS, a real server,", () => {
  let other: NatsConnection;
  let manager: JetStreamManager;
  let id: string;
  const stream = ownName("stream");
  const base = ownName("subject");
  const kept = `${base}.kept`;
  const give = (operation: JsonObject, items: Parameters<typeof run>[2] = [{}], node = {}) =>
    run("core.nats", { operation }, items, { credentials: { nats: id }, ...node });
  const trigger = (params: JsonObject) => ({ type: "core.natsTrigger", params, credentials: { nats: id } });
  const keep = (subject: string, text: string) => jetstream(other).publish(`${kept}.${subject}`, text);
  const pending = async (name: string) => {
    const { num_pending, num_ack_pending } = await manager.consumers.info(stream, name);
    return num_pending + num_ack_pending;
  };

  beforeAll(async () => {
    other = await connect({ servers: brokers.nats.host });
    manager = await jetstreamManager(other);
    await manager.streams.add({ name: stream, subjects: [`${kept}.>`] });
    id = await credential("queue.nats", values);
  });
  afterAll(async () => {
    await manager.streams.delete(stream);
    await other.close();
  });

  it("takes messages for who listens, with headers, in their order", async () => {
    const heard: { text: string; header: string | undefined }[] = [];
    other.subscribe(`${base}.out.*`, {
      callback: (_, message) => void heard.push({ text: message.string(), header: message.headers?.get("source") }),
    });
    await other.flush();
    const items = Array.from({ length: 300 }, (_, n) => ({ n }));
    const operation = {
      ...{ is: "publish", subject: `=${base}.out.{{ $json.n }}` },
      headers: [{ name: "source", value: "={{ 's' + $json.n }}" }],
    };
    expect((await give(operation, items)).main).toEqual(items);
    await until(() => heard.length === 300);
    expect(heard[299]).toEqual({ text: '{"n":299}', header: "s299" });
  });

  it("stores in a stream, once for each message id", async () => {
    const operation = { is: "store", subject: `${kept}.out`, messageId: "={{ $json.id }}" };
    const { main } = await give(operation, [{ id: "a" }, { id: "a" }, { id: "b" }]);
    expect(main.map(({ isDuplicate }) => isDuplicate)).toEqual([false, true, false]);
    expect(main[0]).toMatchObject({ stream, sequence: expect.any(Number) });
    const { error } = await give({ is: "store", subject: `${base}.nowhere` });
    expect(error).toMatchObject({ item: 0, hint: expect.stringContaining("No stream takes") });
  });

  it("asks services, and names the item whose question nobody answers", async () => {
    other.subscribe(`${base}.double`, {
      callback: (_, message) => void message.respond(JSON.stringify({ twice: message.json<{ n: number }>().n * 2 })),
    });
    await other.flush();
    const operation = { is: "request", subject: "={{ $json.to }}", timeoutMs: 1_000, into: "answer" };
    const items = [
      { n: 2, to: `${base}.double` },
      { n: 3, to: `${base}.nobody` },
      { n: 4, to: "a.*" },
    ];
    const { json } = await give(operation, items, { onError: "branch" });
    expect(json.main).toMatchObject([{ n: 2, answer: { twice: 4 } }]);
    expect(json.error).toMatchObject([{ n: 3 }, { n: 4, error: expect.stringContaining('subject "a.*"') }]);
  });

  it("starts a workflow with each message of a subject", async () => {
    const listening = await listenWith(server(), trigger({ source: { is: "subject", subject: `${base}.in.>` } }));
    other.publish(`${base}.in.a`, '{"n":1}', { reply: "back" });
    other.publish(`${base}.in.b.c`, new Uint8Array([255, 0]));
    const [first, second] = await listening.received(2);
    expect(first?.json).toEqual({ message: { n: 1 }, subject: `${base}.in.a`, headers: {}, reply: "back" });
    expect(second?.binary?.data).toMatchObject({ size: 2 });
    await listening.stop();
  });

  it("starts a workflow with each message of a stream, also with those sent while its server was away", async () => {
    const source = { is: "stream", stream, consumer: "durable", subjects: [{ subject: `${kept}.in.>` }] };
    const listening = await listenWith(server(), trigger({ source }));
    await keep("in.a", "before");
    await keep("other", "not for it");
    await listening.received(1);
    await listening.stop();
    for (let n = 0; n < 100; n++) await keep("in.a", `away ${n}`);
    await listening.again();
    const items = await listening.received(101);
    expect(items.map(({ json }) => json.message)).toEqual([
      "before",
      ...Array.from({ length: 100 }, (_, n) => `away ${n}`),
    ]);
    expect(items[1]?.json).toMatchObject({ stream, subject: `${kept}.in.a`, sequence: expect.any(Number) });
    await until(async () => (await pending("durable")) === 0);
    await listening.stop();
  });

  it("keeps what is not JSON as a failed execution, and goes on", async () => {
    const source = { is: "stream", stream, subjects: [{ subject: `${kept}.json` }] };
    const listening = await listenWith(server(), trigger({ source, format: "json" }));
    for (const text of ["{broken", '{"n":1}']) await keep("json", text);
    expect((await listening.received(2)).map(({ json }) => json.message)).toEqual(["{broken", { n: 1 }]);
    expect(listening.errors()).toMatchObject([{ code: "MESSAGE_UNREADABLE", nodeId: "start" }]);
    await listening.stop();
  });

  it("gives one message to whoever tries the trigger out, and leaves no consumer behind", async () => {
    const count = async () => (await manager.streams.info(stream)).state.consumer_count;
    const before = await count();
    const source = { is: "stream", stream, subjects: [{ subject: `${kept}.try` }] };
    const send = async () => {
      await keep("try", "1");
      await keep("try", "2");
    };
    expect(await tryOut(server(), trigger({ source }), send)).toEqual(["listening", "started"]);
    await until(async () => (await count()) === before);
    const absent = { is: "stream", stream: "no-such-stream" };
    await expect(tryOut(server(), trigger({ source: absent }), async () => {})).rejects.toThrow(/stream not found/);
  });

  it("is tried out when its credential is entered, and tells what is wrong", async () => {
    const { ctx } = server();
    expect(await testCredential(ctx, { id })).toMatchObject({ ok: true });
    const check = (more: JsonObject) => testCredential(ctx, { type: "queue.nats", values: { ...values, ...more } });
    expect((await check({ port: 9 })).message).toMatch(/refused/);
    expect((await check({ host: "10.0.0.1" })).message).toMatch(/private network/);
    expect((await check({ tls: "verify" })).message).toMatch(/tls/i);
    expect(await check({ signIn: "creds", creds: "no credentials at all" })).toMatchObject({ ok: false });
  });
});
