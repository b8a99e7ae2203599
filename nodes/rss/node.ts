import { defineNode, p } from "@/nodes/sdk";
import { fieldNames } from "@/nodes/sdk/field-names";
import { fetchFeed } from "./fetch-feed";

export const rssRead = defineNode({
  type: "core.rssRead",
  version: 1,
  label: "RSS Read",
  summary: "Gives the entries of an RSS or Atom feed",
  category: "network",
  icon: "rss",
  keywords: ["feed", "atom", "news", "blog", "podcast"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    url: p.text({ label: "URL", placeholder: "https://example.com/feed.xml", required: true }),
    max: p.number({
      label: "At most",
      unit: "entries",
      default: 10_000,
      min: 1,
      max: 100_000,
      integer: true,
      advanced: true,
    }),
    custom: p.text({ label: "Further elements", help: "Names, with commas between them", advanced: true }),
  },
  line: "{url}",
  effect: "none",
  async execute({ params: { url, custom, max }, http }) {
    const { entries } = await fetchFeed(http, { url, custom: fieldNames(custom), max });
    return { main: entries.map((json) => ({ json })) };
  },
});
