import { defineNode } from "@/nodes/sdk";

export const errorTrigger = defineNode({
  type: "core.errorTrigger",
  version: 1,
  label: "When an execution fails",
  summary: "Starts when an execution of this or another workflow fails",
  category: "trigger",
  icon: "siren",
  keywords: ["error", "alert", "failure", "catch"],
  inputs: [],
  outputs: ["main"],
  params: {},
  effect: "none",
  trigger: { kind: "error" },
  executeAll: ({ inputs }) => ({ main: inputs.main }),
});
