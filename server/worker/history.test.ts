import { describe, expect, it } from "vitest";
import type { Ports } from "@/shared/item";
import { History, type PastStep } from "./history";

const charactersEach = 9_000_000;

/** A loop of ten turns, `big` with 9 million characters each, followed by `small`. */
function looped() {
  const read: number[] = [];
  const outputs = (index: number): Ports => ({ main: [{ json: { n: index }, from: { item: 0 } }] });
  const history = new History([], (index) => {
    read.push(index);
    return outputs(index);
  });
  for (let turn = 0; turn < 10; turn++) {
    const [big, small] = [turn * 2, turn * 2 + 1];
    const sources: PastStep["sources"] = turn === 0 ? {} : { main: { step: big - 1, port: "main" } };
    history.add(big, { nodeId: "big", run: turn, sources, outputs: outputs(big) });
    history.stored(big, charactersEach);
    history.add(small, {
      ...{ nodeId: "small", run: turn, outputs: outputs(small) },
      sources: { main: { step: big, port: "main" } },
    });
    history.stored(small, 100);
  }
  return { history, read };
}

describe("what an execution remembers", () => {
  it("lets large outputs of earlier runs go, and reads them again when asked", () => {
    const { history, read } = looped();
    expect(history.runs("big").map(({ outputs }) => outputs.main?.[0]?.json.n)).toEqual(
      Array.from({ length: 10 }, (_, turn) => turn * 2),
    );
    expect(read.length).toBeGreaterThan(5);
  });

  it("keeps the latest run of each node, and what is small", () => {
    const { history, read } = looped();
    expect(history.last("big")?.outputs.main?.[0]?.json.n).toBe(18);
    for (const { outputs } of history.runs("small")) expect(outputs.main).toHaveLength(1);
    expect(read).toEqual([]);
  });

  it("lets go of many that are not large, once all of them together are", () => {
    const read: number[] = [];
    const outputs: Ports = { main: [{ json: { n: 1 } }] };
    const history = new History([], (index) => {
      read.push(index);
      return outputs;
    });
    for (let step = 0; step < 1_000; step++) {
      history.add(step, { nodeId: "page", run: step, sources: {}, outputs });
      history.stored(step, 50_000);
    }
    for (let step = 900; step < 1_000; step++) expect(history.step(step)?.outputs).toBe(outputs);
    expect(read).toEqual([]);
    expect(history.step(0)?.outputs).toEqual(outputs);
    expect(read).toEqual([0]);
  });

  it("reads a run once for many questions", () => {
    const { history, read } = looped();
    const first = history.runs("big")[0];
    for (let time = 0; time < 5; time++) expect(first?.outputs.main?.[0]?.json.n).toBe(0);
    expect(read).toEqual([0]);
  });

  it("traces items through what it let go", () => {
    const { history } = looped();
    expect(history.trace({ step: 3, port: "main" }, 0, "big")).toEqual({ port: "main", item: 0 });
  });
});
