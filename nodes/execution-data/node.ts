import { defineNode, p } from "@/nodes/sdk";

export const executionData = defineNode({
  type: "core.executionData",
  version: 1,
  label: "Execution Data",
  summary: "Notes values with the execution, to find it again",
  category: "flow",
  icon: "clipboard-list",
  keywords: ["log", "metadata", "search", "annotate"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    values: p.list({
      label: "Values",
      addLabel: "Add value",
      of: {
        key: p.text({ label: "Name", required: true }),
        value: p.text({ label: "Value" }),
      },
    }),
  },
  line: "{values.*.key}",
  effect: "none",
  execute({ item, params: { values }, annotate, log }) {
    for (const { key, value } of values) {
      annotate(key.replace(/\W/g, "_").slice(0, 50), value);
      log(`${key}: ${value}`);
    }
    return { main: item };
  },
});
