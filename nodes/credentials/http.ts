import { defineCredential, NodeError, p } from "@/nodes/sdk";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import { acceptsEarlier, isOneOf, knownNow, whileChanging } from "./earlier-secret";
import { testOf, testUrl } from "./test-url";

export const basicAuth = defineCredential({
  type: "http.basic",
  label: "Basic auth",
  summary: "User name and password in the Authorization header",
  params: {
    user: p.text({ label: "User", required: true }),
    password: p.secret({ label: "Password" }),
    acceptsEarlier,
    earlierPassword: p.secret({ label: "Earlier password", onlyWhen: whileChanging }),
    testUrl,
  },
  authenticate: ({ headers }, { user, password }) =>
    headers.set("authorization", `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`),
  verify({ authorization }, { user, password, acceptsEarlier, earlierPassword }) {
    const [, encoded] = /^basic\s+(\S+)$/i.exec(String(authorization ?? "")) ?? [];
    if (encoded === undefined) return { ok: false, status: 401, challenge: 'Basic realm="Webhook", charset="UTF-8"' };
    const given = Buffer.from(encoded, "base64").toString("utf8");
    const known = knownNow(password, acceptsEarlier, earlierPassword).map((secret) => `${user}:${secret}`);
    return isOneOf(given, known) ? { ok: true } : { ok: false, status: 403 };
  },
  test: testOf,
});

export const bearerToken = defineCredential({
  type: "http.bearer",
  label: "Bearer token",
  summary: "A token in the Authorization header",
  params: { token: p.secret({ label: "Token", required: true }), testUrl },
  authenticate: ({ headers }, { token }) => headers.set("authorization", `Bearer ${token}`),
  test: testOf,
});

export const headerAuth = defineCredential({
  type: "http.header",
  label: "Header",
  summary: "A secret in a header of your choice, such as X-Api-Key",
  params: {
    name: p.text({ label: "Header name", required: true, placeholder: "X-Api-Key" }),
    value: p.secret({ label: "Value", required: true }),
    acceptsEarlier,
    earlierValue: p.secret({ label: "Earlier value", onlyWhen: whileChanging }),
    testUrl,
  },
  authenticate: ({ headers }, { name, value }) => headers.set(name, value),
  verify(headers, { name, value, acceptsEarlier, earlierValue }) {
    const given = headers[name.toLowerCase()];
    if (given === undefined) return { ok: false, status: 401 };
    const known = knownNow(value, acceptsEarlier, earlierValue);
    return isOneOf(String(given), known) ? { ok: true } : { ok: false, status: 403 };
  },
  test: testOf,
});

export const queryAuth = defineCredential({
  type: "http.query",
  label: "Query parameter",
  summary: "A secret in a query parameter of your choice",
  params: {
    name: p.text({ label: "Parameter name", required: true, placeholder: "api_key" }),
    value: p.secret({ label: "Value", required: true }),
    testUrl,
  },
  authenticate: ({ url }, { name, value }) => url.searchParams.set(name, value),
  test: testOf,
});

export const customAuth = defineCredential({
  type: "http.custom",
  label: "Custom",
  summary: "Several secret headers and query parameters at once",
  params: {
    json: p.secret({
      label: "JSON",
      required: true,
      help: 'Such as {"headers": {"X-Key": "…"}, "qs": {"app": "…"}}',
    }),
    testUrl,
  },
  authenticate({ url, headers }, { json }) {
    const parts = customParts(json);
    for (const [name, value] of Object.entries(parts.headers)) headers.set(name, String(value));
    for (const [name, value] of Object.entries(parts.qs)) url.searchParams.set(name, String(value));
  },
  test: testOf,
});

/** Throws `NodeError` without the text, which is secret. */
function customParts(text: string): { headers: JsonObject; qs: JsonObject } {
  let given: Json = null;
  try {
    given = JSON.parse(text) as Json;
  } catch {
    // Refused below, like every other value that is no object.
  }
  if (!isJsonObject(given) || given.body !== undefined) {
    throw new NodeError('The custom credential is not a JSON object with "headers" and "qs"', {
      code: "CREDENTIAL_WRONG",
      hint: 'Write it as {"headers": {"X-Key": "…"}}. Parts of the body belong into the node',
    });
  }
  const part = (value: Json | undefined) => (isJsonObject(value ?? null) ? (value as JsonObject) : {});
  return { headers: part(given.headers), qs: part(given.qs) };
}
