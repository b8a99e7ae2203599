import type { JsonObject } from "@/shared/item";
import type { Exporters, Mapped, Mappers } from "../mapper";
import { object, stored, text } from "../params";

export const redisMappers: Mappers = {
  redis(params): Mapped {
    const warnings: string[] = [];
    return { type: "core.redis", params: { operation: operationOf(params, warnings) }, warnings };
  },
};

function operationOf(params: JsonObject, warnings: string[]): JsonObject {
  const key = text(params.key);
  const ttl = params.expire === true ? (params.ttl ?? 60) : 0;
  const value = params.messageData === undefined ? "" : params.messageData;
  const isTail = params.tail === true;
  const into = text(params.propertyName, "propertyName");
  const only = (type: string) => {
    if (!["automatic", "string"].includes(text(params.keyType, "automatic")))
      warnings.push(`Only ${type} are known here, not hashes and sets`);
  };
  switch (text(params.operation, "info")) {
    case "get":
      only("texts");
      return { is: "get", key, into };
    case "set":
      only("texts");
      return { is: "set", key, value: params.value === undefined ? "" : params.value, ttl, when: "always" };
    case "incr":
      warnings.push('n8n gives the count under the name of the key, here it is the field "value"');
      return { is: "increment", key, by: 1, ttl, into: "value" };
    case "delete":
      return { is: "remove", key };
    case "keys":
      warnings.push("The keys are one list, without their values");
      return { is: "keys", pattern: text(params.keyPattern, "*"), into: "keys" };
    case "push":
      return { is: "push", key: text(params.list), value, end: isTail ? "tail" : "head" };
    case "pop":
      return { is: "pop", key: text(params.list), into, end: isTail ? "tail" : "head" };
    case "publish":
      return { is: "publish", channel: text(params.channel), value };
    default:
      throw new Error("An operation that has no counterpart");
  }
}

export const redisExporters: Exporters = {
  "core.redis": (params) => {
    const operation = object(params.operation);
    const warnings: string[] = [];
    if (operation.is === "set" && operation.when !== "always")
      warnings.push("n8n sets the key whether it is there or not");
    const parameters = parametersOf(operation);
    return parameters && { type: "n8n-nodes-base.redis", typeVersion: 1, parameters, warnings };
  },
};

function parametersOf({ is, key = "", into = "", value = "", ...rest }: JsonObject): JsonObject | undefined {
  const expires: JsonObject = rest.ttl === 0 ? {} : { expire: true, ttl: rest.ttl ?? 0 };
  const tail = rest.end === "tail" || undefined;
  switch (is) {
    case "get":
      return { operation: "get", key, propertyName: into, options: {} };
    case "set":
      return { operation: "set", key, value, ...expires };
    case "increment":
      return { operation: "incr", key, ...expires };
    case "remove":
      return { operation: "delete", key };
    case "keys":
      return { operation: "keys", keyPattern: rest.pattern ?? "*", getValues: false };
    case "push":
      return stored({ operation: "push", list: key, messageData: value, tail });
    case "pop":
      return stored({ operation: "pop", list: key, propertyName: into, tail, options: {} });
    case "publish":
      return { operation: "publish", channel: rest.channel ?? "", messageData: value };
    default:
      return undefined;
  }
}
