import { describe, expect, it } from "vitest";
import { defineNode, suspend } from "@/nodes/sdk/define-node";
import type { Item, Ports } from "@/shared/item";
import type { RecordedStep } from "./run-workflow";
import { add, type Drawn, draw, pass, run } from "./testing";

const base = { version: 1, label: "Test", summary: "For a specification", category: "flow", icon: "dot" } as const;
const oneToOne = { ...base, inputs: ["main"], outputs: ["main"], params: {}, effect: "none" } as const;

/** Goes on once the signal is given; `log` says when it began and ended. */
function gate(log: string[]) {
  const opened = new Map<string, () => void>();
  const node = (name: string) =>
    defineNode({
      ...oneToOne,
      type: "test.gate",
      async executeAll({ inputs }) {
        log.push(`${name} begins`);
        await new Promise<void>((open) => opened.set(name, open));
        log.push(`${name} ends`);
        return { main: (inputs.main ?? []).map(({ json }): Item => ({ json: { text: `${json.text}${name}` } })) };
      },
    });
  const open = async (name: string) => {
    await expect.poll(() => opened.has(name)).toBe(true);
    opened.get(name)?.();
    await new Promise(setImmediate);
  };
  return { node, open };
}

const join = defineNode({
  ...base,
  type: "test.join",
  inputs: ["a", "b"],
  outputs: ["main"],
  params: {},
  effect: "none",
  executeAll: ({ inputs }) => ({ main: [...(inputs.a ?? []), ...(inputs.b ?? [])] }),
});
const fails = defineNode({
  ...oneToOne,
  type: "test.fails",
  executeAll() {
    throw new Error("broken");
  },
});
const waits = defineNode({
  ...oneToOne,
  type: "test.waits",
  suspends: true,
  executeAll: ({ inputs, resumed }) => (resumed ? { main: inputs.main ?? [] } : suspend({ until: null })),
});

function sideBySide(nodes: { [id: string]: Drawn }, ...wires: string[]) {
  const drawing = draw(nodes, ...wires);
  drawing.document.settings.order = "parallel";
  return drawing;
}
const mainOf = (texts: string[]): Ports => ({ main: texts.map((text): Item => ({ json: { text } })) });

describe("branches side by side", () => {
  it("begin at once, and a node that joins them waits for the slowest", async () => {
    const log: string[] = [];
    const { node, open } = gate(log);
    const drawing = sideBySide(
      { start: pass, a: node("a"), b: node("b"), join },
      "start -> a",
      "start -> b",
      "a -> join.a",
      "b -> join.b",
    );
    const running = run(drawing, "start");
    await open("b");
    await open("a");
    const ran = await running;
    expect(log).toEqual(["a begins", "b begins", "b ends", "a ends"]);
    expect(ran.texts("join")).toEqual([["a", "b"]]);
    expect(ran.result).toMatchObject({ status: "succeeded", last: { nodeId: "join" } });
  });

  it("let a node with several inputs go on with what came, once nothing more can come", async () => {
    const log: string[] = [];
    const { node, open } = gate(log);
    const none = defineNode({ ...oneToOne, type: "test.none", executeAll: () => ({ main: [] }) });
    const drawing = sideBySide(
      { start: pass, none, slow: node("slow"), join, end: add("!") },
      "start -> none",
      "start -> slow",
      "none -> join.a",
      "slow -> join.b",
      "join -> end",
    );
    const running = run(drawing, "start");
    await open("slow");
    expect((await running).texts("end")).toEqual([["slow!"]]);
  });

  it("come to their end when another fails, and nothing new begins", async () => {
    const log: string[] = [];
    const { node, open } = gate(log);
    const drawing = sideBySide(
      { start: pass, bad: fails, slow: node("slow"), after: pass },
      "start -> bad",
      "start -> slow",
      "slow -> after",
    );
    const running = run(drawing, "start");
    await open("slow");
    const ran = await running;
    expect(ran.result).toMatchObject({ status: "failed", error: { nodeId: "bad", message: "broken" } });
    expect(log).toEqual(["slow begins", "slow ends"]);
    expect(ran.order).not.toContain("after");
  });

  it("wait last: a node that suspends begins when the others are over", async () => {
    const drawing = sideBySide(
      { start: pass, wait: waits, a: add("a"), b: add("b") },
      "start -> wait",
      "start -> a",
      "a -> b",
    );
    const ran = await run(drawing, "start");
    expect(ran.order).toEqual(["start", "a", "b", "wait"]);
    expect(ran.result).toEqual({ status: "waiting", until: null });
  });

  it("go on after a crash in whatever order they had run: no finished step runs again, others keep their number", async () => {
    const drawing = sideBySide(
      { start: pass, a: add("a"), b: add("b"), join, end: add("!") },
      "start -> a",
      "start -> b",
      "a -> join.a",
      "b -> join.b",
      "join -> end",
    );
    // The second branch was first: its step has number 1; the other was cut off with number 2.
    const recorded: RecordedStep[] = [
      { nodeId: "start", outputs: mainOf(["x"]) },
      { nodeId: "b", outputs: mainOf(["from before"]) },
    ];
    const numbers: { [nodeId: string]: number } = { start: 0, b: 1, a: 2 };
    const ran = await run(drawing, "start", ["x"], {
      recorded,
      past: {
        firstIndex: 3,
        find: ({ nodeId }) => {
          const index = numbers[nodeId];
          return index === undefined ? undefined : { index, isFinished: index < 2 };
        },
      },
    });
    expect(ran.order).toEqual(["a", "join", "end"]);
    expect(ran.texts("end")).toEqual([["xa!", "from before!"]]);
    expect(ran.steps.map(({ step }) => [step.node.id, step.index])).toEqual([
      ["a", 2],
      ["join", 3],
      ["end", 4],
    ]);
  });

  it("end with a clear error when they loop for ever", async () => {
    const drawing = sideBySide({ a: pass, b: pass }, "a -> b", "b -> a");
    const { result } = await run(drawing, "a", ["x"], { maxSteps: 50 });
    expect(result).toMatchObject({ status: "failed", error: { code: "TOO_MANY_STEPS" } });
  });
});
