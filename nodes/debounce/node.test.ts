import { describe, expect, it } from "vitest";
import { lastingHarness } from "@/nodes/lasting.testing";

const { workflow, server } = lastingHarness();
const key = "={{ $json.k }}";
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("Debounce", () => {
  it("lets the latest of each key through once it was quiet, and ends the others", async () => {
    const { start, outcome } = await workflow("core.debounce", { key, quiet: 0.5 });
    const executions = [];
    for (const [n, k] of ["a", "a", "b", "a"].entries()) {
      executions.push(await start({ k, n }));
      await server().until(executions.at(-1) ?? 0, "waiting");
    }
    const all = await Promise.all(executions.map((one) => outcome(one)));
    expect(all.map(({ main }) => main)).toEqual([[], [], [{ k: "b", n: 2 }], [{ k: "a", n: 3 }]]);
    expect(all.map(({ json }) => json.superseded?.length)).toEqual([1, 1, 0, 0]);
  });

  it("lets one through of what is never quiet, after the longest wait", async () => {
    const { start, outcome } = await workflow("core.debounce", { quiet: 0.7, atMost: 1.2 });
    const executions = [];
    for (let n = 0; n < 8; n++) {
      executions.push(await start({ n }));
      await pause(300);
    }
    const all = await Promise.all(executions.map((one) => outcome(one)));
    const passed = all.flatMap(({ main }) => main.map(({ n }) => Number(n)));
    expect(passed.length).toBeGreaterThan(1);
    expect(passed.at(-1)).toBe(7);
  });

  it("knows the latest when the worker dies meanwhile", async () => {
    const { start, outcome } = await workflow("core.debounce", { quiet: 1 });
    const executions = [await start({ n: 0 })];
    await server().until(executions[0] ?? 0, "waiting");
    executions.push(await start({ n: 1 }));
    await server().until(executions[1] ?? 0, "waiting");
    const [worker] = server().workers();
    if (worker) await server().killWorker(worker);
    server().startWorker();
    const all = await Promise.all(executions.map((one) => outcome(one)));
    expect(all.map(({ main }) => main)).toEqual([[], [{ n: 1 }]]);
  });

  it("takes the last of several items of one execution", async () => {
    const { run } = await workflow("core.debounce", { key, quiet: 0.1 });
    const { json } = await run({ k: "a", n: 1 }, { k: "b", n: 2 }, { k: "a", n: 3 });
    expect(json).toEqual({
      main: [
        { k: "b", n: 2 },
        { k: "a", n: 3 },
      ],
      superseded: [{ k: "a", n: 1 }],
    });
  });
});
