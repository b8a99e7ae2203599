import { type JwtSecrets, keyFor } from "@/nodes/credentials/jwt-key";
import { jwtKey } from "@/nodes/credentials/keys";
import { type Credential, defineNode, NodeError, optionalCredential, p } from "@/nodes/sdk";
import { fileOf } from "@/nodes/sdk/files";
import { withPath } from "@/nodes/sdk/paths";
import type { WebhookResponse } from "@/nodes/sdk/services";
import { type Item, isJsonObject, type Json, type JsonObject } from "@/shared/item";

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
  credentials: {
    key: { ...optionalCredential("Key that signs the token", jwtKey), onlyWhen: { answer: ["jwt"] } },
  },
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
        file: {
          label: "A file",
          params: {
            field: p.text({ label: "File field of the first item", help: "Empty: its first file", default: "data" }),
          },
        },
        redirect: {
          label: "A redirect",
          params: {
            url: p.text({ label: "To the URL", required: true }),
            code: p.number({ label: "Status code", default: 302, min: 200, max: 599, integer: true }),
          },
        },
        jwt: { label: "A signed token", params: { claims: p.json({ label: "Claims", default: {} }) } },
        none: { label: "Nothing" },
      },
    }),
    status: p.number({
      label: "Status code",
      default: 200,
      min: 200,
      max: 599,
      integer: true,
      onlyWhen: { answer: ["items", "first", "json", "text", "file", "jwt", "none"] },
    }),
    headers: p.pairs({ label: "Headers", addLabel: "Add header", advanced: true }),
    key: p.text({
      label: "Put the answer under a field",
      help: "Empty: it is the whole answer",
      onlyWhen: { answer: ["items", "first", "json"] },
      placeholder: "data",
      advanced: true,
    }),
  },
  line: "{answer.is}",
  // A second answer reaches nobody, so nothing need be on disk before the first.
  effect: "none",
  async executeAll({ inputs, params: { answer, status, headers, key }, credentials, respond }) {
    const items = inputs.main ?? [];
    const send = (body: WebhookResponse["body"], extra: { name: string; value: string }[] = [], code = status) =>
      respond({ status: code, headers: [...extra, ...headers], body });
    const sendJson = (value: Json) => send({ type: "json", value: key ? withPath({}, key, value) : value });
    switch (answer.is) {
      case "items":
        sendJson(items.map(({ json }) => json));
        break;
      case "first":
        sendJson(items[0]?.json ?? {});
        break;
      case "json":
        sendJson(fromText(answer.value, "answer.value"));
        break;
      case "text":
        send(
          { type: "text", text: answer.text },
          answer.contentType ? [{ name: "content-type", value: answer.contentType }] : [],
        );
        break;
      case "file":
        send({ type: "file", file: fileToSend(items[0], answer.field) });
        break;
      case "redirect":
        send({ type: "none" }, [{ name: "location", value: answer.url }], answer.code);
        break;
      case "jwt":
        send({ type: "json", value: { token: await signed(answer.claims, credentials.key) } });
        break;
      case "none":
        send({ type: "none" });
    }
    return { main: items };
  },
});

function fileToSend(item: Item | undefined, field: string) {
  const first = Object.keys(item?.binary ?? {})[0];
  return fileOf(item ?? { json: {} }, field || first || "data", "answer.field");
}

/** JSON written as text is what it means. */
function fromText(value: Json, param: string): Json {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as Json;
  } catch (thrown) {
    throw new NodeError(`The answer is not valid JSON: ${thrown instanceof Error ? thrown.message : thrown}`, {
      code: "RESPOND_JSON",
      hint: "Use an expression that gives an object, put texts in quotes, or answer with text",
      param,
    });
  }
}

async function signed(given: Json, key: Credential | undefined): Promise<string> {
  if (!key) throw new NodeError("Choose the key that signs the token", { code: "CREDENTIAL_MISSING" });
  const claims = fromText(given, "answer.claims");
  if (!isJsonObject(claims)) {
    throw new NodeError("The claims are not a JSON object", { code: "JWT_CLAIMS", param: "answer.claims" });
  }
  const secrets = key.reveal() as JwtSecrets;
  const { SignJWT } = await import("jose");
  const token = new SignJWT({ iat: Math.floor(Date.now() / 1000), ...(claims as JsonObject) });
  return token
    .setProtectedHeader({ alg: secrets.algorithm, typ: "JWT" })
    .sign(await keyFor(secrets, secrets.algorithm, "sign"));
}
