import { expect, it } from "vitest";
import type { JsonObject } from "@/shared/item";
import { mapN8nNode } from "../registry";

const redis = (params: JsonObject) => mapN8nNode("n8n-nodes-base.redis", 1, params);

it.each<[JsonObject, JsonObject]>([
  [
    { operation: "get", key: "a", propertyName: "found" },
    { is: "get", key: "a", into: "found" },
  ],
  [
    { operation: "set", key: "a", value: "={{ $json.v }}", expire: true, ttl: 5 },
    { is: "set", key: "a", value: "={{ $json.v }}", ttl: 5, when: "always" },
  ],
  [
    { operation: "incr", key: "n" },
    { is: "increment", key: "n", by: 1, ttl: 0 },
  ],
  [
    { operation: "delete", key: "a" },
    { is: "remove", key: "a" },
  ],
  [
    { operation: "keys", keyPattern: "a*" },
    { is: "keys", pattern: "a*" },
  ],
  [
    { operation: "push", list: "q", messageData: "m", tail: true },
    { is: "push", key: "q", value: "m", end: "tail" },
  ],
  [
    { operation: "pop", list: "q", propertyName: "job" },
    { is: "pop", key: "q", into: "job", end: "head" },
  ],
  [
    { operation: "publish", channel: "news", messageData: "m" },
    { is: "publish", channel: "news", value: "m" },
  ],
])("n8n's Redis with %j does the same here", (params, operation) => {
  const { type, params: mapped } = redis(params);
  expect(type).toBe("core.redis");
  expect(mapped.operation).toMatchObject(operation);
});

it("n8n's Redis that asks for facts about the server is kept as it is", () => {
  expect(redis({ operation: "info" })).toMatchObject({ type: "n8n-nodes-base.redis", params: { operation: "info" } });
});

it("says where it knows texts alone", () => {
  expect(redis({ operation: "get", key: "a", keyType: "hash" }).warnings).toHaveLength(1);
});
