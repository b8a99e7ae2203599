import { NodeError } from "@/nodes/sdk";
import { XmlBroken, xmlElements } from "@/nodes/sdk/xml-elements";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

/**
 * The entries of an RSS, RDF or Atom feed in the order of the feed, up to `max`. It is read as it comes and no further than
 * needed. `custom` names further elements.
 */
export async function readFeed(body: AsyncIterable<Uint8Array>, custom: string[], max: number): Promise<JsonObject[]> {
  const refuse = (cause?: unknown) =>
    new NodeError("The answer is not a feed", {
      code: "FEED_INVALID",
      hint: "It must be RSS or Atom",
      param: "url",
      cause,
    });
  const { XMLParser, XMLValidator } = await import("fast-xml-parser");
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    textNodeName: "#",
    parseTagValue: false,
    parseAttributeValue: false,
    htmlEntities: true,
    stopNodes: ["entry.content", "entry.summary"],
  });
  const entries: JsonObject[] = [];
  try {
    for await (const { name, xml } of xmlElements(body, feeds)) {
      if (XMLValidator.validate(xml) !== true) throw refuse();
      const entry = first((parser.parse(xml) as JsonObject)[name]);
      if (isJsonObject(entry)) entries.push(name === "entry" ? atomEntry(entry, custom) : rssItem(entry, custom));
      if (entries.length === max) break;
    }
  } catch (thrown) {
    throw thrown instanceof XmlBroken ? refuse(thrown) : thrown;
  }
  return entries;
}

const feeds = { roots: ["rss", "rdf:RDF", "feed"], names: ["item", "entry"] };

const all = (value: Json | undefined): Json[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const first = (value: Json | undefined): Json => all(value)[0] ?? null;

function textOf(value: Json | undefined): string | undefined {
  const given = first(value);
  if (given === null) return undefined;
  if (!isJsonObject(given)) return String(given);
  return given["#"] === undefined ? undefined : String(given["#"]);
}

function attributesOf(value: Json): JsonObject {
  if (!isJsonObject(value)) return {};
  const pairs = Object.entries(value).filter(([key]) => key.startsWith("@"));
  return Object.fromEntries(pairs.map(([key, entry]) => [key.slice(1), entry]));
}

const renamed: [string, string][] = [
  ["author", "creator"],
  ["dc:creator", "creator"],
  ["dc:date", "date"],
  ["dc:language", "language"],
  ["dc:rights", "rights"],
  ["dc:source", "source"],
  ["dc:title", "title"],
];
const copied = "title link pubDate author summary comments dc:creator dc:date content:encoded".split(" ");

function rssItem(item: JsonObject, custom: string[]): JsonObject {
  const fields = new Map<string, Json>();
  for (const [from, to] of [...renamed, ...[...copied, ...custom].map((name): [string, string] => [name, name])]) {
    const text = textOf(item[from]);
    if (text !== undefined) fields.set(to, text);
    else if (custom.includes(from) && item[from] !== undefined) fields.set(to, item[from]);
  }
  const encoded = fields.get("content:encoded");
  if (typeof encoded === "string") fields.set("content:encodedSnippet", snippet(encoded));
  addContent(fields, textOf(item.description));
  const enclosure = first(item.enclosure);
  if (enclosure !== null) fields.set("enclosure", attributesOf(enclosure));
  const guid = textOf(item.guid);
  if (guid !== undefined) fields.set("guid", guid);
  const categories = all(item.category).flatMap((category) => textOf(category) ?? []);
  if (categories.length) fields.set("categories", categories);
  addDate(fields, fields.get("pubDate") ?? fields.get("date"));
  return Object.fromEntries(fields);
}

function atomEntry(entry: JsonObject, custom: string[]): JsonObject {
  const fields = new Map<string, Json>();
  const set = (name: string, value: Json | undefined) => value !== undefined && fields.set(name, value);
  for (const name of custom) set(name, textOf(entry[name]));
  set("title", textOf(entry.title));
  const links = all(entry.link).map(attributesOf);
  set("link", (links.find(({ rel }) => rel === undefined || rel === "alternate") ?? links[0])?.href);
  const dates = textOf(entry.published) ?? textOf(entry.updated);
  addDate(fields, dates);
  set("pubDate", fields.get("isoDate") ?? dates);
  const author = first(entry.author);
  set("author", isJsonObject(author) ? textOf(author.name) : undefined);
  addContent(fields, markup(textOf(entry.content)));
  const summary = markup(textOf(entry.summary));
  set("summary", summary === undefined ? undefined : snippet(summary));
  set("id", textOf(entry.id));
  return Object.fromEntries(fields);
}

function addContent(fields: Map<string, Json>, content: string | undefined) {
  if (content === undefined) return;
  fields.set("content", content);
  fields.set("contentSnippet", snippet(content));
}

function addDate(fields: Map<string, Json>, date: Json | undefined) {
  const time = typeof date === "string" ? new Date(date.trim()) : undefined;
  if (time && !Number.isNaN(time.getTime())) fields.set("isoDate", time.toISOString());
}

/** Content of Atom comes as it is written: in CDATA, escaped, or as elements. */
const markup = (text: string | undefined) =>
  text === undefined ? undefined : unescaped(text.trim().replace(/^<!\[CDATA\[([\s\S]*)\]\]>$/, "$1"));

const named: { [name: string]: string } = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

const unescaped = (text: string) =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi, (whole, decimal, hex, name) => {
    if (name) return named[String(name).toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

/** Without tags, and with a line for each block. */
const snippet = (html: string) =>
  unescaped(
    html
      .replace(/([^\n])<\/?(h|br|p|ul|ol|li|blockquote|section|table|tr|div)(?:\s[^>]*)?>([^\n])/gi, "$1\n$3")
      .replace(/<[^>]*>/g, ""),
  ).trim();
