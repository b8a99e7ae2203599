import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";

const { run } = nodeHarness();
const items = [{ n: 1 }, { n: 2 }, { n: 3 }];

describe("Limit", () => {
  it.each([
    [{ count: 2 }, [1, 2]],
    [{ count: 2, keep: "last" }, [2, 3]],
    [{ count: 9, keep: "last" }, [1, 2, 3]],
    [{ count: 0 }, []],
    [{ count: 0, keep: "last" }, []],
    [{}, [1]],
  ])("%j keeps %j", async (params, wanted) => {
    expect((await run("core.limit", params, items)).main.map(({ n }) => n)).toEqual(wanted);
  });

  it("refuses less than nothing", async () => {
    expect((await run("core.limit", { count: -1 }, items)).error?.message).toMatch(/^Parameter "How many"/);
  });
});
