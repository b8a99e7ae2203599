import { defineNode, NodeError, p } from "@/nodes/sdk";
import type { WebhookResponse } from "@/nodes/sdk/services";

export const respondToWebhook = defineNode({
  type: "core.respondToWebhook",
  version: 1,
  label: "Respond to Webhook",
  summary: "Answers the call that started the workflow",
  category: "network",
  icon: "reply",
  keywords: ["response", "answer", "return", "http"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    answer: p.choice({
      label: "Answer with",
      cases: {
        items: { label: "All items" },
        first: { label: "The first item" },
        json: { label: "JSON", params: { value: p.json({ label: "Value", default: {} }) } },
        text: {
          label: "Text",
          params: {
            text: p.text({ label: "Text", multiline: true }),
            contentType: p.text({ label: "Content type", default: "text/plain; charset=utf-8" }),
          },
        },
        file: { label: "A file", params: { field: p.text({ label: "Name of the file field", default: "data" }) } },
        redirect: { label: "A redirect", params: { url: p.text({ label: "To the URL", required: true }) } },
        none: { label: "Nothing" },
      },
    }),
    status: p.number({
      label: "Status code",
      default: 200,
      min: 200,
      max: 599,
      integer: true,
      help: "A redirect is always 302",
    }),
    headers: p.pairs({ label: "Headers", addLabel: "Add header", advanced: true }),
  },
  line: "{answer.is}",
  effect: "idempotent",
  executeAll({ inputs, params: { answer, status, headers }, respond }) {
    const items = inputs.main ?? [];
    const send = (body: WebhookResponse["body"], extra: { name: string; value: string }[] = [], code = status) =>
      respond({ status: code, headers: [...extra, ...headers], body });
    switch (answer.is) {
      case "items":
        send({ type: "json", value: items.map(({ json }) => json) });
        break;
      case "first":
        send({ type: "json", value: items[0]?.json ?? {} });
        break;
      case "json":
        send({ type: "json", value: answer.value });
        break;
      case "text":
        send({ type: "text", text: answer.text }, [{ name: "content-type", value: answer.contentType }]);
        break;
      case "file": {
        const file = items[0]?.binary?.[answer.field];
        if (!file) throw new NodeError(`The first item has no file "${answer.field}"`, { param: "answer.field" });
        send({ type: "file", file });
        break;
      }
      case "redirect":
        send({ type: "none" }, [{ name: "location", value: answer.url }], 302);
        break;
      case "none":
        send({ type: "none" });
    }
    return { main: items };
  },
});
