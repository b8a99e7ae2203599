import { expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";

const { run } = nodeHarness();

it("When an execution fails: hands on the items it is started with", async () => {
  expect((await run("core.errorTrigger", {}, [{ n: 1 }, { n: 2 }])).main).toEqual([{ n: 1 }, { n: 2 }]);
});
