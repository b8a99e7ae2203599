import { expect, it } from "vitest";
import { nodeHarness, when } from "@/nodes/testing";

const { run } = nodeHarness();

it("Filter keeps the items that meet the conditions, and gives the others apart", async () => {
  const conditions = when("={{ $json.n }}", "number", "gte", 2);
  const { json, items } = await run("core.filter", { conditions }, [{ n: 1 }, { n: 2 }, { n: 3 }]);
  expect(json).toEqual({ main: [{ n: 2 }, { n: 3 }], dropped: [{ n: 1 }] });
  expect(items.main?.map(({ from }) => from)).toEqual([{ item: 1 }, { item: 2 }]);
});
