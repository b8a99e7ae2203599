/** The OpenAPI document as the page shows it. */

export type Field = { name: string; place: "path" | "query" | "body"; type: string; isRequired: boolean };
export type Operation = { method: string; path: string; summary: string; scope: string; fields: Field[] };

type Schema = {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  anyOf?: Schema[];
  properties?: { [name: string]: Schema };
  required?: string[];
};
type Parameter = { name: string; in: "path" | "query"; required: boolean; schema: Schema };
type Described = {
  summary: string;
  tags: string[];
  "x-scope": string;
  parameters: Parameter[];
  requestBody?: { content: { "application/json": { schema: Schema } } };
};
type Document = { paths: { [path: string]: { [method: string]: Described } } };

/** By tag, in the order of the document. */
export function readDocument({ paths }: Document): { tag: string; operations: Operation[] }[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      tag: described.tags[0] ?? "",
      operation: {
        ...{ method: method.toUpperCase(), path, summary: described.summary, scope: described["x-scope"] },
        fields: [...described.parameters.map(ofParameter), ...ofBody(described)],
      },
    })),
  );
  return [...Map.groupBy(all, ({ tag }) => tag)].map(([tag, members]) => ({
    tag,
    operations: members.map(({ operation }) => operation),
  }));
}

const ofParameter = ({ name, in: place, required, schema }: Parameter): Field => ({
  ...{ name, place, type: typeText(schema), isRequired: required },
});

function ofBody({ requestBody }: Described): Field[] {
  const schema = requestBody?.content["application/json"].schema;
  const parts = schema?.anyOf ?? (schema ? [schema] : []);
  const fields = parts.flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).map(
      ([name, one]): Field => ({ name, place: "body", type: typeText(one), isRequired: required.includes(name) }),
    ),
  );
  return fields.filter(({ name }, index) => fields.findIndex((other) => other.name === name) === index);
}

/** In words of JSON Schema. */
export function typeText({ type, enum: values, const: only, items, anyOf }: Schema): string {
  if (values) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (only !== undefined) return JSON.stringify(only);
  if (anyOf) return [...new Set(anyOf.map(typeText))].join(" | ");
  if (type === "array") return `${items ? typeText(items) : "any"}[]`;
  return Array.isArray(type) ? type.join(" | ") : (type ?? "any");
}

export function curlOf({ method, path, fields }: Operation, origin: string): string {
  const lines = [
    `curl ${method === "GET" ? "" : `-X ${method} `}'${origin}/api/v1${path}'`,
    '  -H "Authorization: Bearer $KEY"',
  ];
  const body = fields.filter(({ place, isRequired }) => place === "body" && isRequired);
  if (body.length > 0 || fields.some(({ place }) => place === "body")) {
    lines.push("  -H 'Content-Type: application/json'");
    lines.push(`  -d '{${body.map(({ name }) => `"${name}": …`).join(", ")}}'`);
  }
  return lines.join(" \\\n");
}
