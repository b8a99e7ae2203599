import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/shared/item";
import { mapN8nNode } from "../registry";

const map = (type: string, params: JsonObject) => mapN8nNode(`n8n-nodes-base.${type}`, 1, params);

describe("n8n's RabbitMQ", () => {
  it("sends to a queue that it makes as n8n does", () => {
    const argument = [
      { key: "x-message-ttl", value: "500" },
      { key: "x-queue-type", value: "quorum" },
      { key: "x-max-length", value: "5" },
    ];
    const options = { arguments: { argument }, headers: { header: [{ key: "a", value: "b" }] }, durable: false };
    const { type, params, warnings } = map("rabbitmq", { queue: "jobs", sendInputData: false, message: "hi", options });
    expect(type).toBe("core.rabbitmq");
    expect(params).toEqual({
      to: {
        ...{ is: "queue", queue: "jobs" },
        declare: { is: "make", durable: false, autoDelete: false, messageTtl: 500, type: "quorum" },
      },
      body: { is: "value", value: "hi" },
      headers: [{ name: "a", value: "b" }],
    });
    expect(warnings).toEqual(['The argument "x-max-length" of the queue is left out']);
  });

  it("sends to an exchange, which has to be there", () => {
    const { params, warnings } = map("rabbitmq", {
      mode: "exchange",
      exchange: "events",
      routingKey: "={{ $json.k }}",
    });
    expect(params.to).toEqual({ is: "exchange", exchange: "events", routingKey: "={{ $json.k }}" });
    expect(warnings).toEqual([expect.stringContaining("has to be there")]);
  });

  it("listens, and reads messages as n8n does", () => {
    const options = { jsonParseBody: true, onlyContent: true, acknowledge: "executionFinishes", parallelMessages: 3 };
    const { type, params, warnings } = map("rabbitmqTrigger", { queue: "jobs", options });
    expect(type).toBe("core.rabbitmqTrigger");
    expect(params).toMatchObject({ queue: "jobs", format: "json", give: "content", prefetch: 3 });
    expect(warnings).toEqual([expect.stringContaining("once its execution is stored")]);
    expect(map("rabbitmqTrigger", { queue: "q" }).params).toMatchObject({ format: "text", give: "message" });
  });

  it("that acknowledges by a node of its own is kept as it is", () => {
    expect(map("rabbitmq", { operation: "deleteMessage" }).type).toBe("n8n-nodes-base.rabbitmq");
  });
});

describe("n8n's Kafka", () => {
  it("sends with key and headers, these also as JSON", () => {
    const headersUi = { headerValues: [{ key: "a", value: "={{ $json.a }}" }] };
    const given = { topic: "orders", sendInputData: false, message: "hi", useKey: true, key: "=k", headersUi };
    expect(map("kafka", { ...given, options: { acks: true, compression: true } })).toMatchObject({
      type: "core.kafka",
      params: {
        ...{ topic: "orders", key: "=k", body: { is: "value", value: "hi" }, compression: "gzip" },
        headers: [{ name: "a", value: "={{ $json.a }}" }],
      },
      warnings: [],
    });
    const written = { topic: "t", jsonParameters: true, headerParametersJson: '{"a":1}' };
    expect(map("kafka", written).params).toEqual({
      ...{ topic: "t", body: { is: "item" }, headers: [{ name: "a", value: "1" }] },
    });
    const made = map("kafka", { ...written, headerParametersJson: "={{ $json }}" });
    expect(made.warnings).toEqual([expect.stringContaining("Headers that an expression makes")]);
  });

  it("listens as one of its group, and says where the content is now", () => {
    const options = { jsonParseMessage: true, fromBeginning: true, batchSize: 5 };
    const { type, params, warnings } = map("kafkaTrigger", { topic: "orders", groupId: "g", options });
    expect(type).toBe("core.kafkaTrigger");
    expect(params).toEqual({
      ...{ topics: [{ topic: "orders" }], from: "all", format: "auto", give: "message", group: "g" },
    });
    expect(warnings).toEqual([expect.stringContaining('"value"'), expect.stringContaining("of its own")]);
    const only = map("kafkaTrigger", { topic: "t", options: { jsonParseMessage: true, onlyMessage: true } });
    expect(only).toMatchObject({ params: { give: "content", from: "new" }, warnings: [] });
  });

  it("with a registry of schemas is kept as it is", () => {
    expect(map("kafka", { topic: "t", useSchemaRegistry: true }).type).toBe("n8n-nodes-base.kafka");
  });
});

it("n8n's MQTT publishes, and listens to its topics with their delivery", () => {
  expect(map("mqtt", { topic: "a/b", options: { qos: "2" } })).toMatchObject({
    ...{ type: "core.mqtt", params: { topic: "a/b", qos: "2", retain: false, body: { is: "item" } } },
  });
  const { params, warnings } = map("mqttTrigger", { topics: "a/+:1, b/#:2", options: { onlyMessage: true } });
  expect(params).toEqual({ topics: [{ topic: "a/+" }, { topic: "b/#" }], qos: "2", format: "text", give: "content" });
  expect(warnings).toHaveLength(1);
});

describe("n8n's S3 and FTP", () => {
  it.each<[string, JsonObject, JsonObject]>([
    [
      "s3",
      { operation: "upload", bucketName: "b", fileName: "k" },
      { is: "upload", bucket: "b", key: "k", field: "data" },
    ],
    ["awsS3", { operation: "download", bucketName: "b", fileKey: "k" }, { is: "download", bucket: "b", key: "k" }],
    [
      "s3",
      { operation: "getAll", bucketName: "b", options: { folderKey: "x/" } },
      { is: "list", prefix: "x/", limit: 100 },
    ],
    [
      "s3",
      { operation: "copy", sourcePath: "/b/x/y", destinationPath: "=/c/{{ $json.key }}" },
      { is: "copy", bucket: "b", key: "x/y", toBucket: "c", toKey: "={{ $json.key }}" },
    ],
    ["ftp", { path: "/in/a.csv" }, { is: "download", path: "/in/a.csv", field: "data" }],
    [
      "ftp",
      { operation: "rename", oldPath: "a", newPath: "b" },
      { is: "move", path: "a", to: "b", makeFolders: false },
    ],
    [
      "ftp",
      { operation: "delete", path: "a", options: { folder: true, recursive: true } },
      { is: "remove", what: "folder" },
    ],
  ])("%s with %j does the same here", (type, given, operation) => {
    expect(map(type, given).params.operation).toMatchObject(operation);
  });

  it("go by the protocol", () => {
    expect(map("ftp", { protocol: "sftp", operation: "list", path: "/" }).type).toBe("core.sftp");
    expect(map("ftp", { operation: "list", path: "/" }).type).toBe("core.ftp");
  });

  it.each<[string, JsonObject]>([
    ["s3", { resource: "bucket", operation: "create" }],
    ["s3", { operation: "upload", binaryData: false, fileContent: "x", fileName: "k" }],
    ["s3", { operation: "copy", sourcePath: "={{ $json.from }}", destinationPath: "/b/k" }],
    ["ftp", { operation: "upload", path: "a", binaryData: false, fileContent: "x" }],
  ])("%s with %j is kept as it is", (type, params) => {
    expect(map(type, params).type).toBe(`n8n-nodes-base.${type}`);
  });
});

describe("n8n's MongoDB", () => {
  it.each<[JsonObject, JsonObject]>([
    [
      { collection: "c", query: '{ "a": { "$gt": 1 } }', options: { limit: 5, sort: '{ "a": -1, "b": 1 }' } },
      {
        ...{ is: "find", collection: "c", filter: { a: { $gt: 1 } }, limit: 5 },
        sort: [
          { field: "a", way: "down" },
          { field: "b", way: "up" },
        ],
      },
    ],
    [
      { collection: "c", query: '={ "a": "{{ $json.a }}" }' },
      { is: "find", filter: '={ "a": "{{ $json.a }}" }' },
    ],
    [
      { operation: "aggregate", query: '[{ "$limit": 1 }]' },
      { is: "aggregate", pipeline: [{ $limit: 1 }] },
    ],
    [
      { operation: "delete", query: "{}" },
      { is: "remove", filter: {}, every: "all", withoutFilter: true },
    ],
    [
      { operation: "insert", fields: "a, b" },
      { is: "insert", fields: { is: "these", list: [{ field: "a" }, { field: "b" }] } },
    ],
    [
      { operation: "update", updateKey: "sku", fields: "n", upsert: true },
      {
        ...{ is: "upsert", keys: [{ field: "sku" }], insertMissing: true },
        fields: { is: "these", list: [{ field: "sku" }, { field: "n" }] },
      },
    ],
    [
      { operation: "findOneAndReplace", fields: "id,n" },
      { is: "replace", insertMissing: false },
    ],
  ])("with %j does the same here", (given, operation) => {
    const { type, params } = map("mongoDb", given);
    expect(type).toBe("core.mongodb");
    expect(params.operation).toMatchObject(operation);
  });

  it("keeps which fields are dates, and is kept itself where it makes search indexes", () => {
    expect(map("mongoDb", { operation: "insert", fields: "a", options: { dateFields: "a" } }).params.dates).toBe("a");
    expect(map("mongoDb", { resource: "searchIndexes", operation: "createSearchIndex" }).type).toMatch(/^n8n-nodes/);
  });
});
