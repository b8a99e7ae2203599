import type { Json, JsonObject } from "@/shared/item";
import type { Exporters } from "../mapper";
import { list, object, stored, text, unless } from "../params";
import { argumentNames } from "./queues";

export const queuesExporters: Exporters = {
  "core.rabbitmq": (params) => {
    const { is, exchange = "", routingKey = "", ...queue } = object(params.to);
    const body = bodyOf(params.body);
    if (!body) return undefined;
    const headers = list(params.headers).map(({ name = "", value = "" }) => ({ key: name, value }));
    const own = is === "queue" ? declared(queue) : { assertExchange: false };
    return {
      ...{ type: "n8n-nodes-base.rabbitmq", typeVersion: 1.1 },
      parameters: {
        ...(is === "queue" ? { mode: "queue", queue: queue.queue ?? "" } : { mode: "exchange", exchange, routingKey }),
        ...body,
        options: { ...own, ...(headers.length && { headers: { header: headers } }) },
      },
    };
  },

  "core.rabbitmqTrigger": (params) => {
    const bindings = list(params.bindings).map(({ exchange = "", routingKey = "" }) => ({ exchange, routingKey }));
    return {
      ...{ type: "n8n-nodes-base.rabbitmqTrigger", typeVersion: 1 },
      parameters: {
        queue: params.queue ?? "",
        options: stored({
          ...declared(params),
          ...parsed(params),
          contentIsBinary: params.format === "file" || undefined,
          onlyContent: params.give === "content" || undefined,
          binding: bindings.length ? { bindings } : undefined,
          parallelMessages: params.prefetch,
        }),
      },
      inputs: [],
    };
  },

  "core.kafka": ({ topic = "", key = "", body: given, headers: pairs, acks, compression }) => {
    const body = bodyOf(given);
    if (!body) return undefined;
    const headers = list(pairs).map(({ name = "", value = "" }) => ({ key: name, value }));
    return {
      ...{ type: "n8n-nodes-base.kafka", typeVersion: 1 },
      parameters: {
        ...{ topic, ...body, ...(key !== "" && { useKey: true, key }) },
        ...(headers.length && { headersUi: { headerValues: headers } }),
        options: stored({
          acks: acks === "none" ? undefined : true,
          compression: compression === "gzip" || undefined,
        }),
      },
    };
  },

  "core.kafkaTrigger": ({ topics, from, format, give, group = "" }) => {
    const [only, ...others] = list(topics);
    // n8n's listens to one.
    if (!only || others.length > 0) return undefined;
    const isContent = give === "content";
    return {
      ...{ type: "n8n-nodes-base.kafkaTrigger", typeVersion: 1 },
      parameters: {
        ...{ topic: only.topic ?? "", groupId: group },
        options: stored({
          fromBeginning: from === "all" || undefined,
          jsonParseMessage: format === "json" || format === "auto" || undefined,
          ...(isContent ? { onlyMessage: true } : { returnHeaders: true }),
        }),
      },
      inputs: [],
    };
  },

  "core.mqtt": ({ topic = "", body: given, qos, retain }) => {
    const body = bodyOf(given);
    if (!body) return undefined;
    const options = stored({ qos: unless(qos, "0"), retain: unless(retain, false) });
    return { type: "n8n-nodes-base.mqtt", typeVersion: 1, parameters: { topic, ...body, options } };
  },

  "core.mqttTrigger": (params) => {
    const topics = list(params.topics).map(({ topic }) => text(topic));
    if (topics.length === 0 || topics.some((topic) => topic.startsWith("="))) return undefined;
    return {
      ...{ type: "n8n-nodes-base.mqttTrigger", typeVersion: 1 },
      parameters: {
        topics: topics.map((topic) => `${topic}:${params.qos}`).join(","),
        options: stored({ ...parsed(params), onlyMessage: params.give === "content" || undefined }),
      },
      inputs: [],
    };
  },
};

const parsed = ({ format }: JsonObject) => ({
  jsonParseBody: format === "json" || format === "auto" || undefined,
});

function bodyOf(body: Json | undefined): JsonObject | undefined {
  const { is, value } = object(body);
  if (is === "item") return { sendInputData: true };
  // n8n's message is a text.
  return is === "value" && typeof value === "string" ? { sendInputData: false, message: value } : undefined;
}

function declared({ declare }: JsonObject): JsonObject {
  const { is, ...own } = object(declare);
  if (is === "fail") return { assertQueue: false };
  const given = argumentNames.flatMap(([key, name]) => {
    const value = own[name];
    return value === undefined || value === "" || value === 0 || value === "classic"
      ? []
      : [{ key, value: String(value) }];
  });
  return stored({
    durable: unless(own.durable, true),
    autoDelete: unless(own.autoDelete, false),
    arguments: given.length ? { argument: given } : undefined,
  });
}
