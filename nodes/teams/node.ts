import { incomingWebhook } from "@/nodes/credentials/chat";
import { credential, p } from "@/nodes/sdk";
import { type ApiDraft, apart, defineApiNode } from "@/nodes/sdk/api";
import { text } from "@/nodes/sdk/api/usual-params";
import type { Json, JsonObject } from "@/shared/item";

export const teams = defineApiNode({
  type: "core.teams",
  label: "Microsoft Teams",
  summary: "Sends messages to a channel of Microsoft Teams by webhook",
  icon: "message-square",
  keywords: ["chat", "message", "office", "adaptive card"],
  base: { credentialField: "url", isSecret: true },
  credentials: { account: credential("Webhook", incomingWebhook) },
  errors: { at: ["error.message", "message"] },
  resources: {
    message: {
      label: "Message",
      operations: {
        send: {
          ...{ label: "Send", method: "POST", path: "", answer: "text" },
          params: {
            title: apart(p.text({ label: "Title" })),
            text: apart(text("Text", "In Markdown")),
            link: apart(p.text({ label: "Link", help: "A URL that a button opens" })),
            linkTitle: apart(p.text({ label: "Text of the button" })),
          },
          before: (draft, values) => carded(draft, cardOf(values)),
        },
        card: {
          ...{ label: "Send a card", method: "POST", path: "", answer: "text" },
          params: {
            card: apart(
              p.json({ label: "Adaptive card", default: { type: "AdaptiveCard", version: "1.4", body: [] } }),
            ),
          },
          before: (draft, { card }) =>
            carded(draft, typeof card === "string" ? (JSON.parse(card) as Json) : (card as Json)),
        },
      },
    },
  },
});

const carded = (draft: ApiDraft, content: Json): ApiDraft => ({
  ...draft,
  body: {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content }],
  },
});

function cardOf({ title, text: body, link, linkTitle }: { [name: string]: unknown }): JsonObject {
  const block = (value: unknown, more: JsonObject) =>
    value ? [{ type: "TextBlock", text: String(value), wrap: true, ...more }] : [];
  return {
    ...{ $schema: "http://adaptivecards.io/schemas/adaptive-card.json", type: "AdaptiveCard", version: "1.4" },
    body: [...block(title, { weight: "Bolder", size: "Medium" }), ...block(body, {})],
    ...(link ? { actions: [{ type: "Action.OpenUrl", title: String(linkTitle || link), url: String(link) }] } : {}),
  };
}
