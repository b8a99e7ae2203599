import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { NodeError } from "@/nodes/sdk";
import type { Services } from "@/nodes/sdk/services";
import { XmlBroken, xmlElements } from "@/nodes/sdk/xml-elements";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

const shape = { roots: ["urlset", "sitemapindex"], names: ["url", "sitemap"] };

/** The pages of one sitemap, or the sitemaps of an index, read as they come. `take` ends it by giving false. */
export async function readSitemap(
  http: Services["http"],
  url: string,
  take: (page: JsonObject) => boolean,
): Promise<string[]> {
  const sitemaps: string[] = [];
  const { XMLParser } = await import("fast-xml-parser");
  const parser = new XMLParser({ removeNSPrefix: true, parseTagValue: false, ignoreAttributes: true });
  const collect = async (body: AsyncIterable<Uint8Array>) => {
    for await (const { name, xml } of xmlElements(unpacked(body), shape)) {
      const entry = (parser.parse(xml) as JsonObject)[name];
      const loc = isJsonObject(entry) ? textOf(entry.loc) : undefined;
      if (!isJsonObject(entry) || loc === undefined) continue;
      if (name === "sitemap") sitemaps.push(loc);
      else if (!take(pageOf(loc, entry))) break;
      if (sitemaps.length >= maxSitemaps) break;
    }
  };
  const read = (body: AsyncIterable<Uint8Array>) =>
    collect(body).catch((thrown) => {
      throw isBroken(thrown) ? invalid(url, thrown) : thrown;
    });
  const answer = await http({ method: "GET", url, response: "text", read });
  if (answer.ok) return sitemaps;
  throw new NodeError(`${withoutQuery(url)} answered ${answer.status} ${answer.statusText}`, {
    ...{ code: `HTTP_${answer.status}`, param: "url", hint: "Check the URL; robots.txt often names the sitemap" },
  });
}

/** What is no XML, and what is packed badly. */
const isBroken = (thrown: unknown) =>
  thrown instanceof XmlBroken || /^Z_/.test(String((thrown as { code?: unknown } | undefined)?.code));

const invalid = (url: string, cause: unknown) =>
  new NodeError(`${withoutQuery(url)} is no sitemap`, {
    ...{ code: "SITEMAP_INVALID", param: "url", hint: "It must be a sitemap or an index of them, as XML", cause },
  });

function pageOf(loc: string, entry: JsonObject): JsonObject {
  const page: JsonObject = { loc };
  for (const name of ["lastmod", "changefreq", "priority"]) {
    const text = textOf(entry[name]);
    if (text !== undefined) page[name] = name === "priority" ? Number(text) : text;
  }
  const images = [entry.image ?? []].flat().flatMap((image) => (isJsonObject(image) ? (textOf(image.loc) ?? []) : []));
  if (images.length) page.images = images;
  return page;
}

const textOf = (value: Json | undefined) =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;

/** A sitemap may be a packed file, whatever its name says. */
async function* unpacked(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  async function* all() {
    yield first.value as Uint8Array;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  }
  const isPacked = first.value[0] === 0x1f && first.value[1] === 0x8b;
  let size = 0;
  // What goes wrong is told by the stream that is read.
  const plain = isPacked ? pipeline(Readable.from(all()), createGunzip(), () => {}) : all();
  for await (const chunk of plain) {
    size += (chunk as Uint8Array).length;
    if (size > maxBytes) throw new XmlBroken("it is too large");
    yield chunk as Uint8Array;
  }
}

const withoutQuery = (url: string) => url.split(/[?#]/)[0] ?? url;
const maxSitemaps = 1_000;
/** Four times what a sitemap may have by its own rules. */
const maxBytes = 200 * 1024 * 1024;
