import { defineNode, p } from "@/nodes/sdk";

export const limit = defineNode({
  type: "core.limit",
  version: 1,
  label: "Limit",
  summary: "Keeps the first or last few items",
  category: "transform",
  icon: "list-end",
  keywords: ["top", "head", "tail", "max"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    keep: p.select({
      label: "Keep",
      options: [
        { value: "first", label: "The first" },
        { value: "last", label: "The last" },
      ],
    }),
    count: p.number({ label: "How many", unit: "items", default: 1, min: 0, integer: true }),
  },
  line: "{keep} {count}",
  effect: "none",
  failedItems: "input",
  executeAll: ({ inputs: { main = [] }, params: { count, keep } }) => ({
    main: keep === "first" ? main.slice(0, count) : main.slice(Math.max(main.length - count, 0)),
  }),
});
