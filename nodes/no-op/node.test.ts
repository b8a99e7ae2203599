import { expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";

const { run } = nodeHarness();

it("No Operation passes its items on, and which is which", async () => {
  const { main, items } = await run("core.noOp", {}, [{ n: 1 }, { n: 2 }]);
  expect(main).toEqual([{ n: 1 }, { n: 2 }]);
  expect(items.main?.map(({ from }) => from)).toEqual([{ item: 0 }, { item: 1 }]);
});
