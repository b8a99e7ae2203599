import { defineNode, p } from "@/nodes/sdk";
import { fieldNames } from "@/nodes/sdk/field-names";
import { scheduleRules, toRule } from "@/nodes/sdk/schedule-rules";
import type { JsonObject } from "@/shared/item";
import { fetchFeed, type Mark } from "./fetch-feed";

/**
 * The first look only notes what is there, so that publishing a workflow does not start it for every old entry. Run
 * from the editor it gives the newest entry, and notes nothing.
 */
export const rssTrigger = defineNode({
  type: "core.rssTrigger",
  version: 1,
  label: "RSS Trigger",
  summary: "Starts with the new entries of an RSS or Atom feed",
  category: "trigger",
  icon: "rss",
  keywords: ["feed", "atom", "news", "blog", "podcast", "poll"],
  inputs: [],
  outputs: ["main"],
  params: {
    url: p.text({ label: "URL", placeholder: "https://example.com/feed.xml", required: true, expression: false }),
    rules: scheduleRules(),
    custom: p.text({
      label: "Further elements",
      help: "Names, with commas between them",
      advanced: true,
      expression: false,
    }),
  },
  line: "{url}",
  effect: "none",
  trigger: { kind: "poll", schedule: ({ rules }) => ({ rules: rules.map(({ when }) => toRule(when)) }) },
  async executeAll({ params: { url, custom }, http, lasting, execution }) {
    const feed = { url, custom: fieldNames(custom) };
    if (execution.mode === "manual") {
      const { entries } = await fetchFeed(http, feed);
      return {
        main: newestFirst(entries)
          .slice(0, 1)
          .map((json) => ({ json })),
      };
    }
    const known = lasting.get("node", url) as Mark | undefined;
    const { entries, mark } = await fetchFeed(http, { ...feed, ...(known && { known }) });
    const ids = entries.map(idOf);
    const before = lasting.seen("node", url, ids);
    lasting.note("node", url, ids, remembered);
    lasting.set("node", url, mark);
    const found = known ? entries.filter((_, index) => !before[index]) : [];
    return {
      main: newestFirst(found)
        .reverse()
        .map((json) => ({ json })),
    };
  },
});

const remembered = 10_000;

/** What a feed calls an entry; without a name of its own, what it says. */
function idOf(entry: JsonObject): string {
  return String(entry.guid ?? entry.id ?? entry.link ?? JSON.stringify([entry.title, entry.isoDate, entry.content]));
}

function newestFirst(entries: JsonObject[]): JsonObject[] {
  const time = ({ isoDate }: JsonObject) => (typeof isoDate === "string" ? Date.parse(isoDate) : 0);
  return entries.toSorted((a, b) => time(b) - time(a));
}
