import type { Json, JsonObject } from "@/shared/item";
import { isJsonObject } from "@/shared/item";
import { exampleOf } from "./example";
import { listAt, own, plainText, type Reader, textAt } from "./references";
import { paramOf, propertiesOf, schemaOf, typeOf } from "./schema-param";
import type { StoredOperation, StoredParam } from "./stored";

type Body = Pick<StoredOperation, "body" | "headers"> & { params: StoredParam[] };

const kinds: { kind: "json" | "form" | "multipart"; type: RegExp }[] = [
  { kind: "json", type: /^application\/(json|[\w.+-]*\+json)\b|^\*\/\*$/i },
  { kind: "multipart", type: /^multipart\/form-data\b/i },
  { kind: "form", type: /^application\/x-www-form-urlencoded\b/i },
];

/** What an operation sends, as fields where it is a plain object, else as one field. */
export function bodyOf(given: Json | undefined, reader: Reader): Body {
  const request = reader.object(given);
  const content = own(request, "content");
  if (!isJsonObject(content)) return { params: [] };
  const required = own(request, "required") === true;
  const description = textAt(request, "description");
  for (const { kind, type } of kinds) {
    const found = Object.entries(content).find(([name]) => type.test(name));
    if (!found) continue;
    const schema = schemaOf(own(reader.object(found[1]), "schema"), reader);
    const special = kind === "json" && !/^application\/json\b|^\*/i.test(found[0]) ? [contentType(found[0])] : [];
    return {
      body: kind,
      ...(special.length > 0 && { headers: special }),
      params: fieldsOf(schema, kind, { required, description }, reader),
    };
  }
  const [other] = Object.keys(content);
  if (other === undefined) return { params: [] };
  if (/^text\/|xml|yaml|csv/i.test(other)) {
    const param = paramOf({ name: "body", in: "wholeBody", required, description }, { type: "string" }, reader);
    return {
      body: "json",
      headers: [contentType(other)],
      params: [{ ...param, label: "Body", kind: { is: "text", multiline: true } }],
    };
  }
  return { headers: [contentType(other)], params: [fileParam("body", required, description)] };
}

const contentType = (type: string) => ({ name: "content-type", value: type.replace(/[\r\n]/g, "").slice(0, 200) });

const fileParam = (name: string, required: boolean, description: string): StoredParam => ({
  ...{
    name: `file_${name}`.replace(/[^A-Za-z0-9_]+/g, "_"),
    as: name,
    in: "file",
    label: `${name}: file field of the item`,
  },
  ...(description && { help: plainText(description, 300) }),
  ...(required && { required }),
  kind: { is: "text", ...(required && { default: "data" }) },
});

type About = { required: boolean; description: string };

function fieldsOf(
  schema: JsonObject,
  kind: "json" | "form" | "multipart",
  about: About,
  reader: Reader,
): StoredParam[] {
  const properties = propertiesOf(schema).filter(([name, property]) => fits(name, property, reader));
  const isPlain = typeOf(schema) === "object" && properties.length > 0 && properties.length <= maxProperties;
  if (!isPlain && kind === "json") {
    const help = plainText(about.description, 300);
    return [
      {
        ...{ name: "body_", as: "body", in: "wholeBody", label: "Body", ...(help && { help }) },
        ...(about.required && { required: true }),
        kind: { is: "json", placeholder: exampleOf(schema, reader), default: null },
      },
    ];
  }
  const required = new Set(listAt(schema, "required"));
  const params = properties.map(([name, property]): StoredParam => {
    const inner = schemaOf(property, reader);
    const isFile = kind === "multipart" && (textAt(inner, "format") === "binary" || textAt(inner, "type") === "file");
    if (isFile) return fileParam(name, required.has(name), textAt(inner, "description"));
    return paramOf({ name, in: "body", required: required.has(name) }, property, reader);
  });
  if (kind !== "json") return params;
  return [...params, moreFields];
}

/** Beyond that a form helps nobody. */
const maxProperties = 60;

/** A name with dots would be read as a path; such a field is written among the others. */
function fits(name: string, property: Json, reader: Reader): boolean {
  if (name === "__proto__" || /[.[\]]/.test(name)) return false;
  return own(reader.object(property), "readOnly") !== true;
}

const moreFields: StoredParam = {
  ...{ name: "more_fields", as: "more_fields", in: "wholeBody", label: "More fields", advanced: true },
  help: "Whatever else the API takes, as a JSON object",
  kind: { is: "json", default: null },
};
