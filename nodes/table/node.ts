import { defineNode } from "@/nodes/sdk";
import { operate } from "./operate";
import { tableParams } from "./params";

export const table = defineNode({
  type: "core.table",
  version: 1,
  label: "Table",
  summary: "Reads and writes rows of the tables of this server",
  category: "transform",
  icon: "table-2",
  keywords: ["data table", "database", "rows", "insert", "upsert", "stock", "store", "lookup", "key", "counter"],
  inputs: ["main"],
  outputs: [
    "main",
    { name: "refused", label: "refused", when: "operation.is", in: ["adjust"] },
    { name: "missing", label: "missing", when: "operation.is", in: ["exists"] },
  ],
  params: tableParams,
  line: "{operation.is} {operation.table}",
  // Each change is made once, whatever happens to the step.
  effect: "idempotent",
  lookups: {
    tables: async ({ tables }) => tables.list().map(({ name }) => ({ value: name, label: name })),
    columns: async ({ tables, params }) => {
      const name = (params.operation as { table?: unknown } | undefined)?.table;
      if (typeof name !== "string" || name === "") return [];
      return tables.columns(name).map((column) => ({ value: column.name, label: `${column.name} (${column.type})` }));
    },
  },
  executeAll: ({ inputs, paramsOf, tables, log, signal }) =>
    operate({
      ...{ items: inputs.main ?? [], tables, log, signal },
      operationOf: (index) => paramsOf(index).operation as never,
    }),
});
