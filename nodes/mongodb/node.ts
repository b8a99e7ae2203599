import type { Db } from "mongodb";
import { credential, defineNode } from "@/nodes/sdk";
import type { Output } from "@/nodes/sdk/define-node";
import { requireItemCount } from "@/nodes/sdk/item-limit";
import { ofItem } from "@/nodes/sdk/node-error";
import type { Item } from "@/shared/item";
import { explained, withMongo } from "./connection";
import { type MongoAccess, mongoAccess } from "./credential";
import { perform } from "./operations";
import { mongoParams, type Operation, type Values, type Write } from "./params";
import { namesOf } from "./values";
import { writeDocuments } from "./write";

export const mongodb = defineNode({
  type: "core.mongodb",
  version: 1,
  label: "MongoDB",
  summary: "Finds, writes and aggregates documents of MongoDB",
  category: "network",
  icon: "leaf",
  keywords: ["mongo", "document", "collection", "nosql", "database", "atlas", "aggregate", "bson"],
  inputs: ["main"],
  outputs: ["main"],
  credentials: { mongodb: credential("Database", mongoAccess) },
  params: mongoParams,
  line: "{operation.is} {operation.collection}",
  effect: "unsafe",
  effectWith: ({ operation }) => effectOf(operation as Operation | undefined),
  lookups: {
    collections: ({ credentials, resolve, findService, signal }) =>
      withMongo(credentials.mongodb.reveal() as MongoAccess, { resolve, findService, signal }, async (database) => {
        const found = await database.listCollections({}, { nameOnly: true }).toArray();
        return found
          .map(({ name }) => ({ value: name, label: name }))
          .sort((one, other) => one.value.localeCompare(other.value));
      }),
  },
  async executeAll({ inputs, paramsOf, credentials, resolve, findService, signal }) {
    const items = inputs.main ?? [];
    if (items.length === 0) return { main: [] };
    const { default: library } = await import("mongodb");
    const first = paramsOf(0) as Values;
    const reading = { ids: namesOf(first.ids), dates: namesOf(first.dates), library: library.BSON };
    const { is } = first.operation;
    const operationOf = (index: number) => paramsOf(index).operation as Operation;
    return withMongo(
      credentials.mongodb.reveal() as MongoAccess,
      { resolve, findService, signal },
      async (database) => {
        if (is === "insert" || is === "upsert" || is === "replace") {
          const writeOf = (index: number) => operationOf(index) as Write;
          return { main: await writeDocuments({ database, items, writeOf, reading, signal }) };
        }
        const form = first.form;
        return {
          main: await each({ database, items, signal }, (index) =>
            perform(database, operationOf(index) as Exclude<Operation, Write>, { ...reading, form }),
          ),
        };
      },
    );
  },
});

type Each = { database: Db; items: readonly Item[]; signal: AbortSignal };

async function each({ items, signal }: Each, work: (index: number) => ReturnType<typeof perform>): Promise<Output[]> {
  const given: Output[] = [];
  for (const index of items.keys()) {
    signal.throwIfAborted();
    try {
      for await (const json of work(index)) {
        given.push({ json, from: { item: index } });
        requireItemCount(given.length);
      }
    } catch (thrown) {
      throw ofItem(explained(thrown, {}, index), index);
    }
  }
  return given;
}

/** A pipeline writes where a stage says so; an expression may say it. */
function effectOf(operation: Operation | undefined): "none" | "idempotent" | "unsafe" {
  switch (operation?.is) {
    case "find":
    case "count":
      return "none";
    case "aggregate":
      return /\$out|\$merge|^"=|\{\{/.test(JSON.stringify(operation.pipeline) ?? "") ? "unsafe" : "none";
    case "replace":
    case "upsert":
    case "remove":
      return operation.is === "remove" && operation.every !== "all" ? "unsafe" : "idempotent";
    default:
      return "unsafe";
  }
}
