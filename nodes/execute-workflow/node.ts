import { defineNode, NodeError, p } from "@/nodes/sdk";
import { Suspension } from "@/nodes/sdk/define-node";
import { type FieldType, fieldTypes, toFieldType } from "@/nodes/sdk/field-type";
import type { Item, Json } from "@/shared/item";

export const executeWorkflow = defineNode({
  type: "core.executeWorkflow",
  version: 1,
  label: "Execute Workflow",
  summary: "Calls another workflow with the items",
  category: "flow",
  icon: "workflow",
  keywords: ["sub-workflow", "call", "child", "reuse"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    workflowId: p.workflow({ label: "Workflow", required: true }),
    mode: p.select({
      label: "Call it",
      options: [
        { value: "once", label: "Once with all items" },
        { value: "each", label: "Once for each item" },
      ],
    }),
    send: p.choice({
      label: "Send",
      cases: {
        items: { label: "The items as they are" },
        fields: {
          label: "These fields",
          help: "For each item, those that the called workflow asks for",
          params: {
            fields: p.list({
              label: "Fields",
              addLabel: "Add field",
              of: {
                name: p.text({ label: "Name", required: true }),
                type: p.select({ label: "Type", options: fieldTypes, expression: false }),
                value: p.json({ label: "Value", default: null }),
              },
            }),
          },
        },
      },
    }),
    wait: p.toggle({ label: "Wait for the result", default: true }),
  },
  // The call finds its execution again by step and item, so it is not made twice.
  effect: "idempotent",
  suspends: true,
  async executeAll(context) {
    const { inputs, params, paramsOf, executeWorkflow: call, signal, execution } = context;
    const { workflowId, mode, wait } = params;
    const items = (inputs.main ?? []).map((item, index) => sent(item, paramsOf(index).send));
    if (wait && workflowId === execution.workflow.id) {
      throw new NodeError("A workflow cannot call itself and wait for the result", {
        param: "workflowId",
        hint: "Use Loop Over Items for repetition, or do not wait: then each call is an execution of its own",
      });
    }
    const resumed = context.resumed !== undefined;
    if (mode === "once") {
      const result = await call({ workflowId, items, wait, index: 0, resumed });
      return result instanceof Suspension ? result : { main: result ?? items };
    }
    const main: Item[] = [];
    for (const [index, item] of items.entries()) {
      signal.throwIfAborted();
      const result = await call({ workflowId, items: [item], wait, index, resumed });
      if (result instanceof Suspension) return result;
      main.push(
        ...(result ?? [item]).map(({ json, binary }) => ({ json, ...(binary && { binary }), from: { item: index } })),
      );
    }
    return { main };
  },
});

type Send = { is: "items" } | { is: "fields"; fields: { name: string; type: FieldType; value: Json }[] };

function sent(item: Item, send: Send): Item {
  if (send.is === "items") return item;
  const fields = send.fields.map(({ name, type, value }, index) => [
    name,
    toFieldType(value, type, { name, param: `send.fields.${index}.value` }),
  ]);
  return { ...item, json: Object.fromEntries(fields) };
}
