import { type ConfirmChannel, connect } from "amqplib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { testCredential } from "@/server/services/credentials";
import type { JsonObject } from "@/shared/item";
import { brokers, isThere, ownName, rabbitValues } from "../brokers.testing";
import { listenWith, tryOut, until } from "../listen.testing";
import { nodeHarness } from "../testing";

const { run, credential, server } = nodeHarness();

describe.skipIf(!(await isThere("rabbitmq")))("RabbitMQ, a real server,", () => {
  let connection: Awaited<ReturnType<typeof connect>>;
  let channel: ConfirmChannel;
  let id: string;
  const made: string[] = [];
  const exchange = ownName("exchange");
  const newQueue = () => {
    const name = ownName("queue");
    made.push(name);
    return name;
  };
  const send = (queue: string, text: string, options = {}) => {
    channel.sendToQueue(queue, Buffer.from(text), options);
    return channel.waitForConfirms();
  };
  const give = (params: JsonObject, items: Parameters<typeof run>[2] = [{}], node = {}) =>
    run("core.rabbitmq", params, items, { credentials: { rabbitmq: id }, ...node });
  const trigger = (params: JsonObject) => ({
    type: "core.rabbitmqTrigger",
    params,
    credentials: { rabbitmq: id },
  });

  beforeAll(async () => {
    connection = await connect(brokers.rabbitmq.href);
    channel = await connection.createConfirmChannel();
    await channel.assertExchange(exchange, "topic", { durable: false, autoDelete: false });
    id = await credential("queue.rabbitmq", rabbitValues);
  });
  afterEach(async () => {
    for (const queue of made.splice(0)) await channel.deleteQueue(queue);
  });
  afterAll(async () => {
    await channel.deleteExchange(exchange);
    await connection.close();
  });

  it("takes the item, a value or a file, with headers, kept over a restart", async () => {
    const queue = newQueue();
    const to = { is: "queue", queue };
    const headers = [{ name: "source", value: "={{ $json.name }}" }];
    const { main } = await give({ to, headers }, [{ name: "Ada" }, { name: "Bo" }]);
    expect(main).toMatchObject([{ name: "Ada", messageId: expect.stringMatching(/^[\da-f-]{36}$/) }, { name: "Bo" }]);
    await give({ to, body: { is: "value", value: "={{ 'héllo ' + $json.name }}" }, messageId: "m1", priority: 3 }, [
      { name: "Cy" },
    ]);
    const file = await writeFile(Buffer.from([0, 255, 128]));
    await give({ to, body: { is: "file", field: "data" } }, [{ json: {}, binary: { data: file } }]);
    const [first, , third, fourth] = [0, 0, 0, 0].map(() => channel.get(queue, { noAck: true }));
    expect(await first).toMatchObject({
      content: Buffer.from('{"name":"Ada"}'),
      properties: { deliveryMode: 2, contentType: "application/json", headers: { source: "Ada" } },
    });
    expect(await third).toMatchObject({
      content: Buffer.from("héllo Cy"),
      properties: { messageId: "m1", priority: 3, contentType: "text/plain" },
    });
    expect(await fourth).toMatchObject({ content: Buffer.from([0, 255, 128]) });
  });

  it("names each item whose message no queue takes, and sends the others", async () => {
    const queue = newQueue();
    await channel.assertQueue(queue);
    await channel.bindQueue(queue, exchange, "order.*");
    const to = { is: "exchange", exchange, routingKey: "={{ $json.key }}" };
    const items = [{ key: "order.new" }, { key: "nobody" }, { key: "order.old" }];
    const { json } = await give({ to }, items, { onError: "branch" });
    expect(json.main).toMatchObject([{ key: "order.new" }, { key: "order.old" }]);
    expect(json.error).toMatchObject([{ error: expect.stringContaining('routing key "nobody"') }]);
    expect((await channel.checkQueue(queue)).messageCount).toBe(2);
    expect((await give({ to }, items)).error).toMatchObject({ code: "RABBITMQ_UNROUTABLE" });
    expect((await give({ to, mandatory: false }, [{ key: "nobody" }])).error).toBeUndefined();
  });

  it("tells what is wrong with a queue, an exchange, an address, and who may come in", async () => {
    const queue = newQueue();
    await channel.assertQueue(queue, { durable: false });
    expect((await give({ to: { is: "queue", queue } })).error).toMatchObject({
      message: expect.stringContaining("PRECONDITION_FAILED"),
      hint: expect.stringContaining("other properties"),
    });
    const absent = { is: "queue", queue: "no-such-queue", declare: { is: "fail" } };
    expect((await give({ to: absent })).error?.message).toMatch(/NOT_FOUND/);
    expect((await give({ to: { is: "exchange", exchange: "no-such-exchange" } })).error?.message).toMatch(/NOT_FOUND/);
    for (const host of ["169.254.169.254", "10.0.0.1"]) {
      const inside = await credential("queue.rabbitmq", { ...rabbitValues, host });
      const refused = await run("core.rabbitmq", { to: absent }, [{}], { credentials: { rabbitmq: inside } });
      expect(refused.error).toMatchObject({ code: "EGRESS_BLOCKED" });
    }
  });

  it("is tried out when its credential is entered", async () => {
    const { ctx } = server();
    expect(await testCredential(ctx, { id })).toMatchObject({ ok: true });
    const wrong = { ...rabbitValues, password: "wr0ng-pass" };
    const answer = await testCredential(ctx, { type: "queue.rabbitmq", values: wrong });
    expect(answer).toMatchObject({ ok: false, message: expect.stringContaining('refused "guest"') });
    expect(JSON.stringify(answer)).not.toContain("wr0ng-pass");
    const closed = { ...rabbitValues, port: 9 };
    expect((await testCredential(ctx, { type: "queue.rabbitmq", values: closed })).message).toMatch(/ECONNREFUSED/);
    const elsewhere = { ...rabbitValues, vhost: "no/such host" };
    expect((await testCredential(ctx, { type: "queue.rabbitmq", values: elsewhere })).message).toMatch(/no\/such host/);
  });

  it("starts a workflow with each message of a queue, in their order", async () => {
    const queue = newQueue();
    const listening = await listenWith(server(), trigger({ queue, bindings: [{ exchange, routingKey: "in.*" }] }));
    await send(queue, '{"n":1}', { headers: { a: "b", bytes: Buffer.from("x") }, messageId: "m" });
    channel.publish(exchange, "in.other", Buffer.from("plain text"));
    await send(queue, Buffer.from([255, 0]).toString("latin1"));
    const [first, second] = await listening.received(3);
    expect(first?.json).toMatchObject({
      content: { n: 1 },
      fields: { routingKey: queue, redelivered: false },
      properties: { messageId: "m", headers: { a: "b", bytes: "eA==" } },
    });
    expect(second?.json).toMatchObject({ content: "plain text", fields: { routingKey: "in.other" } });
    await listening.stop();
    expect((await channel.checkQueue(queue)).consumerCount).toBe(0);
  });

  it("keeps what is not JSON as a failed execution, or rejects it for others to look at", async () => {
    const [queue, dead] = [newQueue(), newQueue()];
    await channel.assertQueue(dead);
    const listening = await listenWith(server(), trigger({ queue, format: "json", give: "content" }));
    for (const text of ["{broken", '{"n":1}', "[".repeat(100_000)]) await send(queue, text);
    const [broken, good] = await listening.received(3);
    expect(broken?.json).toMatchObject({ content: "{broken" });
    expect(good?.json).toEqual({ n: 1 });
    expect(listening.errors()).toMatchObject([
      { code: "MESSAGE_UNREADABLE", nodeId: "start", message: expect.stringContaining("not JSON") },
      { code: "MESSAGE_UNREADABLE" },
    ]);
    await listening.stop();

    const strict = newQueue();
    const declare = { is: "make", deadLetterExchange: "", deadLetterRoutingKey: dead };
    await channel.assertQueue(strict, { deadLetterExchange: "", deadLetterRoutingKey: dead });
    const params = { queue: strict, declare: { ...declare, is: "fail" }, format: "json", unreadable: "reject" };
    const rejecting = await listenWith(server(), trigger(params));
    await send(strict, "{broken");
    await until(async () => (await channel.checkQueue(dead)).messageCount === 1);
    expect(rejecting.count()).toBe(0);
    await rejecting.stop();
  });

  it("starts none twice that the server delivers again, and takes two that are alike for two", async () => {
    const queue = newQueue();
    await channel.assertQueue(queue);
    const listening = await listenWith(server(), trigger({ queue }));
    await send(queue, '{"n":1}', { messageId: "same" });
    await send(queue, '{"n":1}', { messageId: "same" });
    await listening.received(2);
    await listening.stop();
    expect(listening.count()).toBe(2);
    expect((await channel.checkQueue(queue)).messageCount).toBe(0);
  });

  it("gives one message to whoever tries the trigger out, and leaves the others", async () => {
    const queue = newQueue();
    await channel.assertQueue(queue);
    const heard = await tryOut(server(), trigger({ queue }), async () => {
      for (const n of [1, 2, 3]) await send(queue, `{"n":${n}}`);
    });
    expect(heard).toEqual(["listening", "started"]);
    await until(async () => (await channel.checkQueue(queue)).messageCount === 2);
    const absent = trigger({ queue: "no-such-queue", declare: { is: "fail" } });
    await expect(tryOut(server(), absent, async () => {})).rejects.toThrow(/NOT_FOUND/);
  });

  it("is told when the queue it listens to is deleted", async () => {
    const queue = newQueue();
    const listening = await listenWith(server(), trigger({ queue, declare: { is: "make" } }));
    await channel.deleteQueue(queue);
    await until(() => listening.state()?.error !== undefined);
    expect(listening.state()?.error?.message).toMatch(/was deleted/);
    await until(() => listening.state()?.state === "connected");
    await listening.stop();
  });
});

async function writeFile(bytes: Buffer) {
  const { openFileStore } = await import("@/server/http/files");
  return openFileStore(server().ctx.dataFolder).write({ name: "bytes", mimeType: "application/octet-stream" }, bytes);
}
