import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PriceSources, sourceNames, startPriceSources } from "@/demo/services/price-sources";
import { temporaryFolder } from "@/server/db/testing";
import template from "@/server/services/templates/price-overview.json";
import type { ExecutionSummary } from "@/shared/api";
import type { JsonObject } from "@/shared/item";
import { workflowDocumentSchema } from "@/shared/workflow-schema";
import { runTemplate, type TemplateRun } from "./testing";

/** Two processes start anew on a machine that may have other work. */
const patient = { timeout: 90_000, interval: 100 };
const key = { "x-api-key": "s3cret" };
const auth = { slot: "auth", type: "http.header", values: { name: "X-API-Key", value: "s3cret" } };
const timeOutMs = 5_000;
const answerMs = 1_200;

type Product = JsonObject & { prices: { [source: string]: number }; stale: { source: string; asOf: string }[] };

describe("the template Price overview", { timeout: 180_000 }, () => {
  const folder = temporaryFolder();
  let sources: PriceSources;
  let run: TemplateRun;
  const read = (path: string, headers: { [name: string]: string } = key) =>
    fetch(`${run.server().url}/data/${path}`, { headers });
  const products = async () => (await (await read("prices")).json()) as Product[];
  const state = async () => {
    const list = (await (await read("prices/sources")).json()) as { source: string; problem: string | null }[];
    return Object.fromEntries(list.map(({ source, problem }) => [source, problem]));
  };
  const executions = async () =>
    (await run.server().query<{ executions: ExecutionSummary[] }>("executions.list", { limit: 200 })).executions;
  /** Such as fetched, and were not cut off by a kill. */
  const longest = async (since: number) =>
    Math.max(
      ...(await executions())
        .filter(({ status, startedAt }) => status === "succeeded" && (startedAt ?? 0) > since)
        .map(({ startedAt, finishedAt }) => (finishedAt ?? 0) - (startedAt ?? 0)),
    );
  /** Of the cheapest source. */
  const lowest = async () => Object.fromEntries((await products()).map(({ sku, lowest }) => [sku, lowest]));

  beforeAll(async () => {
    sources = await startPriceSources();
    run = await runTemplate(
      "price-overview",
      {
        addresses: Object.fromEntries(sourceNames.map((name) => [`https://${name}.example.com`, sources.urlOf(name)])),
        credentials: {
          "Serve at /data/prices": auth,
          "Serve at /data/prices/sources": auth,
          "Somebody asks for fresh prices": auth,
        },
        params: {
          "Every 5 minutes": { rules: [{ when: { is: "seconds", every: 2 } }] },
          "Fresh for a minute": {
            action: {
              ...{ is: "store", fresh: 1, stale: 600 },
              what: { is: "value", value: "={{ $('Serve at /data/prices').all().map(({ json }) => json) }}" },
            },
          },
        },
      },
      folder.path,
    );
  });
  afterAll(async () => {
    await run?.stop();
    await sources?.close();
    folder.remove();
  });

  it("joins six sources of different shape by product, for who knows the key", async () => {
    await expect.poll(async () => (await read("prices")).status, patient).toBe(200);
    expect(await products()).toMatchObject([
      { sku: "A-100", name: "Kettle", lowest: 24, cheapest: "north", offers: 6, stale: [] },
      { sku: "B-200", name: "Toaster", lowest: 39 },
      { sku: "C-300", lowest: 17 },
      {
        ...{ sku: "D-400", lowest: 55 },
        prices: { north: 55, harbour: 55.1, mill: 55.2, union: 55.3, castle: 55.4, field: 55.5 },
      },
    ]);
    expect(await state()).toEqual(Object.fromEntries(sourceNames.map((name) => [name, null])));
    expect((await read("prices", {})).status).toBe(401);
    expect((await read("prices", { "x-api-key": "wrong" })).status).toBe(403);
    const csv = await (await read("prices?format=csv")).text();
    expect(csv).toMatch(/^sku,name,lowest,cheapest,offers,prices,stale\r\nA-100,Kettle,24,north,6,/);
  });

  it("shows the whole flow in the editor without any account, and serves none of it", async () => {
    const before = await products();
    const { status, outputs } = await run.tryOut(workflowDocumentSchema.parse(template), "try");
    expect(status).toBe("succeeded");
    expect(outputs["Serve at /data/prices"]?.main).toMatchObject([
      { sku: "A-100", lowest: 23.5, cheapest: "castle", offers: 5, stale: [] },
      { sku: "B-200", lowest: 37.9, cheapest: "field", prices: { north: 39, harbour: 41.5, union: 38.5, field: 37.9 } },
      { sku: "C-300", lowest: 16.9, cheapest: "castle" },
    ]);
    expect(await products()).toEqual(before);
  });

  it("tells readers that nothing has changed, also after other runs, until a price has", async () => {
    const etag = (await read("prices")).headers.get("etag") ?? "";
    const before = sources.calls.length;
    await expect.poll(() => sources.calls.length - before, patient).toBeGreaterThan(6);
    const again = { ...key, "if-none-match": etag };
    expect((await read("prices", again)).status).toBe(304);
    sources.prices["A-100"] = 25;
    await expect.poll(async () => (await read("prices", again)).status, patient).toBe(200);
    expect(await lowest()).toMatchObject({ "A-100": 25 });
  });

  it("starts no execution for a read, and fetches once for many who ask for fresh prices at once", async () => {
    const modes = async () => (await executions()).filter(({ mode }) => mode === "webhook").length;
    const count = (await executions()).length;
    await Promise.all(Array.from({ length: 300 }, () => read("prices")));
    // Ticks of the schedule go on meanwhile.
    expect((await executions()).length - count).toBeLessThan(10);
    expect(await modes()).toBe(0);
    const fresh = () => fetch(`${run.server().url}/webhook/prices/fresh`, { headers: key });
    const before = sources.calls.length;
    const answers = await Promise.all(Array.from({ length: 20 }, fresh));
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(((await answer.json()) as Product[])[0]).toMatchObject({ sku: "A-100", lowest: 25 });
    }
    expect(await modes()).toBe(20);
    // Twice: a tick of the schedule may fall into it.
    expect(sources.calls.length - before).toBeLessThanOrEqual(12);
    expect((await fetch(`${run.server().url}/webhook/prices/fresh`)).status).toBe(401);
  });

  it("gives the last good answer of sources that fail, with its age, as fast as the slowest time-out", async () => {
    const since = Date.now();
    Object.assign(sources.moods, { north: "slow", mill: "failing", castle: "html" });
    sources.delayMs = answerMs;
    sources.prices["D-400"] = 50;
    await expect.poll(async () => Object.values(await state()).filter(Boolean).length, patient).toBe(3);
    expect(await state()).toMatchObject({
      ...{ north: expect.stringMatching(/5 s|5000 ms/), mill: expect.stringContaining("answered 500") },
      ...{ castle: "The answer holds no offers", harbour: null },
    });
    const prices = { north: 55, harbour: 50.1, mill: 55.2, union: 50.3, castle: 55.4, field: 50.5 };
    await expect.poll(async () => (await products())[3]?.prices, patient).toEqual(prices);
    const list = await products();
    expect(list.map(({ sku, offers }) => [sku, offers])).toEqual([
      ...[["A-100", 6] as const, ["B-200", 6] as const, ["C-300", 6] as const, ["D-400", 6] as const],
    ]);
    for (const { stale } of list) {
      expect(stale.map(({ source }) => source).sort()).toEqual(["castle", "mill", "north"]);
      for (const { asOf } of stale) expect(Math.abs(Date.parse(asOf) - since)).toBeLessThan(60_000);
      expect(stale[0]).toMatchObject({ ageMinutes: 0 });
    }
    const ms = await longest(since);
    expect(ms).toBeGreaterThan(timeOutMs - 100);
    // One after the other it would be the time-out and five times the answer.
    expect(ms).toBeLessThan(timeOutMs + 3 * answerMs);
  });

  it("goes on serving while its worker and main are killed in the middle, and recovers", async () => {
    const underWay = async () => {
      const before = sources.calls.length;
      await expect.poll(() => sources.calls.length - before, patient).toBeGreaterThan(0);
    };
    const before = await products();
    await underWay();
    await run.killWorker();
    expect(await lowest()).toEqual(Object.fromEntries(before.map(({ sku, lowest }) => [sku, lowest])));
    await underWay();
    await run.killMain();
    expect((await products()).map(({ prices }) => Object.keys(prices).length)).toEqual([6, 6, 6, 6]);

    Object.assign(sources.moods, { north: "well", mill: "well", castle: "well" });
    sources.delayMs = 0;
    sources.prices["D-400"] = 48;
    await expect.poll(async () => (await lowest())["D-400"], patient).toBe(48);
    await expect.poll(async () => (await products()).every(({ stale }) => stale.length === 0), patient).toBe(true);
    const statuses = Object.keys(await run.statuses());
    expect(statuses.filter((status) => !["succeeded", "running", "waiting", "queued"].includes(status))).toEqual([]);
  });
});
