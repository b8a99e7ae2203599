import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { kinds } from "./random";

const { run } = nodeHarness();

describe("Debug Helper", () => {
  it.each(kinds.map(({ value }) => value))("makes sample data of the kind %s, the same for one seed", async (kind) => {
    const make = async (seed: string) =>
      (await run("core.debugHelper", { action: { is: "random", kind, count: 3, seed } })).main;
    const first = await make("a");
    expect(first).toHaveLength(3);
    expect(await make("a")).toEqual(first);
    expect(await make("b")).not.toEqual(first);
  });

  it("fails with a message, or passes items on", async () => {
    expect((await run("core.debugHelper", { action: { is: "fail", message: "boom" } })).error?.message).toBe("boom");
    expect((await run("core.debugHelper", { action: { is: "nothing" } }, [{ a: 1 }])).main).toEqual([{ a: 1 }]);
  });
});
