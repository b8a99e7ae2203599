import { basicAuth, headerAuth } from "@/nodes/credentials/http";
import { jwtKey } from "@/nodes/credentials/keys";
import { defineNode, NodeError, optionalCredential, p } from "@/nodes/sdk";
import type { Json } from "@/shared/item";

/** What an execution has worked out, for others to read as often as they like: a reader starts nothing. */
export const readEndpoint = defineNode({
  type: "core.readEndpoint",
  version: 1,
  label: "Read Endpoint",
  summary: "Puts the items at an address for others to read",
  category: "network",
  icon: "radio-tower",
  keywords: ["api", "publish", "serve", "cache", "json", "csv", "feed", "dashboard", "etag"],
  inputs: ["main"],
  outputs: ["main"],
  credentials: { auth: optionalCredential("Credential of the readers", headerAuth, basicAuth, jwtKey) },
  params: {
    path: p.text({
      label: "Path",
      help: "The part of the address after /data/. What was there before is replaced in one go",
      placeholder: "prices",
      required: true,
      expression: false,
    }),
    authentication: p.select({
      label: "Who may read",
      options: [
        { value: "none", label: "Everybody who knows the address" },
        { value: "header", label: "Who knows an API key", help: "A header and its value, such as X-API-Key" },
        { value: "basic", label: "Who knows a user and password" },
        { value: "jwt", label: "Who has a signed token" },
      ],
      expression: false,
    }),
    shape: p.select({
      label: "Answer",
      options: [
        { value: "list", label: "The list of all items", help: "As CSV with ?format=csv or Accept: text/csv" },
        { value: "first", label: "The first item" },
      ],
      expression: false,
    }),
    maxAge: p.number({
      label: "Readers may keep it for",
      help: "0: they ask each time, and get it again only if it has changed",
      unit: "seconds",
      default: 0,
      min: 0,
      max: 31_536_000,
      integer: true,
    }),
    origins: p.text({
      label: "Pages that may read it",
      help: "Origins with commas between them; * is every page. Empty: none but those of this server",
      placeholder: "https://dashboard.example.com",
      advanced: true,
      expression: false,
    }),
  },
  line: "/data/{path}",
  effect: "none",
  executeAll({ inputs, params, credentials, endpoints, execution, log }) {
    const items = inputs.main ?? [];
    const { path, authentication, shape, maxAge, origins } = params;
    const clean = path.replace(/^\/+|\/+$/g, "");
    if (!/^[\w.~-]+(\/[\w.~-]+)*$/.test(clean)) {
      throw new NodeError(`"${path}" cannot be the path of an address`, {
        ...{ code: "PATH_WRONG", param: "path" },
        hint: "Use letters, digits, - _ . and / between parts, such as shop/prices",
      });
    }
    const lacksCredential = authentication !== "none" && !credentials.auth;
    if (execution.mode === "manual") {
      log(`A run from the editor changes nothing: /data/${clean} would have ${items.length} items`);
      if (lacksCredential) log("Choose a credential of the readers before you publish");
      return { main: items };
    }
    if (lacksCredential) {
      throw new NodeError("No credential is chosen that readers must prove to know", {
        ...{ code: "CREDENTIAL_MISSING", param: "authentication" },
        hint: "Choose one under “Credential of the readers”",
      });
    }
    const body: Json = shape === "first" ? (items[0]?.json ?? null) : items.map(({ json }) => json);
    endpoints.publish({
      ...{ path: clean, body, maxAge },
      authentication: authentication === "none" ? null : types[authentication],
      origins: origins
        .split(",")
        .map((origin) => origin.trim())
        .filter(Boolean),
    });
    return { main: items };
  },
});

const types = { header: "http.header", basic: "http.basic", jwt: "jwt.key" } as const;
