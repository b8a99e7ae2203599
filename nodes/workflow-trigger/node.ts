import { defineNode } from "@/nodes/sdk";

export const workflowTrigger = defineNode({
  type: "core.workflowTrigger",
  version: 1,
  label: "When called by another workflow",
  summary: "Starts with the items that an Execute Workflow node sends",
  category: "trigger",
  icon: "corner-down-right",
  keywords: ["sub-workflow", "subworkflow", "function", "child"],
  inputs: [],
  outputs: ["main"],
  params: {},
  effect: "none",
  trigger: { kind: "workflow" },
  executeAll: ({ inputs }) => ({ main: inputs.main }),
});
