import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestServices } from "@/server/services/testing";
import type { Item, Ports } from "@/shared/item";
import { pack } from "./packed-json";
import { executions, steps } from "./schema";
import { digestsIn, outputsIn, packPassed, passedOn, passesOf } from "./step-outputs";

const items: Item[] = [{ json: { n: 1 } }, { json: { n: 2 }, binary: {} }];
const passOn = (list: Item[]): Item[] => list.map((item, index) => ({ ...item, from: { item: index } }));
const from = (step: number) => ({ main: { step, port: "main" } });
const stored =
  (passes = 0) =>
  () => ({ items, passes });

describe("the outputs of a step", () => {
  const inputs = { main: items };

  it("that are what came in, one to one, are known as that", () => {
    expect(passedOn({ inputs, sources: {} }, { main: passOn(items) }, stored())).toEqual({ port: "main", passes: 1 });
    expect(passedOn({ inputs, sources: from(3) }, { done: passOn(items) }, stored(2))).toEqual({
      port: "done",
      passes: 3,
    });
  });

  it.each<[string, Ports, Ports]>([
    ["another object", inputs, { main: passOn([{ json: { n: 1 } }, items[1] as Item]) }],
    ["another file", inputs, { main: passOn([items[0] as Item, { json: items[1]?.json ?? {}, binary: {} }]) }],
    ["another order", inputs, { main: passOn(items.toReversed()) }],
    ["items of another origin", inputs, { main: items.map((item) => ({ ...item, from: { item: 0 } })) }],
    ["items of two origins", inputs, { main: items.map((item, index) => ({ ...item, from: [{ item: index }] })) }],
    ["items of no origin", inputs, { main: items }],
    ["fewer items", inputs, { main: passOn(items).slice(1) }],
    ["nothing", { main: [] }, { main: [] }],
    ["two ports", inputs, { main: passOn(items), other: [] }],
    ["what came in at one of two ports", { ...inputs, other: [] }, { main: passOn(items) }],
  ])("that are %s are stored themselves", (_what, came, outputs) => {
    expect(passedOn({ inputs: came, sources: {} }, outputs, stored())).toBeUndefined();
  });

  it("that came in from elsewhere than the source says are stored themselves", () => {
    const elsewhere = () => ({ items: [{ json: { n: 1 } }, { json: { n: 2 } }], passes: 0 });
    expect(passedOn({ inputs, sources: from(3) }, { main: passOn(items) }, elsewhere)).toBeUndefined();
  });

  it("that came in beside an input without items are stored themselves", () => {
    const sources = { ...from(3), other: { step: 2, port: "main" } };
    expect(passedOn({ inputs, sources }, { main: passOn(items) }, stored())).toBeUndefined();
  });

  it("are stored themselves once in a while, so that a step is read without the whole execution", () => {
    expect(passedOn({ inputs, sources: from(0) }, { main: passOn(items) }, stored(8))).toBeUndefined();
  });
});

describe("reading them", () => {
  let services: ReturnType<typeof openTestServices>;
  beforeEach(() => {
    services = openTestServices();
  });
  afterEach(() => services.close());

  it("follows what went on to where it is stored, or to what the execution began with", async () => {
    const { store } = services.ctx;
    const execution = { workflowId: "w", versionId: 1, status: "succeeded", mode: "webhook", startNode: "a" } as const;
    const step = { executionId: 1, nodeId: "a", run: 0, status: "succeeded", startedAt: 0 } as const;
    const own = { main: [{ json: { own: true }, from: { item: 1 } }] };
    await store.transaction((tx) => {
      tx.insert(executions)
        .values({ ...execution, createdAt: 0, input: pack(JSON.stringify(items)) })
        .run();
      tx.insert(steps)
        .values([
          { ...step, step: 0, outputs: packPassed({ port: "main", passes: 1 }) },
          { ...step, step: 1, outputs: packPassed({ port: "yes", passes: 2 }), sources: JSON.stringify(from(0)) },
          { ...step, step: 2, outputs: pack(JSON.stringify(own)), sources: JSON.stringify(from(1)) },
          { ...step, step: 3, outputs: packPassed({ port: "main", passes: 1 }), sources: JSON.stringify(from(2)) },
          { ...step, step: 4, outputs: null },
        ])
        .run();
    });
    const rows = store.read.select({ outputs: steps.outputs, sources: steps.sources }).from(steps).all();
    let characters = 0;
    const read = outputsIn(store.rawRead, 1, (count) => {
      characters += count;
    });
    expect(rows.map((row) => passesOf(row.outputs))).toEqual([1, 2, 0, 1, 0]);
    expect(rows.map(read)).toEqual([
      { main: passOn(items) },
      { yes: passOn(items) },
      own,
      { main: [{ json: { own: true }, from: { item: 0 } }] },
      {},
    ]);
    expect(characters).toBe(2 * JSON.stringify(items).length + 2 * JSON.stringify(own).length);
  });
});

describe("the names of what steps gave", () => {
  it("are the same for the same items, which are read once however often they were passed on", async () => {
    const { ctx, close } = openTestServices();
    try {
      const values = { executionId: 1, run: 0, status: "succeeded" as const, startedAt: 0 };
      const outputs = pack(JSON.stringify({ main: passOn(items) }));
      const note = (passes: number, port = "main") => packPassed({ port, passes });
      const row = (step: number, bytes: Buffer, source?: number) => ({
        ...{ ...values, step, nodeId: `n${step}`, outputs: bytes },
        sources: source === undefined ? null : JSON.stringify(from(source)),
      });
      const other = pack(JSON.stringify({ main: [{ json: { n: 3 } }] }));
      const rows = [row(0, outputs), ...[1, 2, 3, 4].map((step) => row(step, note(step), step - 1))];
      await ctx.store.transaction((tx) =>
        tx
          .insert(steps)
          .values([...rows, row(5, note(1, "done"), 0), row(6, other), row(7, note(1), 6)])
          .run(),
      );
      let read = 0;
      const digestOf = digestsIn(ctx.store.rawRead, 1, () => void read++);
      const [first, ...more] = [1, 2, 3, 4].map(digestOf);
      expect(new Set([first, ...more]).size).toBe(1);
      expect(read).toBe(1);
      expect(digestOf(0)).toBe(first);
      expect(digestOf(5)).not.toBe(first);
      expect(digestOf(7)).not.toBe(first);
      expect(digestOf(6)).not.toBe(first);
    } finally {
      close();
    }
  });
});
