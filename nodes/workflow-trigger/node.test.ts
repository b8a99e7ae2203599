import { expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";

const { run } = nodeHarness();

it("When called by another workflow: hands on the items it is started with", async () => {
  expect((await run("core.workflowTrigger", {}, [{ n: 1 }, { n: 2 }])).main).toEqual([{ n: 1 }, { n: 2 }]);
});
