import { defineNode, NodeError, p } from "@/nodes/sdk";

export const stopAndError = defineNode({
  type: "core.stopAndError",
  version: 1,
  label: "Stop and Error",
  summary: "Ends the execution with an error of your own",
  category: "flow",
  icon: "octagon-x",
  keywords: ["throw", "fail", "abort"],
  inputs: ["main"],
  outputs: [],
  params: {
    message: p.text({ label: "Message", placeholder: "The order has no customer", required: true, multiline: true }),
  },
  line: "{message}",
  effect: "none",
  execute({ params: { message } }) {
    throw new NodeError(message, { code: "STOPPED" });
  },
});
