import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";

const { run } = nodeHarness();

describe("Code", () => {
  it("runs once for all items", async () => {
    const source = "return [{ sum: $input.all().reduce((sum, i) => sum + i.json.n, 0) }]";
    expect((await run("core.code", { mode: "all", source }, [{ n: 1 }, { n: 2 }])).main).toEqual([{ sum: 3 }]);
  });

  it("runs once for each item, and keeps which is which", async () => {
    const source = "return $json.n > 1 ? { n: $json.n * 10 } : null";
    const { main, items } = await run("core.code", { mode: "each", source }, [{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(main).toEqual([{ n: 20 }, { n: 30 }]);
    expect(items.main?.map(({ from }) => from)).toEqual([{ item: 1 }, { item: 2 }]);
  });

  it("gives its items on when nothing was changed in it", async () => {
    expect((await run("core.code", {}, [{ n: 1 }])).main).toEqual([{ n: 1 }]);
  });

  it("keeps its console lines with the step", async () => {
    expect((await run("core.code", { source: "console.log('n is', 5); return []" })).logs).toEqual(["n is 5"]);
  });

  it("tells the line of an error", async () => {
    const { status, error } = await run("core.code", { source: "const a = {};\na.b.c;\nreturn []" });
    expect(status).toBe("failed");
    expect(error).toMatchObject({ code: "CODE_THROWN", message: expect.stringMatching(/^TypeError.*\(line 2\)$/) });
  });

  it("tells the item of an error", async () => {
    const source = "if ($json.n === 2) throw new Error('no twos'); return $json";
    const { error } = await run("core.code", { mode: "each", source }, [{ n: 1 }, { n: 2 }]);
    expect(error).toMatchObject({ message: "no twos (line 1)", item: 1 });
  });

  it.each(["fetch('https://example.com')", "require('fs')", "process.exit()"])(
    "%s says what to use instead",
    async (call) => {
      const { error } = await run("core.code", { source: `${call}; return []` });
      expect(error?.hint).toMatch(/HTTP Request node/);
    },
  );

  it("is never a template: braces and = are JavaScript", async () => {
    expect((await run("core.code", { source: "=> 1" })).error?.code).toBe("CODE_SYNTAX");
    expect((await run("core.code", { source: "return { t: '{{ $json.n }}' }" }, [{ n: 1 }])).main).toEqual([
      { t: "{{ $json.n }}" },
    ]);
  });
});
