import type { Redis } from "ioredis";
import { redisAccess } from "@/nodes/credentials/databases";
import { credential, defineNode, NodeError, p } from "@/nodes/sdk";
import type { Json, JsonObject } from "@/shared/item";
import { type RedisAccess, withRedis } from "./client";

const key = p.text({ label: "Key", required: true });
const ttl = p.number({ label: "Expires after", help: "0: never", default: 0, min: 0, integer: true, unit: "s" });
const into = p.text({ label: "Put it into the field", default: "value", required: true, expression: false });
const value = p.json({ label: "Value", help: "What is no text is stored as JSON", default: null });

/** Keys that one listing may give. */
const maxKeys = 10_000;

export const redis = defineNode({
  type: "core.redis",
  version: 1,
  label: "Redis",
  summary: "Reads and writes keys, lists and channels of Redis",
  category: "network",
  icon: "database-zap",
  keywords: ["cache", "key", "value", "queue", "publish", "valkey", "counter"],
  inputs: ["main"],
  outputs: ["main"],
  credentials: { redis: credential("Server", redisAccess) },
  params: {
    operation: p.choice({
      label: "What to do",
      cases: {
        get: { label: "Get a value", params: { key, into } },
        set: {
          label: "Set a value",
          params: {
            key,
            value,
            ttl,
            when: p.select({
              label: "When",
              options: [
                { value: "always", label: "Always" },
                { value: "absent", label: "The key is not there" },
                { value: "present", label: "The key is there" },
              ],
            }),
          },
        },
        increment: {
          label: "Count up",
          help: "In one step, also when many count at once",
          params: { key, by: p.number({ label: "By", default: 1, integer: true }), ttl, into },
        },
        remove: { label: "Delete a key", params: { key } },
        keys: {
          label: "List keys",
          params: { pattern: p.text({ label: "Pattern", default: "*", required: true }), into },
        },
        push: {
          label: "Put into a list",
          params: {
            key,
            value,
            end: p.select({
              label: "At",
              options: [
                { value: "tail", label: "Its end" },
                { value: "head", label: "Its beginning" },
              ],
            }),
          },
        },
        pop: {
          label: "Take from a list",
          params: {
            key,
            into,
            end: p.select({
              label: "From",
              options: [
                { value: "head", label: "Its beginning" },
                { value: "tail", label: "Its end" },
              ],
            }),
          },
        },
        publish: {
          label: "Publish to a channel",
          params: { channel: p.text({ label: "Channel", required: true }), value },
        },
      },
    }),
  },
  line: "{operation.is} {operation.key}|{operation.channel}",
  effect: "unsafe",
  effectWith: ({ operation }) => {
    const is = (operation as { is?: string } | undefined)?.is;
    return is === "get" || is === "keys" ? "none" : is === "remove" ? "idempotent" : "unsafe";
  },
  async executeAll({ inputs, paramsOf, credentials, connect, secure, signal }) {
    const items = inputs.main ?? [];
    return withRedis(credentials.redis.reveal() as RedisAccess, { connect, secure, signal }, async (client) => {
      const main = [];
      for (const [index, item] of items.entries()) {
        signal.throwIfAborted();
        const given = await perform(client, paramsOf(index).operation as Operation);
        main.push({ ...item, json: { ...item.json, ...given }, from: { item: index } });
      }
      return { main };
    });
  },
});

type Operation =
  | { is: "get"; key: string; into: string }
  | { is: "set"; key: string; value: Json; ttl: number; when: "always" | "absent" | "present" }
  | { is: "increment"; key: string; by: number; ttl: number; into: string }
  | { is: "remove"; key: string }
  | { is: "keys"; pattern: string; into: string }
  | { is: "push"; key: string; value: Json; end: "head" | "tail" }
  | { is: "pop"; key: string; into: string; end: "head" | "tail" }
  | { is: "publish"; channel: string; value: Json };

async function perform(client: Redis, operation: Operation): Promise<JsonObject> {
  switch (operation.is) {
    case "get":
      return { [operation.into]: readable(await client.get(operation.key)) };
    case "set": {
      const { when, ttl: seconds } = operation;
      const more = [
        ...(seconds > 0 ? ["EX", seconds] : []),
        ...({ always: [], absent: ["NX"], present: ["XX"] }[when] ?? []),
      ];
      return { stored: (await client.call("SET", operation.key, storable(operation.value), ...more)) === "OK" };
    }
    case "increment": {
      const count = await client.incrby(operation.key, operation.by);
      // A count that begins with this step lives for the time; a later step does not make it live longer.
      if (operation.ttl > 0 && count === operation.by) await client.expire(operation.key, operation.ttl);
      return { [operation.into]: count };
    }
    case "remove":
      return { deleted: await client.del(operation.key) };
    case "keys":
      return { [operation.into]: await listKeys(client, operation.pattern) };
    case "push": {
      const text = storable(operation.value);
      return {
        length:
          operation.end === "head" ? await client.lpush(operation.key, text) : await client.rpush(operation.key, text),
      };
    }
    case "pop":
      return {
        [operation.into]: readable(
          operation.end === "head" ? await client.lpop(operation.key) : await client.rpop(operation.key),
        ),
      };
    case "publish":
      return { receivers: await client.publish(operation.channel, storable(operation.value)) };
  }
}

/** In steps: one command for all would hold up the server for everybody. */
async function listKeys(client: Redis, pattern: string): Promise<string[]> {
  const found = new Set<string>();
  let cursor = "0";
  do {
    const [next, keys] = await client.scan(cursor, "MATCH", pattern, "COUNT", 1_000);
    for (const one of keys) found.add(one);
    if (found.size > maxKeys) {
      throw new NodeError(`More than ${maxKeys} keys fit "${pattern}"`, {
        param: "operation.pattern",
        hint: "Write a narrower pattern",
      });
    }
    cursor = next;
  } while (cursor !== "0");
  return [...found].sort();
}

const storable = (given: Json): string => (typeof given === "string" ? given : JSON.stringify(given));

/** JSON of objects and lists comes back as what it was; any other text stays a text. */
function readable(text: string | null): Json {
  if (text === null || !/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
