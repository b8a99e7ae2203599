import { defineNode } from "@/nodes/sdk";

export const noOp = defineNode({
  type: "core.noOp",
  version: 1,
  label: "No Operation",
  summary: "Passes its items on unchanged",
  category: "flow",
  icon: "arrow-right",
  keywords: ["nothing", "noop", "placeholder"],
  inputs: ["main"],
  outputs: ["main"],
  params: {},
  effect: "none",
  executeAll: ({ inputs }) => ({ main: inputs.main }),
});
