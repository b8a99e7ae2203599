import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cms, type Entry, startCms } from "@/demo/services/cms";
import { type LanguageModel, modelKey, startLanguageModel } from "@/demo/services/language-model";
import { type Search, searchKey, startSearch } from "@/demo/services/search";
import { type Social, socialToken, startSocial } from "@/demo/services/social";
import { temporaryFolder } from "@/server/db/testing";
import { runTemplate as inServer, type TemplateRun, tryOut } from "./testing";

/** Two processes start anew on a machine that may have other work. */
const patient = { timeout: 60_000, interval: 100 };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The services, and a server that uses the template with them. */
async function open(useAi: boolean) {
  const folder = temporaryFolder();
  const services = [startCms(), startSearch(), startSocial(), startLanguageModel()] as const;
  const [cms, search, social, model] = await Promise.all(services);
  const account = { slot: "auth", type: "http.bearer", values: { token: "cms-t0k" } };
  const field = (name: string, type: string, value: string | boolean) => ({ name, type, value });
  const run = await inServer(
    "cms-publish",
    {
      addresses: { "https://cms.example.com": cms.url },
      credentials: {
        ...{ "Fetch the entry": account, "Write the summary back": account },
        ...(useAi && {
          "Ask the AI": { slot: "account", type: "openai.key", values: { token: modelKey, url: `${model.url}/v1` } },
        }),
        "Put it into the index": keyOf(search),
        "Take it out of the index": keyOf(search),
        "Tell it on Mastodon": {
          ...{ slot: "account", type: "mastodon.token", values: { url: social.url, token: socialToken } },
        },
      },
      params: {
        "What came": {
          values: {
            is: "fields",
            fields: [
              field("id", "string", "={{ $json.body.entry.id }}"),
              field("at", "string", "={{ $json.body.entry.updated_at ?? $now.toISO() }}"),
              field("useAi", "boolean", useAi),
            ],
          },
        },
      },
    },
    folder.path,
  );
  cms.hook = `${run.server().url}/webhook/cms-entry`;
  return {
    ...{ cms, search, social, model, run },
    async close() {
      await Promise.all([cms.close(), search.close(), social.close(), model.close()]);
      await run.stop();
      folder.remove();
    },
  };
}

const keyOf = ({ url }: Search) => ({ slot: "account", type: "meilisearch.key", values: { url, token: searchKey } });

const story = (name: string, number: number): Pick<Entry, "title" | "body"> => ({
  title: `${name}, version ${number}`,
  body: `<h2>${name}</h2><p>This is version ${number} of ${name}. It tells of islands.</p><script>alert(1)</script>`,
});

describe("the template CMS publish", { timeout: 180_000 }, () => {
  let cms: Cms;
  let search: Search;
  let social: Social;
  let model: LanguageModel;
  let run: TemplateRun;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ cms, search, social, model, run, close } = await open(true));
  });
  afterAll(() => close?.());

  /** All events were taken and all runs are over. */
  async function settled() {
    const under = async () => {
      const { succeeded = 0, cancelled = 0, ...others } = await run.statuses();
      return { isQuiet: cms.isQuiet(), others, isAllThere: succeeded + cancelled >= cms.sent.length };
    };
    await expect.poll(under, patient).toEqual({ isQuiet: true, others: {}, isAllThere: true });
  }

  it("makes one run of ten quick saves, with the newest; its own save starts no circle", async () => {
    for (let number = 1; number <= 10; number++) cms.save("a", { ...story("A", number), status: "published" });
    await expect.poll(() => cms.writes.length, patient).toBe(1);
    await settled();
    await pause(4_000);
    expect(await run.statuses()).toEqual({ succeeded: 2, cancelled: 9 });
    expect(cms.writes).toHaveLength(1);
    expect(model.asked).toHaveLength(1);
    expect(search.documents.get("a")).toMatchObject({
      ...{ title: "A, version 10", text: "A\n\nThis is version 10 of A. It tells of islands." },
      summary: "In short: A, version 10 A This is version 10 of A. It tells of islands.",
    });
    expect(cms.entries.get("a")?.summary).toBe(search.documents.get("a")?.summary);
    expect(social.posts.map(({ text }) => text)).toEqual([
      "A, version 10: In short: A, version 10 A This is version 10 of A. It tells of islands.\n\nhttps://islands.example/entries/a",
    ]);
  });

  it("brings a save that changes neither title nor text to the index, and neither asks nor writes", async () => {
    cms.save("a", { tags: ["islands"] });
    await expect.poll(() => search.documents.get("a")?.tags, patient).toEqual(["islands"]);
    await settled();
    expect([model.asked.length, cms.writes.length, social.posts.length]).toEqual([1, 1, 1]);
  });

  it("ends with an index that is as the CMS, whatever happened in which order, with kills in the middle", async () => {
    let state = 7;
    const random = (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * below);
    };
    const acts: ((id: string, number: number) => void)[] = [
      (id, number) => cms.save(id, { ...story(id, number), status: "published" }),
      (id, number) => cms.save(id, { ...story(id, number % 3), status: "published" }),
      (id) => cms.entries.has(id) && cms.save(id, { tags: [`t${random(9)}`] }),
      (id) => cms.entries.has(id) && cms.save(id, { status: "draft" }),
      (id) => cms.entries.has(id) && cms.save(id, { status: "published" }),
      (id) => cms.remove(id),
    ];
    for (let number = 0; number < 90; number++) {
      acts[random(acts.length)]?.(["b", "c", "d", "e", "f", "g", "h"][random(7)] ?? "", number);
      await pause(random(400));
      if (number === 35) await run.killWorker();
      if (number === 60) await run.killMain();
    }
    cms.save("b", { ...story("b", 100), status: "published" });
    await settled();
    const published = [...cms.entries.values()].filter(({ status }) => status === "published");
    const told = (entry: { [name: string]: unknown }) => [entry.id, entry.title, entry.summary, entry.tags];
    const inIndex = [...search.documents.values()].map(told);
    expect(inIndex.sort()).toEqual(published.map(told).sort());
    expect(published.filter(({ summary, title }) => !summary.includes(title))).toEqual([]);
  });

  it("asked once for each text, wrote each summary once, and told each entry once", async () => {
    // A question that a kill cut off is asked again: there were two kills.
    expect(model.asked.length - new Set(model.asked).size).toBeLessThanOrEqual(2);
    const before = new Map<string, string>();
    for (const { id, summary_of, title } of cms.writes) {
      expect(before.get(id)).not.toBe(`${title} ${summary_of}`);
      before.set(id, `${title} ${summary_of}`);
    }
    const tellings = social.posts.map(({ text }) => /entries\/(\w+)$/.exec(text)?.[1]);
    expect(tellings).toHaveLength(new Set(tellings).size);
    for (const { id } of search.documents.values()) expect(tellings).toContain(id);
    const [runs, writes] = [await run.statuses(), cms.writes.length];
    await pause(8_000);
    expect([await run.statuses(), cms.writes.length]).toEqual([runs, writes]);
  });

  it("takes the best sentences where the AI fails", async () => {
    model.fail(2);
    const body = "<p>Short. Bridges carry data from one island to another island. The weather was fine.</p>";
    cms.save("z", { title: "Bridges between islands", body, status: "published" });
    await expect
      .poll(() => search.documents.get("z")?.summary, patient)
      .toBe("Bridges carry data from one island to another island. The weather was fine.");
  });
});

describe("the template CMS publish without an AI", { timeout: 120_000 }, () => {
  it("summarises with the sentences that say most, in their order, and runs in the editor", async () => {
    const { cms, search, social, model, run, close } = await open(false);
    const body = `<p>Yesterday it rained. The harbour of the island got a new bridge for its ferries, says the council.</p>
      <ul><li>Item</li></ul><p>Mr. Smith had lunch at 12.30 and went home early, as he often does on rainy days in autumn.</p>
      <p>The new bridge joins the harbour with the village, so that goods from the ferries reach the village in minutes. Nobody objected.</p>
      <p>A second bridge to the next island is planned, and the harbour will get room for two more ferries. Some liked the soup.</p>`;
    cms.save("1", { title: "A new bridge for the harbour", body, status: "published" });
    await expect.poll(() => search.documents.get("1")?.summary, patient).toMatch(/bridge/);
    expect(search.documents.get("1")?.summary).toBe(
      "The harbour of the island got a new bridge for its ferries, says the council. " +
        "The new bridge joins the harbour with the village, so that goods from the ferries reach the village in minutes. " +
        "A second bridge to the next island is planned, and the harbour will get room for two more ferries.",
    );
    expect(model.calls).toEqual([]);
    await expect.poll(async () => (await run.statuses()).succeeded, patient).toBe(2);
    const tried = await tryOut(run.server(), "cms-publish", "Entry saved");
    expect(tried).toEqual(expect.arrayContaining(["Take the best sentences", "Tell it on Mastodon"]));
    expect(social.calls).toHaveLength(1);
    await close();
  });
});
