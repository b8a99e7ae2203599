import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { getExecution, stepData } from "@/server/services/executions";
import { documentOf } from "@/server/services/testing";
import type { JsonObject, Ports } from "@/shared/item";

const { runDocument, server } = nodeHarness();

/** Both lists come out of one item, by Split Out. */
async function compare(a: JsonObject[], b: JsonObject[], params: JsonObject): Promise<{ ports: Ports; code?: string }> {
  const document = documentOf(
    {
      start: { type: "core.manualTrigger" },
      a: { type: "core.splitOut", params: { field: "a" } },
      b: { type: "core.splitOut", params: { field: "b" } },
      node: { type: "core.compareDatasets", params: { match: [{ first: "id" }], ...params } },
    },
    "start -> a",
    "start -> b",
    "a -> node.first",
    "b -> node.second",
  );
  const id = await runDocument(document, [{ json: { a, b } }]);
  const { ctx } = server();
  const step = getExecution(ctx, { id }).steps.findLast(({ nodeId }) => nodeId === "node");
  if (!step) throw new Error("It did not run");
  return { ports: stepData(ctx, { id, step: step.index }).outputs, code: step.error?.code };
}
const json = (ports: Ports, port: string) => (ports[port] ?? []).map((item) => item.json);

const a = [{ id: 1, v: "x" }, { id: 2, v: 5, o: { t: 1, k: 1 } }, { id: 3 }] as JsonObject[];
const b = [{ id: 2, v: "5", o: { t: 2, k: 1 } }, { id: 1, v: "x" }, { id: 4 }] as JsonObject[];

describe("Compare Datasets", () => {
  it("tells what is in one list only, in both, and what differs", async () => {
    const { ports } = await compare(a, b, {});
    expect(json(ports, "onlyFirst")).toEqual([{ id: 3 }]);
    expect(json(ports, "same")).toEqual([{ id: 1, v: "x" }]);
    expect(json(ports, "onlySecond")).toEqual([{ id: 4 }]);
    expect(json(ports, "different")).toEqual([
      {
        keys: { id: 2 },
        same: { id: 2 },
        different: { v: { inputA: 5, inputB: "5" }, o: { inputA: { t: 1, k: 1 }, inputB: { t: 2, k: 1 } } },
      },
    ]);
    expect(ports.different?.[0]?.from).toEqual([{ item: 1 }, { item: 0, input: "second" }]);
    expect(ports.onlySecond?.[0]?.from).toEqual({ item: 2, input: "second" });
  });

  it("can accept other types and skip fields", async () => {
    const { ports } = await compare(a, b, { fuzzy: true, skip: "o.t" });
    expect(json(ports, "same")).toEqual([a[0], a[1]]);
    const skipped = await compare(a, b, { skip: "o.t" });
    expect(json(skipped.ports, "different")[0]?.skipped).toEqual({ o: { inputA: { t: 1 }, inputB: { t: 2 } } });
  });

  it("can give one version, or a mix", async () => {
    const given = async (give: JsonObject) => json((await compare(a, b, { give })).ports, "different");
    expect(await given({ is: "first" })).toEqual([a[1]]);
    expect(await given({ is: "second" })).toEqual([b[0]]);
    expect(await given({ is: "mix", prefer: "second", except: "o.t" })).toEqual([{ id: 2, v: "5", o: { t: 1, k: 1 } }]);
  });

  it("pairs an item once, or with several", async () => {
    const twice = [
      { id: 1, v: "x" },
      { id: 1, v: "y" },
    ];
    expect(json((await compare([{ id: 1, v: "x" }], twice, {})).ports, "onlySecond")).toEqual([twice[1]]);
    const { ports } = await compare([{ id: 1, v: "x" }], twice, { all: true });
    expect([json(ports, "same").length, json(ports, "different").length]).toEqual([1, 1]);
  });

  it("says which field no item has", async () => {
    expect((await compare(a, b, { match: [{ first: "gone" }] })).code).toBe("FIELD_MISSING");
    expect((await compare(a, b, { match: [{ first: "__proto__.x" }] })).code).toBe("FIELD_MISSING");
  });
});
