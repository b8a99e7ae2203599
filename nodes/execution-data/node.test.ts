import { expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";

const { run } = nodeHarness();

it("Execution Data notes values and passes items on", async () => {
  const values = [{ key: "order", value: "={{ $json.id }}" }];
  const { main, logs } = await run("core.executionData", { values }, [{ id: 7 }, { id: 8 }]);
  expect(main).toEqual([{ id: 7 }, { id: 8 }]);
  expect(logs).toEqual(["order: 7", "order: 8"]);
});
