import { describe, expect, it } from "vitest";
import { add, all, asks, choose, type Drawing, draw, each, join, loop, pass, picky, run, wait } from "./testing";

describe("a workflow", () => {
  it("sends items along the wires", async () => {
    const ran = await run(draw({ a: pass, b: add("!"), c: add("?") }, "a -> b", "b -> c"), "a", ["x", "y"]);
    expect(ran.result.status).toBe("succeeded");
    expect(ran.texts("c")).toEqual([["x!?", "y!?"]]);
  });

  it("tells its last node and what that gave", async () => {
    const { result } = await run(draw({ a: pass, b: add("!") }, "a -> b"), "a", ["x"]);
    expect(result).toMatchObject({ last: { nodeId: "b", outputs: { main: [{ json: { text: "x!" } }] } } });
  });

  it("sends the same items down every wire of a port", async () => {
    const ran = await run(draw({ a: pass, b: add("1"), c: add("2") }, "a -> b", "a -> c"), "a", ["x"]);
    expect([ran.texts("b"), ran.texts("c")]).toEqual([[["x1"]], [["x2"]]]);
  });

  it("runs a node once for each wire that ends at its only input", async () => {
    const ran = await run(
      draw({ a: pass, b: add("1"), c: add("2"), d: pass }, "a -> b", "a -> c", "b -> d", "c -> d"),
      "a",
      ["x"],
    );
    expect(ran.texts("d")).toEqual([["x1"], ["x2"]]);
    expect(ran.steps.map(({ step }) => step.run)).toEqual([0, 0, 0, 0, 1]);
  });

  it("follows only the port that gave items", async () => {
    const w = draw({ if: choose("x"), yes: pass, no: pass }, "if.yes -> yes", "if.no -> no");
    expect((await run(w, "if", ["x"])).order).toEqual(["if", "yes"]);
  });

  it("ends a branch where nothing is left", async () => {
    const nothing = all(() => ({ main: [] }));
    expect((await run(draw({ a: nothing, b: pass }, "a -> b"), "a")).order).toEqual(["a"]);
  });

  it("takes no wire of nodes that are not there", async () => {
    const w = draw({ a: pass, b: pass }, "a -> b", "a -> gone", "gone -> b");
    expect((await run(w, "a")).order).toEqual(["a", "b"]);
  });

  it("keeps items of one port in their order when a group of them runs at once", async () => {
    const w = draw({ a: { does: picky, params: (_, index) => ({ amount: 3, title: String(index) }) } });
    expect((await run(w, "a", ["", "", "", ""])).texts("a")).toEqual([["3 0", "3 1", "3 2", "3 3"]]);
  });
});

describe("the order of branches", () => {
  const positions = (b: number, c: number) => ({
    a: pass,
    b: { does: pass, position: { x: 0, y: b } },
    c: { does: pass, position: { x: 0, y: c } },
    b2: pass,
    c2: pass,
  });

  it("is from top to bottom, and a branch is finished before the next begins", async () => {
    const wires = ["a -> b", "a -> c", "b -> b2", "c -> c2"];
    expect((await run(draw(positions(0, 100), ...wires), "a")).order).toEqual(["a", "b", "b2", "c", "c2"]);
    expect((await run(draw(positions(100, 0), ...wires), "a")).order).toEqual(["a", "c", "c2", "b", "b2"]);
  });

  it("is from left to right where nodes stand at the same height", async () => {
    const at = (x: number) => ({ does: pass, position: { x, y: 50 } });
    const w = draw({ a: pass, right: at(300), left: at(200) }, "a -> right", "a -> left");
    expect((await run(w, "a")).order).toEqual(["a", "left", "right"]);
  });

  it("is that of the targets, not of the ports", async () => {
    const w = draw(
      { if: choose("x"), no: pass, yes: { does: pass, position: { x: 0, y: 900 } } },
      "if.yes -> yes",
      "if.no -> no",
    );
    expect((await run(w, "if", ["x", "y"])).order).toEqual(["if", "no", "yes"]);
  });
});

describe("a node with several inputs", () => {
  it("waits for all of them", async () => {
    const w = draw(
      { a: pass, top: add("1"), low: add("2"), join },
      "a -> top",
      "a -> low",
      "top -> join.first",
      "low -> join.second",
    );
    const ran = await run(w, "a", ["x"]);
    expect(ran.order).toEqual(["a", "top", "low", "join"]);
    expect(ran.texts("join")).toEqual([["x1", "x2"]]);
  });

  it("gets its inputs by their names, whichever came first", async () => {
    const w = draw(
      { a: pass, top: add("1"), low: add("2"), join },
      "a -> top",
      "a -> low",
      "top -> join.second",
      "low -> join.first",
    );
    expect((await run(w, "a", ["x"])).texts("join")).toEqual([["x2", "x1"]]);
  });

  it("runs with one input when the other branch ended early", async () => {
    const w = draw(
      { if: choose("x"), yes: add("y"), no: add("n"), join },
      "if.yes -> yes",
      "if.no -> no",
      "yes -> join.first",
      "no -> join.second",
    );
    expect((await run(w, "if", ["x"])).texts("join")).toEqual([["xy"]]);
  });

  it("does not run with a part when it needs all", async () => {
    const w = draw({ if: choose("x"), join, end: pass }, "if.yes -> join.first", "if.no -> join.second", "join -> end");
    const ran = await run(w, "if", ["x"], { needsAll: ["join"] });
    expect(ran.result.status).toBe("succeeded");
    expect(ran.order).toEqual(["if"]);
  });

  it("is released before the waiting nodes below it", async () => {
    // `down` waits first, and for `up`: it must not run before `up` had its chance.
    const w = draw(
      { start: pass, if: choose("x"), up: join, down: join },
      "start -> down.second",
      "start -> if",
      "if.yes -> up.first",
      "if.no -> up.second",
      "up -> down.first",
    );
    const ran = await run(w, "start", ["x"]);
    expect(ran.order).toEqual(["start", "if", "up", "down"]);
    expect(ran.texts("down")).toEqual([["x", "x"]]);
  });

  it("is released before another that stands higher, as in n8n, where nothing else decides", async () => {
    const w = draw(
      { a: choose("x"), one: join, two: join },
      "a.yes -> one.first",
      "a.yes -> two.first",
      "a.no -> one.second",
      "a.no -> two.second",
    );
    expect((await run(w, "a", ["x"])).order).toEqual(["a", "two", "one"]);
  });

  it("is released by the longest wait where two wait for each other", async () => {
    const w = draw(
      { a: pass, one: join, two: join },
      "a -> one.first",
      "a -> two.first",
      "one -> two.second",
      "two -> one.second",
    );
    const ran = await run(w, "a", ["x"], { maxSteps: 20 });
    expect(ran.order.slice(0, 3)).toEqual(["a", "two", "one"]);
  });

  it("fills a further slot when a branch brings items a second time", async () => {
    const w = draw(
      { a: pass, b: add("1"), c: add("2"), d: add("3"), join },
      "a -> b",
      "a -> c",
      "a -> d",
      "b -> join.first",
      "c -> join.first",
      "d -> join.second",
    );
    expect((await run(w, "a", ["x"])).texts("join")).toEqual([["x1", "x3"], ["x2"]]);
  });
});

describe("a loop", () => {
  it("runs its nodes again for every turn", async () => {
    const w = draw({ loop, body: add("!"), end: pass }, "loop.loop -> body", "body -> loop", "loop.done -> end");
    const ran = await run(w, "loop", ["a", "b", "c"]);
    expect(ran.texts("body")).toEqual([["a!"], ["b!"], ["c!"]]);
    expect(ran.texts("end")).toEqual([["a!", "b!", "c!"]]);
  });

  it("starts afresh inside another loop", async () => {
    const twice = all(({ main = [] }) => ({ main: main.flatMap((item) => [item, item]) }));
    const w = draw(
      { outer: loop, twice, inner: loop, body: add("!"), end: pass },
      "outer.loop -> twice",
      "twice -> inner",
      "inner.loop -> body",
      "body -> inner",
      "inner.done -> outer",
      "outer.done -> end",
    );
    const ran = await run(w, "outer", ["a", "b"]);
    expect(ran.texts("body")).toEqual([["a!"], ["a!"], ["b!"], ["b!"]]);
    expect(ran.texts("end")).toEqual([["a!", "a!", "b!", "b!"]]);
  });

  it("is stopped when it never ends", async () => {
    const ran = await run(draw({ a: pass, b: pass }, "a -> b", "b -> a"), "a", ["x"], { maxSteps: 50 });
    expect(ran.order).toHaveLength(50);
    expect(ran.result).toMatchObject({
      status: "failed",
      error: { code: "TOO_MANY_STEPS", message: expect.stringContaining("after 50 steps"), hint: expect.any(String) },
    });
  });

  it("of a thousand turns takes no more than its work", async () => {
    const texts = Array.from({ length: 1_000 }, (_, index) => String(index));
    const w = draw({ loop, body: add("") }, "loop.loop -> body", "body -> loop");
    expect((await run(w, "loop", texts)).texts("body")).toHaveLength(1_000);
  });
});

describe("a disabled node", () => {
  it("is skipped, and its items go on", async () => {
    const w = draw({ a: pass, b: { does: add("!"), disabled: true }, c: pass }, "a -> b", "b -> c");
    const ran = await run(w, "a", ["x"]);
    expect(ran.texts("c")).toEqual([["x"]]);
    expect(ran.outputs("b").main).toEqual([{ json: { text: "x" }, from: { item: 0 } }]);
  });

  it("sends its items out of its first port", async () => {
    const w = draw({ if: { does: choose("x"), disabled: true }, yes: pass, no: pass }, "if.yes -> yes", "if.no -> no");
    expect((await run(w, "if", ["y"])).order).toEqual(["if", "yes"]);
  });
});

describe("a run from the editor", () => {
  const pinned = { main: [{ json: { text: "pinned" } }] };

  it("takes pinned items instead of the node's work", async () => {
    const fails = each(() => {
      throw new Error("must not run");
    });
    const w = draw({ a: pass, b: { does: fails, pinned }, c: add("!") }, "a -> b", "b -> c");
    expect((await run(w, "a", ["x"], { usePinned: true })).texts("c")).toEqual([["pinned!"]]);
  });

  it("passes a disabled node by even when it has pinned items", async () => {
    const w = draw({ a: pass, b: { does: pass, pinned, disabled: true } }, "a -> b");
    expect((await run(w, "a", ["x"], { usePinned: true })).texts("b")).toEqual([["x"]]);
  });

  it("can run to a node: only what leads there, and the node itself", async () => {
    const w = draw(
      { a: pass, side: pass, b: pass, goal: pass, after: pass },
      "a -> side",
      "a -> b",
      "b -> goal",
      "goal -> after",
    );
    expect((await run(w, "a", ["x"], { destination: "goal" })).order).toEqual(["a", "b", "goal"]);
  });
});

it("does not take pinned items when triggers start it", async () => {
  const w = draw({ a: { does: add("!"), pinned: { main: [{ json: { text: "pinned" } }] } } });
  expect((await run(w, "a", ["x"])).texts("a")).toEqual([["x!"]]);
});

describe("a wait", () => {
  const w = draw({ a: add("1"), wait: wait(new Date("2030-01-01")), b: add("2") }, "a -> wait", "wait -> b");

  it("ends the attempt and says until when", async () => {
    const ran = await run(w, "a", ["x"]);
    expect(ran.result).toEqual({ status: "waiting", until: new Date("2030-01-01") });
    expect(ran.order).toEqual(["a", "wait"]);
  });

  const recorded = [{ nodeId: "a", outputs: { main: [{ json: { text: "stored" } }] } }];

  it("goes on in a later attempt with the items it had", async () => {
    const ran = await run(w, "a", ["x"], { recorded, resumed: { step: 1, with: {} } });
    expect(ran.result.status).toBe("succeeded");
    expect(ran.texts("b")).toEqual([["stored2"]]);
  });

  it("goes on with what came from outside", async () => {
    const items = [{ json: { text: "called" } }];
    expect((await run(w, "a", ["x"], { recorded, resumed: { step: 1, with: { items } } })).texts("b")).toEqual([
      ["called2"],
    ]);
  });

  it("keeps what the node remembers, and has it again when it goes on", async () => {
    const asking = draw({ asks, b: add("2") }, "asks -> b");
    const first = await run(asking, "asks", ["x"]);
    const memory = first.steps[0]?.memory as string;
    expect([first.result.status, memory]).toEqual(["waiting", "why?"]);
    const second = await run(asking, "asks", ["x"], { resumed: { step: 0, with: {}, memory } });
    expect(second.texts("b")).toEqual([["why?2"]]);
  });

  it("waits again where another step was meant", async () => {
    const ran = await run(w, "a", ["x"], { recorded, resumed: { step: 0, with: {} } });
    expect(ran.result.status).toBe("waiting");
  });
});

describe("an execution that goes on after a crash", () => {
  it("does not run finished steps again, and builds on what they gave", async () => {
    const w = draw({ a: add("1"), b: add("2"), c: add("3") }, "a -> b", "b -> c");
    const recorded = [
      { nodeId: "a", outputs: { main: [{ json: { text: "A" } }] } },
      { nodeId: "b", outputs: { main: [{ json: { text: "B" } }] } },
    ];
    const ran = await run(w, "a", ["x"], { recorded });
    expect(ran.order).toEqual(["c"]);
    expect(ran.texts("c")).toEqual([["B3"]]);
    expect(ran.steps[0]?.step).toMatchObject({ index: 2, run: 0, sources: { main: { step: 1, port: "main" } } });
  });

  it("knows how often a node has run, and what it remembers", async () => {
    const w = draw({ loop, body: add("!"), end: pass }, "loop.loop -> body", "body -> loop", "loop.done -> end");
    const first = await run(w, "loop", ["a", "b"]);
    const recorded = first.steps
      .slice(0, 3)
      .map(({ step, outputs = {}, memory }) => ({ nodeId: step.node.id, outputs, memory: memory as never }));
    const ran = await run(w, "loop", ["a", "b"], { recorded });
    expect(ran.steps[0]?.step).toMatchObject({ index: 3, run: 1 });
    expect(ran.texts("end")).toEqual([["a!", "b!"]]);
  });

  it("runs a recorded step again where another node stands in its place", async () => {
    const w = draw({ a: add("1"), b: add("2") }, "a -> b");
    const ran = await run(w, "a", ["x"], { recorded: [{ nodeId: "other", outputs: {} }] });
    expect(ran.order).toEqual(["a", "b"]);
  });
});

describe("the order of old n8n workflows", () => {
  const breadth = (drawing: Drawing): Drawing => ({
    ...drawing,
    document: { ...drawing.document, settings: { order: "breadth" } },
  });

  it("lets all branches go forward together, as their wires were drawn", async () => {
    const w = breadth(
      draw({ a: pass, b: pass, c: pass, b2: pass, c2: pass }, "a -> c", "a -> b", "b -> b2", "c -> c2"),
    );
    expect((await run(w, "a")).order).toEqual(["a", "c", "b", "c2", "b2"]);
  });

  it("makes nodes run that lead to the other input of a node, with one empty item", async () => {
    const w = breadth(
      draw({ a: pass, far: pass, near: add("!"), both: join }, "a -> both.first", "far -> near", "near -> both.second"),
    );
    const ran = await run(w, "a", ["x"]);
    expect(ran.order).toEqual(["a", "far", "near", "both"]);
    expect(ran.steps[1]?.step.inputs).toEqual({ main: [{ json: {} }] });
    expect(ran.steps[1]?.step.sources).toEqual({ main: { step: 0, port: "main" } });
  });

  it("does not run a node again that leads there and had its turn", async () => {
    const w = breadth(
      draw(
        { a: pass, if: choose("x"), no: pass, both: join },
        ...["a -> if", "if.yes -> both.first", "if.no -> no", "no -> both.second"],
      ),
    );
    const ran = await run(w, "a", ["x"]);
    expect(ran.order).toEqual(["a", "if", "no", "both"]);
  });

  it("runs a node that waits when nothing else can, and drops one whose first input has nothing", async () => {
    const w = breadth(
      draw(
        { if: choose("x"), both: join, last: join },
        "if.yes -> both.first",
        "if.no -> both.second",
        "both -> last.second",
      ),
    );
    expect((await run(w, "if", ["x"])).order).toEqual(["if", "both"]);
    expect((await run(w, "if", ["y"])).order).toEqual(["if"]);
  });

  it("goes around a loop", async () => {
    const w = breadth(
      draw({ loop, work: add("!"), end: pass }, "loop.loop -> work", "work -> loop", "loop.done -> end"),
    );
    const ran = await run(w, "loop", ["x", "y"]);
    expect(ran.order).toEqual(["loop", "work", "loop", "work", "loop", "end"]);
  });

  it("ends on nodes that wait for each other in a circle", async () => {
    const w = breadth(
      draw({ a: pass, b: join, c: join }, "a -> b.first", "b -> c.first", "c -> b.second", "a -> c.second"),
    );
    expect((await run(w, "a", ["x"])).result.status).toBe("succeeded");
  });
});
