import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { documentOf } from "@/server/services/testing";
import type { JsonObject } from "@/shared/item";

const { runDocument, server } = nodeHarness();
const give = (list: JsonObject[]) => ({ type: "core.code", params: { source: `return ${JSON.stringify(list)}` } });

async function merge(params: JsonObject, ...lists: JsonObject[][]) {
  const document = documentOf(
    {
      start: { type: "core.manualTrigger" },
      ...Object.fromEntries(lists.map((list, index) => [`list${index}`, give(list)])),
      merge: { type: "core.merge", params: { inputs: Math.max(lists.length, 2), ...params } },
    },
    ...lists.flatMap((_, index) => [`start -> list${index}`, `list${index} -> merge.input${index}`]),
  );
  return server().output(await runDocument(document, [{ json: {} }]), "merge").main ?? [];
}

const people: JsonObject[] = [{ id: 1, name: "Ann" }, { id: 2, name: "Bo" }, { name: "Cy" }];
const ages = [
  { person: 2, age: 30 },
  { person: 1, age: 40 },
  { person: 9, age: 50 },
];
const match = [{ first: "id", second: "person" }];

describe("Merge", () => {
  it("puts the inputs one after the other, as many as there are", async () => {
    expect(await merge({}, [{ a: 1 }], [{ a: 2 }], [{ a: 3 }])).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  });

  it("joins by position", async () => {
    const lists = [[{ a: 1 }, { a: 2 }], [{ b: 1 }]];
    expect(await merge({ how: { is: "position" } }, ...lists)).toEqual([{ a: 1, b: 1 }]);
    expect(await merge({ how: { is: "position", unpaired: true } }, ...lists)).toEqual([{ a: 1, b: 1 }, { a: 2 }]);
  });

  it.each([
    [
      "keepMatches",
      [
        [1, 40],
        [2, 30],
      ],
    ],
    [
      "keepNonMatches",
      [
        [undefined, undefined],
        [undefined, 50],
      ],
    ],
    [
      "keepEverything",
      [
        [1, 40],
        [2, 30],
        [undefined, undefined],
        [undefined, 50],
      ],
    ],
    [
      "enrichFirst",
      [
        [1, 40],
        [2, 30],
        [undefined, undefined],
      ],
    ],
    [
      "enrichSecond",
      [
        [1, 40],
        [2, 30],
        [undefined, 50],
      ],
    ],
  ])("joins by matching fields: %s", async (keep, wanted) => {
    const result = await merge({ how: { is: "fields", match, keep } }, people, ages);
    expect(result.map(({ id, age }) => [id, age])).toEqual(wanted);
  });

  it("makes every combination", async () => {
    expect(await merge({ how: { is: "all" } }, [{ a: 1 }, { a: 2 }], [{ b: 1 }, { b: 2 }])).toHaveLength(4);
  });

  it("passes one input on", async () => {
    expect(await merge({ how: { is: "choose", input: 2 } }, [{ a: 1 }], [{ a: 2 }])).toEqual([{ a: 2 }]);
  });

  it("lets the later or the earlier input win", async () => {
    const lists = [[{ a: 1, x: 0 }], [{ a: 2 }]];
    expect(await merge({ how: { is: "position" } }, ...lists)).toEqual([{ a: 2, x: 0 }]);
    expect(await merge({ how: { is: "position" }, prefer: "first" }, ...lists)).toEqual([{ a: 1, x: 0 }]);
  });

  it("runs with what came when the other branch ended", async () => {
    expect(await merge({}, [{ a: 1 }], [])).toEqual([{ a: 1 }]);
    expect(await merge({ how: { is: "position" } }, [{ a: 1 }], [])).toEqual([{ a: 1 }]);
  });

  it("keeps what both have under numbered names, merges objects, or only gives one side", async () => {
    const lists = [[{ id: 1, o: { a: 1 } }], [{ id: 1, o: { b: 2 } }]];
    const how = { is: "fields", match: [{ first: "id", second: "" }], keep: "keepMatches" };
    expect(await merge({ how, prefer: "suffix" }, ...lists)).toEqual([
      { id_1: 1, o_1: { a: 1 }, id_2: 1, o_2: { b: 2 } },
    ]);
    expect(await merge({ how }, ...lists)).toEqual([{ id: 1, o: { a: 1, b: 2 } }]);
    expect(await merge({ how: { ...how, output: "second" } }, ...lists)).toEqual([{ id: 1, o: { b: 2 } }]);
  });

  it("compares loosely when told to", async () => {
    const how = { is: "fields", match: [{ first: "id", second: "" }], keep: "keepMatches", fuzzy: true };
    expect(await merge({ how }, [{ id: 1 }], [{ id: "1", n: 2 }])).toEqual([{ id: "1", n: 2 }]);
  });
});
