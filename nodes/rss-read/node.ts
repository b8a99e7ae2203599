import { defineNode, NodeError, p } from "@/nodes/sdk";
import { fieldNames } from "@/nodes/sdk/field-names";
import { readFeed } from "./feed";

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
    custom: p.text({ label: "Further elements", help: "Names, with commas between them", advanced: true }),
  },
  line: "{url}",
  effect: "none",
  async execute({ params: { url, custom }, http }) {
    const accept = "application/rss+xml, application/rdf+xml;q=0.8, application/atom+xml;q=0.6, application/xml;q=0.4";
    const answer = await http({
      method: "GET",
      url,
      headers: [{ name: "accept", value: `${accept}, text/xml;q=0.4` }],
      response: "text",
    });
    if (!answer.ok) {
      throw new NodeError(`${url.split(/[?#]/)[0]} answered ${answer.status} ${answer.statusText}`, {
        code: `HTTP_${answer.status}`,
        hint: "Check the URL",
        param: "url",
      });
    }
    const entries = await readFeed(String(answer.body ?? ""), fieldNames(custom));
    return { main: entries.map((json) => ({ json })) };
  },
});
