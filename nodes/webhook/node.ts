import { defineNode, p } from "@/nodes/sdk";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] as const;
const path = p.text({
  label: "Path",
  help: "The part of the address after /webhook/. A segment such as :id is given to the workflow as a parameter",
  placeholder: "orders",
  required: true,
  expression: false,
});

export const webhook = defineNode({
  type: "core.webhook",
  version: 1,
  label: "Webhook",
  summary: "Starts when another service calls its address",
  category: "trigger",
  icon: "webhook",
  keywords: ["http", "api", "endpoint", "receive", "event"],
  inputs: [],
  outputs: ["main"],
  params: {
    path,
    methods: p.multiSelect({ label: "Methods", options: methods, default: ["POST"], expression: false }),
    respond: p.choice({
      label: "Answer",
      expression: false,
      cases: {
        accepted: {
          label: "At once, when the call is stored",
          params: {
            status: p.number({ label: "Status code", default: 202, min: 200, max: 599, integer: true }),
            text: p.text({ label: "Text of the answer", help: "Empty: a small JSON object with the execution's id" }),
          },
        },
        finished: {
          label: "When the workflow has finished",
          params: {
            status: p.number({ label: "Status code", default: 200, min: 200, max: 599, integer: true }),
            answer: p.select({
              label: "Content",
              options: [
                { value: "all", label: "All items of the last node" },
                { value: "first", label: "First item of the last node" },
                { value: "none", label: "Nothing" },
              ],
            }),
          },
        },
        node: { label: "By a Respond to Webhook node" },
      },
    }),
    rawBody: p.toggle({
      label: "Keep the raw body",
      help: "Gives the body as it came, as the file “data”. For signatures and other formats",
      advanced: true,
      expression: false,
    }),
  },
  line: "{methods} /{path}",
  effect: "none",
  trigger: {
    kind: "webhook",
    webhook: ({ path: text, methods: chosen, respond, rawBody }) => ({
      path: text.replace(/^\/+|\/+$/g, ""),
      methods: chosen.length ? chosen : ["POST"],
      respond: respond.is,
      status: respond.is === "node" ? 200 : respond.status,
      text: respond.is === "accepted" ? respond.text : undefined,
      answer: respond.is === "finished" ? respond.answer : undefined,
      rawBody,
    }),
  },
  executeAll: ({ inputs }) => ({ main: inputs.main }),
});
