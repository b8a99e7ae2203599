import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { documentOf, hook } from "@/server/services/testing";
import type { Json, JsonObject } from "@/shared/item";

const { server } = nodeHarness();

const cursor = (action: JsonObject, name = "cursor") => ({ type: "core.syncCursor", params: { name, action } });
const failing = {
  type: "core.code",
  params: { mode: "all", source: "if ($json.fail) throw new Error('no'); return $input.all()" },
};
const to = (way: string) => ({ is: "advance", value: "={{ $json.at }}", to: way });

/** A synchronisation: reads the mark, works, and moves it on. */
async function sync(way = "highest") {
  const nodes = {
    hook: hook(`h${Math.random()}`),
    read: cursor({ is: "read", start: "never" }),
    work: failing,
    move: cursor(to(way)),
  };
  const document = documentOf(nodes, "hook -> read", "read -> work", "work -> move");
  const id = await server().add(document);
  return async (...items: JsonObject[]) => {
    const run = await server().start(
      id,
      "hook",
      items.map((json) => ({ json })),
    );
    const { status, errorInfo } = await server().until(run);
    return { status, message: errorInfo?.message, mark: server().output(run, "read").main?.[0]?.cursor as Json };
  };
}

describe("Sync Cursor", () => {
  it("gives what the last execution that went through has reached", async () => {
    const run = await sync();
    expect((await run({ at: "2026-11-29T10:00:00Z" }, { at: "2026-11-28T23:00:00-02:00" })).mark).toBe("never");
    expect((await run({ at: "2026-11-29T11:00:00+02:00" })).mark).toBe("2026-11-29T10:00:00Z");
    expect((await run({ at: "2026-11-29T10:00:01Z" })).mark).toBe("2026-11-29T10:00:00Z");
    expect((await run({ at: "" })).mark).toBe("2026-11-29T10:00:01Z");
  });

  it("stays where it is when the work before it fails", async () => {
    const run = await sync();
    await run({ at: 5 });
    expect(await run({ at: 9, fail: true })).toMatchObject({ status: "failed", mark: 5 });
    expect((await run({ at: 6 })).mark).toBe(5);
    expect((await run({ at: 6 })).mark).toBe(6);
  });

  it("can go where the last item is, also back", async () => {
    const run = await sync("last");
    await run({ at: 9 }, { at: 3 });
    expect((await run({ at: 1 })).mark).toBe(3);
  });

  it("names the item whose value is of another kind", async () => {
    const run = await sync();
    await run({ at: 5 });
    expect((await run({ at: 6 }, { at: "seven" })).message).toContain('"seven" cannot be compared with the mark');
    expect((await run({ at: 6 })).mark).toBe(5);
  });

  it("is one of several of a workflow, and can be forgotten", async () => {
    const read = (name: string) => cursor({ is: "read", into: name }, name);
    const nodes = {
      ...{ hook: hook("several"), other: hook("forget") },
      ...{ a: cursor(to("highest"), "a"), ra: read("a"), rb: read("b"), drop: cursor({ is: "reset" }, "a") },
    };
    const id = await server().add(documentOf(nodes, "hook -> ra", "ra -> rb", "rb -> a", "other -> drop"));
    const run = async (start: string, at: number) => {
      const execution = await server().start(id, start, [{ json: { at } }]);
      await server().until(execution);
      return server().output(execution, start === "hook" ? "rb" : "drop").main;
    };
    await run("hook", 1);
    expect(await run("hook", 2)).toEqual([{ at: 2, a: 1, b: null }]);
    await run("other", 0);
    expect(await run("hook", 3)).toEqual([{ at: 3, a: null, b: null }]);
  });
});
