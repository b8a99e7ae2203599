import type { WebhookTrigger } from "@/nodes/sdk/define-node";
import { getPath } from "@/nodes/sdk/paths";
import type { WebhookResponse } from "@/nodes/sdk/services";
import type { Item, Json } from "@/shared/item";

/** What a webhook answers by itself, without a Respond to Webhook node. */

export function acceptedAnswer(webhook: WebhookTrigger, executionId: number): WebhookResponse {
  const { status, text } = webhook;
  if (text === undefined) return { status, headers: webhook.headers, body: { type: "none" } };
  return withType(webhook, text ? textOrJson(text) : { type: "json", value: { executionId } });
}

export function finishedAnswer(webhook: WebhookTrigger, items: Item[], executionId: number): WebhookResponse {
  const { status, answer = "all", field } = webhook;
  const [first] = items;
  switch (answer) {
    case "none":
      return { status, headers: webhook.headers, body: { type: "none" } };
    case "file": {
      const file =
        first?.binary && Object.hasOwn(first.binary, field || "data") ? first.binary[field || "data"] : undefined;
      if (file) return withType(webhook, { type: "file", file });
      const message = `The first item has no file "${field || "data"}"`;
      return { status: 500, body: { type: "json", value: { error: { message, executionId } } } };
    }
    case "first": {
      const json: Json = first?.json ?? {};
      return withType(webhook, bodyOf(field ? (getPath(json, field) ?? null) : json, webhook));
    }
    case "all":
      return withType(webhook, { type: "json", value: items.map(({ json }) => json) });
  }
}

/** A text with a content type of its own is no JSON. */
const bodyOf = (value: Json, { contentType }: WebhookTrigger): WebhookResponse["body"] =>
  typeof value === "string" && contentType ? { type: "text", text: value } : { type: "json", value };

function withType({ status, headers, contentType }: WebhookTrigger, body: WebhookResponse["body"]): WebhookResponse {
  const type = contentType ? [{ name: "content-type", value: contentType }] : [];
  return { status, headers: [...type, ...headers], body };
}

/** The fixed text of an answer is JSON when it looks like JSON. */
function textOrJson(text: string): WebhookResponse["body"] {
  try {
    const value = JSON.parse(text) as Json;
    if (typeof value === "object") return { type: "json", value };
  } catch {
    // Plain text, then.
  }
  return { type: "text", text };
}
