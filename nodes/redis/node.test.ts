import { createConnection } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "@/shared/item";
import { nodeHarness } from "../testing";

const url = new URL(process.env.REDIS_URL ?? "redis://127.0.0.1:6379/0");
const isThere = await new Promise<boolean>((resolve) => {
  const socket = createConnection({ host: url.hostname, port: Number(url.port) });
  const end = (is: boolean) => {
    socket.destroy();
    resolve(is);
  };
  socket.once("connect", () => end(true)).once("error", () => end(false));
});
if (!isThere && process.env.CI) throw new Error(`Redis does not answer at ${url.host}`);

const { run, credential } = nodeHarness();

describe.skipIf(!isThere)("Redis, a real server,", () => {
  const access = {
    host: url.hostname,
    port: Number(url.port),
    database: Number(url.pathname.slice(1)),
    user: url.username,
    password: url.password,
    tls: "none",
  };
  const name = (key: string) => `islewire-test:${process.pid}:${key}`;
  let id: string;
  beforeAll(async () => {
    id = await credential("database.redis", access);
  });
  const give = (operation: JsonObject, items: JsonObject[] = [{}]) =>
    run("core.redis", { operation }, items, { credentials: { redis: id } });

  it("keeps texts as texts and structures as JSON, and gives them back", async () => {
    const key = `={{ '${name("")}' + $json.id }}`;
    const items = [
      { id: "a", v: "plain" },
      { id: "b", v: { deep: [1, null] } },
      { id: "c", v: "[not json" },
    ];
    await give({ is: "set", key, value: "={{ $json.v }}", ttl: 60 }, items);
    const { main } = await give({ is: "get", key, into: "got" }, [...items, { id: "none" }]);
    expect(main.map(({ got }) => got)).toEqual(["plain", { deep: [1, null] }, "[not json", null]);
    const { main: listed } = await give({ is: "keys", pattern: name("*"), into: "keys" });
    expect(listed[0]?.keys).toEqual([name("a"), name("b"), name("c")]);
    expect((await give({ is: "remove", key }, items)).main.map(({ deleted }) => deleted)).toEqual([1, 1, 1]);
  });

  it("sets only what is not there, so that one of many is the first", async () => {
    const lock = { is: "set", key: name("lock"), value: "me", ttl: 60, when: "absent" };
    const { main } = await give(lock, [{}, {}, {}]);
    expect(main.map(({ stored }) => stored)).toEqual([true, false, false]);
    await give({ is: "remove", key: name("lock") });
  });

  it("counts in one step, for many executions at once", async () => {
    const count = { is: "increment", key: name("count"), by: 2, ttl: 60, into: "n" };
    const runs = await Promise.all(Array.from({ length: 5 }, () => give(count, Array(20).fill({}))));
    const numbers = runs.flatMap(({ main }) => main.map(({ n }) => Number(n)));
    expect(new Set(numbers).size).toBe(100);
    expect(Math.max(...numbers)).toBe(200);
    await give({ is: "remove", key: name("count") });
  });

  it("hands on through a list in order, and publishes", async () => {
    const key = name("queue");
    await give({ is: "push", key, value: "={{ $json }}" }, [{ n: 1 }, { n: 2 }, { n: 3 }]);
    const { main } = await give({ is: "pop", key, into: "got" }, [{}, {}, {}, {}]);
    expect(main.map(({ got }) => got)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, null]);
    expect((await give({ is: "publish", channel: name("news"), value: "hello" })).main).toEqual([{ receivers: 0 }]);
  });

  it("tells what the server refuses, and that nobody is there", async () => {
    await give({ is: "set", key: name("text"), value: "x", ttl: 60 });
    expect((await give({ is: "increment", key: name("text") })).error?.message).toMatch(
      /Redis at .* says: .*not an integer/,
    );
    await give({ is: "remove", key: name("text") });
    const elsewhere = await credential("database.redis", { ...access, port: 9 });
    const { error } = await run("core.redis", { operation: { is: "get", key: "x" } }, [{}], {
      credentials: { redis: elsewhere },
    });
    expect(error?.message).toMatch(/127\.0\.0\.1:9|refused/);
  });
});
