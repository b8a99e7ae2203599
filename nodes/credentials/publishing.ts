import { createHmac } from "node:crypto";
import { defineCredential, NodeError, p } from "@/nodes/sdk";
import { basic, bearer, below, header, hosted, ownServer, selfHosted } from "./token-account";

/** Accounts of places where texts are written, kept and found. */

export const wordpressAccount = defineCredential({
  type: "wordpress.account",
  label: "WordPress account",
  summary: "User name and application password of a WordPress site",
  params: {
    url: ownServer("https://blog.example.com"),
    user: p.text({ label: "User", required: true }),
    password: p.secret({ label: "Application password", required: true, help: "From the profile of the user" }),
  },
  authenticate: ({ headers }, { user, password }) => headers.set("authorization", basic(user, password)),
  test: ({ url }) => below(url, "/wp-json/wp/v2/users/me"),
});

export const ghostKey = defineCredential({
  type: "ghost.key",
  label: "Ghost admin key",
  summary: "The Admin API key of a custom integration in Ghost",
  params: {
    url: ownServer("https://blog.example.com"),
    key: p.secret({ label: "Admin API key", required: true, help: "Two parts with a colon between" }),
  },
  authenticate: ({ headers }, { key }) => headers.set("authorization", `Ghost ${ghostToken(key)}`),
  test: ({ url }) => below(url, "/ghost/api/admin/site/"),
});

/** The key signs a token that is good for five minutes. */
function ghostToken(key: string): string {
  const [id = "", secret = ""] = key.split(":");
  if (!/^[0-9a-f]+$/i.test(secret)) {
    throw new NodeError("The Ghost admin key is not two parts of letters and digits with a colon between", {
      code: "CREDENTIAL_WRONG",
      hint: "Copy the Admin API key of the integration, not the Content API key",
    });
  }
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "HS256", typ: "JWT", kid: id })}.${part({ iat: now, exp: now + 300, aud: "/admin/" })}`;
  return `${text}.${createHmac("sha256", Buffer.from(secret, "hex")).update(text).digest("base64url")}`;
}

export const nextcloudAccount = defineCredential({
  type: "nextcloud.account",
  label: "Nextcloud account",
  summary: "User name and app password of a Nextcloud server",
  params: {
    url: ownServer("https://cloud.example.com"),
    user: p.text({ label: "User", required: true }),
    password: p.secret({ label: "App password", required: true, help: "From the security settings of the user" }),
  },
  authenticate: ({ headers }, { user, password }) => headers.set("authorization", basic(user, password)),
  test: ({ url }) => below(url, "/ocs/v2.php/cloud/capabilities?format=json"),
});

export const meilisearchKey = selfHosted(
  {
    ...{ type: "meilisearch.key", label: "Meilisearch key", url: "http://localhost:7700", token: "API key" },
    summary: "An API key of a Meilisearch server",
  },
  bearer,
  "/version",
);

export const typesenseKey = selfHosted(
  {
    ...{ type: "typesense.key", label: "Typesense key", url: "http://localhost:8108", token: "API key" },
    summary: "An API key of a Typesense server",
  },
  header("x-typesense-api-key"),
  "/collections",
);

export const elasticsearchAccount = defineCredential({
  type: "elasticsearch.account",
  label: "Elasticsearch account",
  summary: "User or API key of Elasticsearch or OpenSearch",
  params: {
    url: ownServer("https://localhost:9200"),
    user: p.text({ label: "User", help: "Empty: the API key counts" }),
    password: p.secret({ label: "Password" }),
    apiKey: p.secret({ label: "API key", help: "Encoded, as Kibana shows it" }),
  },
  authenticate: ({ headers }, { user, password, apiKey }) =>
    headers.set("authorization", user ? basic(user, password) : `ApiKey ${apiKey}`),
  test: ({ url }) => below(url, "/_security/_authenticate"),
});

export const openaiKey = hosted(
  {
    ...{ type: "openai.key", label: "AI service key", url: "https://api.openai.com/v1", token: "API key" },
    summary: "A key of OpenAI, or of any service and model server with the same API",
  },
  bearer,
  "/models",
);
