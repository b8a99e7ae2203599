import { defineNode, p } from "@/nodes/sdk";

export const code = defineNode({
  type: "core.code",
  version: 1,
  label: "Code",
  summary: "Runs JavaScript of your own, safely apart from the server",
  category: "code",
  icon: "braces",
  keywords: ["javascript", "function", "script", "transform"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    mode: p.select({
      label: "Run",
      options: [
        { value: "all", label: "Once for all items" },
        { value: "each", label: "Once for each item" },
      ],
      expression: false,
    }),
    source: p.code({
      label: "JavaScript",
      language: "javascript",
      default: "// $input.all() gives the items; return a list of items\nreturn $input.all();\n",
      help: "Without network, files and packages. console.log lines are kept with the step",
    }),
  },
  line: "{mode}",
  effect: "none",
  executeAll: async ({ inputs, params: { mode, source }, runCode }) => ({
    main: await runCode({ source, mode, items: inputs.main ?? [] }),
  }),
});
