import { openaiKey } from "@/nodes/credentials/publishing";
import { optionalCredential, p } from "@/nodes/sdk";
import { type ApiDraft, apart, defineApiNode, inBody, maybe } from "@/nodes/sdk/api";
import { again, more, text } from "@/nodes/sdk/api/usual-params";
import { getPath } from "@/nodes/sdk/paths";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

const model = inBody(p.text({ label: "Model", default: "gpt-4o-mini", required: true, lookup: "models" }));

export const aiChat = defineApiNode({
  type: "core.aiChat",
  label: "AI Chat",
  summary: "Asks a language model of OpenAI or any service with its API",
  icon: "bot",
  keywords: ["openai", "gpt", "llm", "ollama", "chat", "summary", "embedding", "mistral", "openrouter"],
  base: { credentialField: "url", url: "https://api.openai.com/v1" },
  credentials: { account: optionalCredential("Account", openaiKey) },
  errors: { at: ["error.message", "error.code", "error"] },
  resources: {
    text: {
      label: "Text",
      operations: {
        ask: {
          ...{
            label: "Ask",
            method: "POST",
            path: "/chat/completions",
            ...again,
            before: withMessages,
            after: withText,
          },
          params: {
            model,
            prompt: apart(text("Question")),
            system: apart(text("Instructions", "What the model is, and how it should answer")),
            format: apart(
              p.select({
                label: "Answer as",
                options: [
                  { value: "text", label: "Text" },
                  { value: "json", label: "JSON" },
                ],
              }),
            ),
            temperature: inBody(
              maybe.number({
                label: "Temperature",
                help: "From 0, always the same, to 2",
                min: 0,
                max: 2,
                advanced: true,
              }),
            ),
            most: inBody(maybe.number({ label: "Most tokens", min: 1, integer: true, advanced: true }), "max_tokens"),
            more,
          },
        },
        messages: {
          ...{
            label: "Go on with a conversation",
            method: "POST",
            path: "/chat/completions",
            ...again,
            after: withText,
          },
          params: {
            model,
            messages: inBody(
              p.json({ label: "Messages", placeholder: '[{"role": "user", "content": "Hello"}]', default: [] }),
            ),
            more,
          },
        },
      },
    },
    embedding: {
      label: "Embedding",
      operations: {
        create: {
          ...{ label: "Create", method: "POST", path: "/embeddings", ...again, after: withVector },
          params: {
            model: inBody(
              p.text({ label: "Model", default: "text-embedding-3-small", required: true, lookup: "models" }),
            ),
            text: inBody(text(), "input"),
          },
        },
      },
    },
    model: {
      label: "Model",
      operations: { list: { label: "List", method: "GET", path: "/models", list: { at: "data" } } },
    },
  },
  lookups: { models: { path: "/models", list: { at: "data" }, value: "id", label: "{id}" } },
});

function withMessages(draft: ApiDraft, { prompt, system, format }: { [name: string]: unknown }): ApiDraft {
  const messages = [
    ...(system ? [{ role: "system", content: String(system) }] : []),
    { role: "user", content: String(prompt ?? "") },
  ];
  const asJson: JsonObject = format === "json" ? { response_format: { type: "json_object" } } : {};
  return { ...draft, body: { ...(isJsonObject(draft.body) ? draft.body : {}), messages, ...asJson } };
}

/** What was said stands deep within; as `text`, and as `data` where it is JSON, it is at hand. */
function withText(body: Json): Json {
  const said = getPath(body, "choices[0].message.content");
  if (!isJsonObject(body) || typeof said !== "string") return body;
  return { text: said, ...dataOf(said), ...body };
}

function dataOf(said: string): { data?: Json } {
  try {
    const data = JSON.parse(said) as Json;
    return typeof data === "object" && data !== null ? { data } : {};
  } catch {
    return {};
  }
}

function withVector(body: Json): Json {
  const vector = getPath(body, "data[0].embedding");
  return isJsonObject(body) && vector !== undefined
    ? { embedding: vector, model: body.model ?? null, usage: body.usage ?? null }
    : body;
}
