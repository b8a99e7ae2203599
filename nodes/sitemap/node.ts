import { defineNode, NodeError, p } from "@/nodes/sdk";
import { matches } from "@/nodes/sdk/safe-regexp";
import type { JsonObject } from "@/shared/item";
import { readSitemap } from "./read";

export const sitemapRead = defineNode({
  type: "core.sitemapRead",
  version: 1,
  label: "Sitemap Read",
  summary: "Gives the pages of a website by its sitemap",
  category: "network",
  icon: "map",
  keywords: ["sitemap.xml", "crawl", "pages", "urls", "seo", "index", "website"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    url: p.text({ label: "URL", placeholder: "https://example.com/sitemap.xml", required: true }),
    nested: p.toggle({ label: "Read the sitemaps of an index", default: true }),
    since: p.datetime({ label: "Only pages changed since", help: "Pages without a date are left out then" }),
    pattern: p.text({ label: "Only pages whose address fits", help: "A regular expression, such as /blog/" }),
    max: p.number({ label: "At most", unit: "pages", default: 10_000, min: 1, max: 500_000, integer: true }),
  },
  line: "{url}",
  effect: "none",
  async execute({ params: { url, nested, since, pattern, max }, http, signal }) {
    const after = since === "" ? undefined : Date.parse(since);
    if (Number.isNaN(after))
      throw new NodeError(`"${since}" is not a date`, { param: "since", hint: "Write it like 2026-12-24" });
    const pages: JsonObject[] = [];
    const isWanted = ({ loc, lastmod }: JsonObject) =>
      (after === undefined || Date.parse(String(lastmod)) >= after) &&
      (pattern === "" || matches(pattern, String(loc)));
    const take = (page: JsonObject) => {
      if (isWanted(page)) pages.push(page);
      return pages.length < max;
    };
    const todo = [url];
    const known = new Set(todo);
    for (let next = todo.shift(); next !== undefined && pages.length < max; next = todo.shift()) {
      signal.throwIfAborted();
      const sitemaps = await readSitemap(http, next, take);
      if (!nested) pages.push(...sitemaps.map((loc) => ({ loc })).slice(0, max - pages.length));
      else
        for (const one of sitemaps) if (known.size < maxSitemaps && !known.has(one)) todo.push(known.add(one) && one);
    }
    return { main: pages.map((json) => ({ json })) };
  },
});

const maxSitemaps = 1_000;
