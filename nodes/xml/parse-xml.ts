import { NodeError } from "@/nodes/sdk";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import { decodeEntities } from "./entities";

export type ParseOptions = {
  attributes: string;
  text: string;
  root: boolean;
  lists: boolean;
  mergeAttributes: boolean;
  ignoreAttributes: boolean;
  lowerCase: boolean;
  trim: boolean;
  normalize: boolean;
};

/** What fast-xml-parser gives in document order: `[{ name: children, ":@": attributes }, { "#text": … }]`. */
type Ordered = { [name: string]: unknown };

/** XML as plain data: texts stay texts, an element that comes several times becomes a list. */
export async function parseXml(source: string, options: ParseOptions, param: string): Promise<JsonObject> {
  const refuse = (message: string, cause?: unknown) => new NodeError(message, { code: "XML_INVALID", param, cause });
  if (/<!ENTITY/i.test(source)) throw refuse("XML that defines entities of its own is refused");
  const { XMLParser, XMLValidator } = await import("fast-xml-parser");
  try {
    const valid = XMLValidator.validate(source, { allowBooleanAttributes: false });
    if (valid !== true) throw refuse(`Not XML: ${valid.err.msg} (line ${valid.err.line})`);
    const parser = new XMLParser({
      preserveOrder: true,
      ignoreAttributes: false,
      attributeNamePrefix: "",
      parseTagValue: false,
      parseAttributeValue: false,
      trimValues: false,
      processEntities: false,
      ignoreDeclaration: true,
      ignorePiTags: true,
    });
    const document = parser.parse(source) as Ordered[];
    const root = document.find((entry) => nameOf(entry) !== "#text");
    if (!root) return {};
    const value = elementValue(root, options, 0);
    if (options.root) return Object.fromEntries([[tagOf(nameOf(root), options), value]]);
    return isJsonObject(value) ? value : { data: value };
  } catch (thrown) {
    throw thrown instanceof NodeError ? thrown : refuse(`Not XML: ${(thrown as Error).message}`, thrown);
  }
}

const maxDepth = 500;
const nameOf = (entry: Ordered) => Object.keys(entry).find((key) => key !== ":@") ?? "#text";
const tagOf = (name: string, { lowerCase }: ParseOptions) => (lowerCase ? name.toLowerCase() : name);

function elementValue(entry: Ordered, options: ParseOptions, depth: number): Json {
  if (depth > maxDepth) throw new Error(`more than ${maxDepth} elements within each other`);
  const fields = new Map<string, Json>();
  const add = (name: string, value: Json) => {
    const known = fields.get(name);
    if (Array.isArray(known)) known.push(value);
    else fields.set(name, known !== undefined ? [known, value] : options.lists ? [value] : value);
  };
  const attributes = Object.entries((entry[":@"] ?? {}) as { [name: string]: unknown }).map(
    ([name, value]): [string, Json] => [name, decodeEntities(String(value))],
  );
  if (attributes.length > 0 && !options.ignoreAttributes) {
    if (options.mergeAttributes) for (const [name, value] of attributes) add(name, value);
    else fields.set(options.attributes, Object.fromEntries(attributes));
  }
  let text = "";
  const lists = new Map<string, Json[]>();
  for (const child of entry[nameOf(entry)] as Ordered[]) {
    const name = nameOf(child);
    if (name === "#text") text += decodeEntities(String(child[name]));
    else {
      const tag = tagOf(name, options);
      const list = lists.get(tag);
      const value = elementValue(child, options, depth + 1);
      if (list) list.push(value);
      else lists.set(tag, [value]);
    }
  }
  for (const [tag, values] of lists) {
    if (values.length === 1 || fields.has(tag)) for (const value of values) add(tag, value);
    else fields.set(tag, values);
  }
  if (text.trim() === "") return fields.size ? Object.fromEntries(fields) : "";
  if (options.normalize) text = text.replace(/\s{2,}/g, " ").trim();
  else if (options.trim) text = text.trim();
  return fields.size ? Object.fromEntries([[options.text, text], ...fields]) : text;
}
