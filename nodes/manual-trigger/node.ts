import { defineNode } from "@/nodes/sdk";

export const manualTrigger = defineNode({
  type: "core.manualTrigger",
  version: 1,
  label: "Manual trigger",
  summary: "Starts when you press Run in the editor",
  category: "trigger",
  icon: "mouse-pointer-click",
  keywords: ["start", "button", "test", "run"],
  inputs: [],
  outputs: ["main"],
  params: {},
  effect: "none",
  trigger: { kind: "manual" },
  executeAll: ({ inputs }) => ({ main: inputs.main }),
});
