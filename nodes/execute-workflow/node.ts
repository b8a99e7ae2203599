import { defineNode, NodeError, p } from "@/nodes/sdk";
import type { Item } from "@/shared/item";

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
    wait: p.toggle({ label: "Wait for the result", default: true }),
  },
  // The call finds its execution again by step and item, so it is not made twice.
  effect: "idempotent",
  async executeAll({ inputs, params: { workflowId, mode, wait }, executeWorkflow: call, signal, execution }) {
    const items = inputs.main ?? [];
    if (workflowId === execution.workflow.id) {
      throw new NodeError("A workflow cannot call itself", {
        param: "workflowId",
        hint: "Use Loop Over Items for repetition",
      });
    }
    if (mode === "once") return { main: (await call({ workflowId, items, wait, index: 0 })) ?? items };
    const main: Item[] = [];
    for (const [index, item] of items.entries()) {
      signal.throwIfAborted();
      const result = (await call({ workflowId, items: [item], wait, index })) ?? [item];
      main.push(...result.map(({ json, binary }) => ({ json, ...(binary && { binary }), from: { item: index } })));
    }
    return { main };
  },
});
