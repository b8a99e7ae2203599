import type { Json, JsonObject } from "@/shared/item";
import type { Mappers } from "../mapper";
import { list, object, stored, text, word } from "../params";

/** RabbitMQ, Kafka and MQTT. */
export const queuesMappers: Mappers = {
  rabbitmq(params) {
    if (text(params.operation, "sendMessage") !== "sendMessage") throw new Error("Acknowledging has no node here");
    const options = object(params.options);
    const warnings: string[] = [];
    const isQueue = text(params.mode, "queue") === "queue";
    if (!isQueue) warnings.push("The exchange has to be there: only queues are made here");
    if (options.alternateExchange) warnings.push("The alternate exchange is set where the exchange is made");
    const to: JsonObject = isQueue
      ? { is: "queue", ...queueOf(params, warnings) }
      : { is: "exchange", exchange: params.exchange ?? "", routingKey: params.routingKey ?? "" };
    const headers = list(object(options.headers).header).map(({ key, value }) => ({
      name: word(key),
      value: value ?? "",
    }));
    return { type: "core.rabbitmq", params: { to, body: bodyOf(params), headers }, warnings };
  },

  rabbitmqTrigger(params) {
    const options = object(params.options);
    const warnings: string[] = [];
    const acknowledge = text(options.acknowledge, "immediately");
    if (acknowledge !== "immediately")
      warnings.push("A message is acknowledged once its execution is stored, not when it is over");
    return {
      type: "core.rabbitmqTrigger",
      params: stored({
        ...queueOf(params, warnings),
        bindings: list(object(options.binding).bindings).map(({ exchange, routingKey }) => ({
          exchange: exchange ?? "",
          routingKey: routingKey ?? "",
        })),
        format: options.contentIsBinary === true ? "file" : formatOf(options),
        give: options.onlyContent === true ? "content" : "message",
        prefetch:
          typeof options.parallelMessages === "number" && options.parallelMessages > 0
            ? options.parallelMessages
            : undefined,
      }),
      outputs: ["main"],
      warnings,
    };
  },

  kafka(params) {
    if (params.useSchemaRegistry === true) throw new Error("Schemas of a registry are not applied here");
    const options = object(params.options);
    const warnings: string[] = [];
    if (options.timeout !== undefined) warnings.push("How long brokers may take is not set here");
    return {
      type: "core.kafka",
      params: stored({
        topic: params.topic ?? "",
        key: params.useKey === true ? (params.key ?? "") : undefined,
        body: bodyOf(params),
        headers: kafkaHeaders(params, warnings),
        compression: options.compression === true ? "gzip" : undefined,
      }),
      warnings,
    };
  },

  kafkaTrigger(params) {
    if (params.useSchemaRegistry === true) throw new Error("Schemas of a registry are not applied here");
    const options = object(params.options);
    const isContent = options.onlyMessage === true;
    const warnings: string[] = [];
    if (!isContent) warnings.push('The content of a message is in "value" here, not in "message"');
    if (options.allowAutoTopicCreation === true) warnings.push("The topic has to be there: it is not made here");
    if (typeof options.batchSize === "number" && options.batchSize > 1)
      warnings.push("Each message starts an execution of its own");
    if (options.resolveOffset ?? params.resolveOffset)
      warnings.push("The group moves on once an execution is stored, not when it is over");
    return {
      type: "core.kafkaTrigger",
      params: stored({
        topics: [{ topic: params.topic ?? "" }],
        from: options.fromBeginning === true ? "all" : "new",
        format: options.jsonParseMessage === true ? "auto" : "text",
        give: isContent ? "content" : "message",
        group: params.groupId,
      }),
      outputs: ["main"],
      warnings,
    };
  },

  mqtt(params) {
    const options = object(params.options);
    const qos = word(options.qos) || "0";
    return {
      type: "core.mqtt",
      params: { topic: params.topic ?? "", body: bodyOf(params), qos, retain: options.retain === true },
    };
  },

  mqttTrigger(params) {
    const options = object(params.options);
    const topics = text(params.topics)
      .split(",")
      .map((topic) => /^(.*?)(?::([012]))?$/s.exec(topic.trim()) ?? []);
    const levels = topics.map(([, , qos = "0"]) => qos).sort();
    const warnings =
      new Set(levels).size > 1 ? ["All topics have one kind of delivery: the surest of those that they had"] : [];
    return {
      type: "core.mqttTrigger",
      params: {
        topics: topics.map(([, topic = ""]) => ({ topic })),
        qos: levels.at(-1) ?? "0",
        format: formatOf(options),
        give: options.onlyMessage === true ? "content" : "message",
      },
      warnings,
    };
  },
};

/** Pairs, or an object as a text of JSON. */
function kafkaHeaders({ jsonParameters, headersUi, headerParametersJson }: JsonObject, warnings: string[]) {
  const pairs = list(object(headersUi).headerValues).map(({ key, value }) => ({ name: word(key), value: value ?? "" }));
  if (jsonParameters !== true) return pairs;
  try {
    const given = object(JSON.parse(text(headerParametersJson, "{}")) as Json);
    return Object.entries(given).map(([name, value]) => ({ name, value: word(value) }));
  } catch {
    warnings.push("Headers that an expression makes are left out: enter them one by one");
    return [];
  }
}

const formatOf = (options: JsonObject) => (options.jsonParseBody === true ? "json" : "text");

const bodyOf = (params: JsonObject): JsonObject =>
  params.sendInputData === false ? { is: "value", value: params.message ?? "" } : { is: "item" };

const queueArguments: { [name: string]: string } = {
  "x-queue-type": "type",
  "x-dead-letter-exchange": "deadLetterExchange",
  "x-dead-letter-routing-key": "deadLetterRoutingKey",
  "x-message-ttl": "messageTtl",
};
export const argumentNames = Object.entries(queueArguments);

function queueOf(params: JsonObject, warnings: string[]): JsonObject {
  const options = object(params.options);
  const queue = params.queue ?? "";
  if (options.exclusive === true) warnings.push("The queue is not exclusive: others may listen to it");
  if (options.assertQueue === false) return { queue, declare: { is: "fail" } };
  const own: { [name: string]: Json } = {};
  for (const { key, value = "" } of list(object(options.arguments).argument)) {
    const name = Object.hasOwn(queueArguments, word(key)) ? queueArguments[word(key)] : undefined;
    if (!name) warnings.push(`The argument "${word(key)}" of the queue is left out`);
    else own[name] = name === "messageTtl" && /^\d+$/.test(word(value)) ? Number(value) : value;
  }
  return {
    queue,
    declare: { is: "make", durable: options.durable !== false, autoDelete: options.autoDelete === true, ...own },
  };
}
