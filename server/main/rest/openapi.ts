import { z } from "zod";
import { appRouter } from "@/server/api/root";
import { apiScopes } from "@/shared/api-keys";
import texts from "@/shared/messages/en/apiKeys.json";
import { version } from "../../../package.json";
import { authorizeUrl, tokenUrl } from "../oauth/metadata";
import { type RestRoute, restRoutes } from "./routes";

type Schema = {
  type?: string | string[];
  properties?: { [name: string]: Schema };
  required?: string[];
  anyOf?: Schema[];
  [key: string]: unknown;
};

type Procedure = { _def: { type: string; inputs: unknown[] } };
const procedures = appRouter._def.procedures as unknown as { [path: string]: Procedure };

const known = new Map<string, Schema>();

/** What a procedure takes, as JSON Schema; `{}` when it takes nothing. */
export function inputSchema(procedure: string): Schema {
  let schema = known.get(procedure);
  if (!schema) {
    const [input] = procedures[procedure]?._def.inputs ?? [];
    schema = input
      ? (z.toJSONSchema(input as z.ZodType, { io: "input", unrepresentable: "any", target: "draft-2020-12" }) as Schema)
      : {};
    delete schema.$schema;
    known.set(procedure, schema);
  }
  return schema;
}

/** The fields that may be in the address: of a union, those of each part. */
export function fieldsOf({ properties, anyOf }: Schema): { [name: string]: Schema } {
  return properties ?? Object.assign({}, ...(anyOf ?? []).map(fieldsOf));
}

const inPath = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);

/** The document that describes `/api/v1`: made of what the server checks calls with, so that it cannot differ from it. */
export function openApiDocument(addresses: { baseUrl: string }): object {
  const paths: { [path: string]: { [method: string]: object } } = {};
  for (const route of restRoutes) {
    const operations = paths[route.path] ?? {};
    paths[route.path] = operations;
    operations[route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Islewire",
      version,
      description:
        "Everything the pages of Islewire do. A key has the rights of who made it, and an access token those of who allowed it, within their scopes. Rows of tables have their own description in the documentation.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: `${addresses.baseUrl}/api/v1` }],
    security: [{ key: [] }, { oauth2: [] }],
    tags: tags(),
    paths,
    components: {
      securitySchemes: {
        key: {
          type: "http",
          scheme: "bearer",
          description: `A key from the settings. Scopes: ${apiScopes.join(", ")}`,
        },
        oauth2: oauth2Scheme(addresses),
      },
      schemas: { Problem: problem },
      responses: {
        Problem: {
          description: "What went wrong, and what to do",
          content: { "application/json": { schema: reference } },
        },
      },
    },
  };
}

function oauth2Scheme(addresses: { baseUrl: string }): object {
  const { scopes } = texts;
  const token = tokenUrl(addresses);
  return {
    type: "oauth2",
    description: "For clients from the settings. PKCE with S256 is required",
    flows: {
      authorizationCode: { authorizationUrl: authorizeUrl(addresses), tokenUrl: token, refreshUrl: token, scopes },
      clientCredentials: { tokenUrl: token, scopes },
    },
  };
}

const problem = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["message"],
      properties: { message: { type: "string" }, hint: { type: "string" } },
    },
  },
};
const reference = { $ref: "#/components/schemas/Problem" };
const tagOf = ({ path }: RestRoute) => path.split("/")[1] ?? "";
const tags = () => [...new Set(restRoutes.map(tagOf))].map((name) => ({ name }));

function operation(route: RestRoute): object {
  const schema = inputSchema(route.procedure);
  const fields = fieldsOf(schema);
  const fixed = inPath(route.path);
  const free = Object.entries(fields).filter(([name]) => !fixed.includes(name) && name !== "direction");
  const isRead = route.method === "GET";
  return {
    operationId: `${route.method.toLowerCase()}-${route.path.replace(/[{}]/g, "").split("/").filter(Boolean).join("-")}`,
    summary: route.summary,
    tags: [tagOf(route)],
    "x-scope": route.scope,
    security: [{ key: [] }, { oauth2: [route.scope] }],
    parameters: [
      ...fixed.map((name) => ({ name, in: "path", required: true, schema: fields[name] ?? { type: "string" } })),
      ...(isRead
        ? free.map(([name, one]) => ({
            name,
            in: "query",
            required: schema.required?.includes(name) === true,
            schema: one,
          }))
        : []),
    ],
    ...(!isRead &&
      free.length > 0 && {
        requestBody: { required: true, content: { "application/json": { schema: body(schema, fixed) } } },
      }),
    responses: {
      "200": { description: "What there is, or what was done", content: { "application/json": { schema: {} } } },
      "4XX": { $ref: "#/components/responses/Problem" },
    },
  };
}

/** Without what is in the address. */
function body(schema: Schema, fixed: readonly string[]): Schema {
  const { properties, required, anyOf, ...rest } = schema;
  if (anyOf) return { ...rest, anyOf: anyOf.map((one) => body(one, fixed)) };
  return {
    ...rest,
    properties: Object.fromEntries(Object.entries(properties ?? {}).filter(([name]) => !fixed.includes(name))),
    ...(required && { required: required.filter((name) => !fixed.includes(name)) }),
  };
}
