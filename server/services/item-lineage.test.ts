import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pack } from "@/server/db/packed-json";
import { steps } from "@/server/db/schema";
import { openTestServer, type TestServer } from "@/server/worker/testing";
import type { ItemLineage, RelatedItems } from "@/shared/api";
import type { Item, JsonObject } from "@/shared/item";
import { itemLineage } from "./item-lineage";
import { documentOf, hook } from "./testing";

let server: TestServer;
beforeEach(() => {
  server = openTestServer();
});
afterEach(() => server.close());

const code = (source: string) => ({ type: "core.code", params: { mode: "all", source } });
const noOp = { type: "core.noOp" };

async function run(document: ReturnType<typeof documentOf>, items: JsonObject[]): Promise<number> {
  server.startWorker();
  const id = await server.start(
    await server.add(document),
    "hook",
    items.map((json) => ({ json })),
  );
  expect(await server.until(id)).toMatchObject({ status: "succeeded" });
  return id;
}

/** The lineage of an item of the last run of a node. */
function lineage(id: number, nodeId: string, item: number, port = "main"): ItemLineage {
  const step = server.execution(id).steps.findLast((one) => one.nodeId === nodeId);
  return itemLineage(server.ctx, { id, step: step?.index ?? -1, port, item });
}

/** `node/run.port item,item`, counted from 0. */
const places = (related: RelatedItems[]) =>
  related.map(({ nodeId, run: at, port, items }) => `${nodeId}/${at}.${port} ${items.map(({ item }) => item)}`);

describe("where an item came from", () => {
  it("is told back to the trigger, nearest first, with the first fields of each item", async () => {
    const id = await run(documentOf({ hook: hook("a"), a: noOp, b: noOp }, "hook -> a", "a -> b"), [
      { n: 1 },
      { n: 2, name: "Ann" },
    ]);
    const found = lineage(id, "b", 1);
    expect(places(found.before)).toEqual(["a/0.main 1", "hook/0.main 1"]);
    expect(found.before[0]?.items).toEqual([{ item: 1, preview: "n: 2 · name: Ann" }]);
    expect(found.before.map(({ end }) => end)).toEqual([undefined, "start"]);
    expect(found).toMatchObject({ beforeIsCut: false, after: [], afterIsCut: false });
  });

  it("goes through a merge to the items of both inputs", async () => {
    const both = { type: "core.merge", params: { how: { is: "position" } } };
    const id = await run(
      documentOf(
        { hook: hook("a"), a: noOp, b: noOp, both },
        "hook -> a",
        "hook -> b",
        "a -> both.input0",
        "b -> both.input1",
      ),
      [{ n: 1 }, { n: 2 }],
    );
    expect(places(lineage(id, "both", 1).before).sort()).toEqual(["a/0.main 1", "b/0.main 1", "hook/0.main 1"]);
  });

  it("goes through a loop: an item that is done was in one turn only", async () => {
    const id = await run(
      documentOf(
        { hook: hook("a"), loop: { type: "core.loopOverItems" }, body: noOp, end: noOp },
        ...["hook -> loop", "loop.loop -> body", "body -> loop", "loop.done -> end"],
      ),
      [{ n: 1 }, { n: 2 }, { n: 3 }],
    );
    expect(places(lineage(id, "end", 1).before)).toEqual([
      "loop/3.done 1",
      "body/1.main 0",
      "loop/1.loop 0",
      "hook/0.main 1",
    ]);
  });

  it("follows what a Code node says of its items", async () => {
    const source = "return [{ json: { sum: 3 }, pairedItem: [0, 2] }, { json: {} }]";
    const id = await run(documentOf({ hook: hook("a"), code: code(source) }, "hook -> code"), [{}, {}, {}]);
    expect(places(lineage(id, "code", 0).before)).toEqual(["hook/0.main 0,2"]);
    expect(lineage(id, "code", 1)).toMatchObject({ before: [], end: "unknown" });
  });

  it("names the first of many items, and counts them", async () => {
    const many = Array.from({ length: 500 }, (_, n) => ({ n }));
    const id = await run(documentOf({ hook: hook("a"), all: { type: "core.aggregate" } }, "hook -> all"), many);
    const { before, beforeIsCut } = lineage(id, "all", 0);
    expect(before).toMatchObject([{ nodeId: "hook", total: 500, end: "start" }]);
    expect(before[0]?.items.map(({ item }) => item)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(beforeIsCut).toBe(false);
  });

  it("is not told of an item that is not there", async () => {
    const id = await run(documentOf({ hook: hook("a") }), [{}]);
    expect(() => lineage(id, "hook", 1)).toThrow("This item is not stored");
    expect(() => lineage(id, "hook", 0, "__proto__")).toThrow("This item is not stored");
    expect(lineage(id, "hook", 0)).toMatchObject({ before: [], end: "start" });
  });
});

describe("what an item became", () => {
  it("is every later item that descends from it", async () => {
    const condition = { left: "={{ $json.n }}", type: "number", operation: "gt", right: 1 };
    const choose = { type: "core.if", params: { conditions: { conditions: [condition] } } };
    const id = await run(
      documentOf(
        { hook: hook("a"), choose, big: noOp, small: noOp },
        ...["hook -> choose", "choose.true -> big", "choose.false -> small"],
      ),
      [{ n: 1 }, { n: 2 }, { n: 3 }],
    );
    expect(places(lineage(id, "hook", 2).after)).toEqual(["choose/0.true 1", "big/0.main 1"]);
    expect(places(lineage(id, "hook", 0).after)).toEqual(["choose/0.false 0", "small/0.main 0"]);
  });

  it("is found in the turns of a loop, and after it", async () => {
    const id = await run(
      documentOf(
        { hook: hook("a"), loop: { type: "core.loopOverItems" }, body: noOp },
        ...["hook -> loop", "loop.loop -> body", "body -> loop"],
      ),
      [{ n: 1 }, { n: 2 }, { n: 3 }],
    );
    expect(places(lineage(id, "hook", 1).after)).toEqual(["loop/1.loop 0", "body/1.main 0", "loop/3.done 1"]);
  });
});

describe("hostile or huge lineage", () => {
  type Stored = { sources?: { [port: string]: { step: number; port: string } }; items: Item[] };
  async function store(rows: Stored[]): Promise<number> {
    const id = 7;
    await server.store.transaction((tx) => {
      rows.forEach(({ sources, items }, step) => {
        const outputs = pack(JSON.stringify({ main: items }));
        const row = { executionId: id, step, nodeId: `n${step}`, run: 0, status: "succeeded", startedAt: 1 } as const;
        tx.insert(steps)
          .values({ ...row, outputs, sources: JSON.stringify(sources ?? {}) })
          .run();
      });
    });
    return id;
  }
  const from = (step: number) => ({ main: { step, port: "main" } });

  it("that goes in a circle ends", async () => {
    const id = await store([
      { sources: from(1), items: [{ json: {}, from: { item: 0 } }] },
      { sources: from(0), items: [{ json: {}, from: { item: 0, source: { step: 1, port: "main" } } }] },
    ]);
    expect(itemLineage(server.ctx, { id, step: 1, port: "main", item: 0 })).toMatchObject({
      before: [],
      end: "unknown",
    });
  });

  it("is cut after a hundred places, and says so", async () => {
    const chain = Array.from({ length: 150 }, (_, step) => ({
      ...(step > 0 && { sources: from(step - 1) }),
      items: [{ json: {}, from: { item: 0 } }],
    }));
    const id = await store(chain);
    const back = itemLineage(server.ctx, { id, step: 149, port: "main", item: 0 });
    expect(back.before).toHaveLength(100);
    expect(back.beforeIsCut).toBe(true);
    const forth = itemLineage(server.ctx, { id, step: 0, port: "main", item: 0 });
    expect(forth.after).toHaveLength(100);
    expect(forth.afterIsCut).toBe(true);
  });

  it("of an item made of very many is cut, and says so", async () => {
    const count = 60_000;
    const items = Array.from({ length: count }, () => ({ json: {} }));
    const origins = items.map((_, item) => ({ item }));
    const id = await store([{ items }, { sources: from(0), items: [{ json: {}, from: origins }] }]);
    const { before, beforeIsCut } = itemLineage(server.ctx, { id, step: 1, port: "main", item: 0 });
    expect(before).toMatchObject([{ nodeId: "n0", total: 50_000 }]);
    expect(beforeIsCut).toBe(true);
  });
});
