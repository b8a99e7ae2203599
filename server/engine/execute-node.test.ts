import { describe, expect, it } from "vitest";
import { NodeError } from "@/nodes/sdk";
import { RunFailure } from "./errors";
import { add, all, draw, each, join, pass, picky, run, unreadable, wait } from "./testing";

const fails = (message = "no luck") =>
  each(() => {
    throw new NodeError(message, { hint: "Try harder" });
  });
const failsFor = (text: string) =>
  each((item) => {
    if (item.json.text === text) throw new Error(`not ${text}`);
    return item;
  });
const hangs = each(() => new Promise(() => {}));
const quickRetry = { tries: 3, waitMs: 1, backoff: "same" } as const;

/** Fails as often as said, then gives its item. */
function failing(times: number) {
  const calls = { count: 0 };
  const node = each((item) => {
    calls.count++;
    if (calls.count <= times) throw new Error(`failure ${calls.count}`);
    return item;
  });
  return { calls, node };
}

describe("where an item came from", () => {
  it("is the input item a node was run for", async () => {
    const ran = await run(draw({ a: add("!") }), "a", ["x", "y"]);
    expect(ran.outputs("a").main?.map(({ from }) => from)).toEqual([{ item: 0 }, { item: 1 }]);
  });

  it("is the item itself when a node for all items passes it on", async () => {
    const reverse = all(({ main = [] }) => ({ main: [...main].reverse() }));
    const ran = await run(draw({ a: reverse }), "a", ["x", "y", "z"]);
    expect(ran.outputs("a").main?.map(({ from }) => from)).toEqual([{ item: 2 }, { item: 1 }, { item: 0 }]);
  });

  it("names the input when it is not the first", async () => {
    const w = draw(
      { s: pass, a: add("1"), b: add("2"), join },
      "s -> a",
      "s -> b",
      "a -> join.first",
      "b -> join.second",
    );
    const ran = await run(w, "s", ["x"]);
    expect(ran.outputs("join").main?.map(({ from }) => from)).toEqual([{ item: 0 }, { item: 0, input: "second" }]);
  });

  it("is what the node says of a new item", async () => {
    const sum = all(({ main = [] }) => ({ main: [{ json: {}, from: main.map((_, item) => ({ item })) }] }));
    const ran = await run(draw({ a: sum }), "a", ["x", "y"]);
    expect(ran.outputs("a").main?.[0]?.from).toEqual([{ item: 0 }, { item: 1 }]);
  });

  it("is the only input item when there is one", async () => {
    const two = all(() => ({ main: [{ json: {} }, { json: {} }] }));
    const ran = await run(draw({ a: two }), "a", ["x"]);
    expect(ran.outputs("a").main?.map(({ from }) => from)).toEqual([{ item: 0 }, { item: 0 }]);
  });

  it("stays open when several could be meant", async () => {
    const two = all(() => ({ main: [{ json: {} }, { json: {} }] }));
    expect((await run(draw({ a: two }), "a", ["x", "y", "z"])).outputs("a").main?.[0]).toEqual({ json: {} });
  });

  it("is the same place when as many items come out as went in, and the first when only one comes out", async () => {
    const fresh = (count: number) => all(() => ({ main: Array.from({ length: count }, () => ({ json: {} })) }));
    const origins = async (count: number) =>
      (await run(draw({ a: fresh(count) }), "a", ["x", "y"])).outputs("a").main?.map(({ from }) => from);
    expect(await origins(2)).toEqual([{ item: 0 }, { item: 1 }]);
    expect(await origins(1)).toEqual([{ item: 0 }]);
  });

  it("is never taken over from an earlier step", async () => {
    const keepSecond = all(({ main = [] }) => ({ main: main.slice(1) }));
    const ran = await run(draw({ a: keepSecond, b: keepSecond }, "a -> b"), "a", ["x", "y", "z"]);
    expect(ran.outputs("b").main).toEqual([{ json: { text: "z" }, from: { item: 1 } }]);
  });
});

describe("when a node fails", () => {
  it("the execution stops and names node, item and what to do", async () => {
    const w = draw({ a: pass, b: failsFor("y"), c: pass }, "a -> b", "b -> c");
    const ran = await run(w, "a", ["x", "y"]);
    expect(ran.result).toEqual({
      status: "failed",
      error: { code: "NODE_FAILED", message: "not y", nodeId: "b", item: 1 },
    });
    expect(ran.errors).toHaveLength(1);
    expect(ran.order).toEqual(["a", "b"]);
  });

  it("its hint is kept", async () => {
    const ran = await run(draw({ a: fails() }), "a");
    expect(ran.result).toMatchObject({ error: { message: "no luck", hint: "Try harder" } });
  });

  it("a thrown value that is no error is told as it is", async () => {
    const odd = all(() => Promise.reject("plain text"));
    expect((await run(draw({ a: odd }), "a")).result).toMatchObject({ error: { message: "plain text" } });
  });

  it("it can go on with the error in the place of the item", async () => {
    const w = draw({ a: { does: failsFor("y"), onError: "continue" }, b: pass }, "a -> b");
    const ran = await run(w, "a", ["x", "y", "z"]);
    expect(ran.outputs("b").main?.map(({ json }) => json)).toEqual([{ text: "x" }, { error: "not y" }, { text: "z" }]);
    expect(ran.outputs("a").main?.[1]?.from).toEqual({ item: 1 });
  });

  it("it can send failed items down the error branch", async () => {
    const w = draw({ a: { does: failsFor("y"), onError: "branch" }, ok: pass, bad: pass }, "a -> ok", "a.error -> bad");
    const ran = await run(w, "a", ["x", "y", "z"]);
    expect(ran.texts("ok")).toEqual([["x", "z"]]);
    expect(ran.outputs("bad").main).toEqual([{ json: { text: "y", error: "not y" }, from: { item: 0 } }]);
  });

  it("a node can let failed items go on as they came", async () => {
    const logged: string[] = [];
    const services = { log: (line: string) => void logged.push(line) };
    for (const node of [failsFor("y"), all(() => Promise.reject(new Error("not y")))]) {
      const w = draw({ a: { does: { ...node, failedItems: "input" }, onError: "continue" } });
      expect((await run(w, "a", ["x", "y"], { services })).texts("a")).toEqual([["x", "y"]]);
    }
    expect(logged).toEqual(["not y", "not y"]);
  });

  it("a node for all items can say which of them failed", async () => {
    const node = all(({ main = [] }) => ({
      main: main.map((item, index) => (index ? { ...item, failed: new Error("no") } : item)),
    }));
    const w = (onError: "continue" | "branch" | "stop") => draw({ a: { does: node, onError } });
    expect((await run(w("continue"), "a", ["x", "y"])).outputs("a").main?.map(({ json }) => json)).toEqual([
      { text: "x" },
      { error: "no" },
    ]);
    expect((await run(w("branch"), "a", ["x", "y"])).outputs("a").error).toEqual([
      { json: { text: "y", error: "no" }, from: { item: 1 } },
    ]);
    expect((await run(w("stop"), "a", ["x", "y"])).result).toMatchObject({
      status: "failed",
      error: { message: "no" },
    });
  });

  it("a node for all items sends all of them down the error branch", async () => {
    const broken = all(() => Promise.reject(new Error("broken")));
    const w = draw({ a: { does: broken, onError: "branch" }, bad: pass }, "a.error -> bad");
    expect((await run(w, "a", ["x", "y"])).outputs("bad").main?.map(({ json }) => json.error)).toEqual([
      "broken",
      "broken",
    ]);
  });

  it("what no item caused fails the step, whatever is to happen with failed items", async () => {
    const away = all(() => Promise.reject(new NodeError("nobody is there", { stops: true })));
    for (const onError of ["continue", "branch"] as const) {
      const w = draw({ a: { does: away, onError }, bad: pass }, "a.error -> bad");
      const { result } = await run(w, "a", ["x", "y"]);
      expect(result).toMatchObject({ status: "failed", error: { message: "nobody is there" } });
    }
  });
});

describe("a retry", () => {
  it("is made as often as asked", async () => {
    const { node, calls } = failing(2);
    const ran = await run(draw({ a: { does: node, retry: quickRetry } }), "a", ["x"]);
    expect(ran.texts("a")).toEqual([["x"]]);
    expect(calls.count).toBe(3);
  });

  it("gives up after the last try", async () => {
    const { node, calls } = failing(9);
    const ran = await run(draw({ a: { does: node, retry: quickRetry } }), "a", ["x"]);
    expect(ran.result).toMatchObject({ status: "failed", error: { message: "failure 3" } });
    expect(calls.count).toBe(3);
  });

  it("is not made of what would fail the same way again", async () => {
    let calls = 0;
    const node = all(() => {
      calls++;
      throw new NodeError("wrong", { lasts: true });
    });
    await run(draw({ a: { does: node, retry: quickRetry } }), "a", ["x"]);
    expect(calls).toBe(1);
  });

  it("is not made when nobody asked for it", async () => {
    const { node, calls } = failing(1);
    await run(draw({ a: node }), "a", ["x"]);
    expect(calls.count).toBe(1);
  });

  it("waits twice as long each time when asked to", async () => {
    const { node } = failing(3);
    const retry = { tries: 4, waitMs: 2, backoff: "double" } as const;
    const ran = await run(draw({ a: { does: node, retry } }), "a", ["x"]);
    expect(ran.retries.map(({ failedTries, waitMs }) => [failedTries, waitMs])).toEqual([
      [1, 2],
      [2, 4],
      [3, 8],
    ]);
  });

  it("comes before the error policy", async () => {
    const { node } = failing(1);
    const ran = await run(draw({ a: { does: node, retry: quickRetry, onError: "continue" } }), "a", ["x"]);
    expect(ran.outputs("a").main?.[0]?.json).toEqual({ text: "x" });
  });

  it("is made for the whole of a node for all items", async () => {
    let calls = 0;
    const node = all(({ main = [] }) => {
      if (++calls < 3) throw new Error("not yet");
      return { main };
    });
    expect((await run(draw({ a: { does: node, retry: quickRetry } }), "a", ["x"])).texts("a")).toEqual([["x"]]);
  });

  it("does not outlive a cancel", async () => {
    const cancel = new AbortController();
    const node = each(() => {
      cancel.abort("user");
      throw new Error("failed");
    });
    const retry = { tries: 3, waitMs: 3_600_000, backoff: "same" } as const;
    const ran = await run(draw({ a: { does: node, retry } }), "a", ["x"], { signal: cancel.signal });
    expect(ran.result.status).toBe("cancelled");
  });
});

describe("a timeout of a node", () => {
  it("stops a node that hangs", async () => {
    const ran = await run(draw({ a: { does: hangs, timeoutMs: 20 } }), "a", ["x"]);
    expect(ran.result).toMatchObject({
      status: "failed",
      error: { code: "TIMEOUT", message: '"a" did not finish within 0.02 s', nodeId: "a" },
    });
  });

  it("aborts the node's own signal", async () => {
    let aborted = false;
    const listens = each(
      (_, signal) =>
        new Promise(() => {
          signal.addEventListener("abort", () => {
            aborted = true;
          });
        }),
    );
    await run(draw({ a: { does: listens, timeoutMs: 20 } }), "a", ["x"]);
    expect(aborted).toBe(true);
  });

  it("leaves what was done before it", async () => {
    const slowForY = each(({ json }) => (json.text === "y" ? new Promise(() => {}) : Promise.resolve({ json })));
    const w = draw({ a: { does: slowForY, timeoutMs: 30, onError: "continue" } });
    const ran = await run(w, "a", ["x", "y", "z"]);
    const error = '"a" did not finish within 0.03 s';
    expect(ran.outputs("a").main?.map(({ json }) => json)).toEqual([{ text: "x" }, { error }, { error }]);
  });

  it("counts all tries together", async () => {
    const { node } = failing(99);
    const retry = { tries: 20, waitMs: 1_000, backoff: "same" } as const;
    const ran = await run(draw({ a: { does: node, retry, timeoutMs: 30 } }), "a", ["x"]);
    expect(ran.result).toMatchObject({ error: { code: "TIMEOUT" } });
  });

  it("follows the error policy like any other failure", async () => {
    const w = draw({ a: { does: hangs, timeoutMs: 20, onError: "branch" }, bad: pass }, "a.error -> bad");
    const ran = await run(w, "a", ["x", "y"]);
    expect(ran.result.status).toBe("succeeded");
    expect(ran.outputs("bad").main?.map(({ json }) => json)).toEqual([
      { text: "x", error: '"a" did not finish within 0.02 s' },
      { text: "y", error: '"a" did not finish within 0.02 s' },
    ]);
  });

  it("does nothing to a node that is in time", async () => {
    expect((await run(draw({ a: { does: add("!"), timeoutMs: 60_000 } }), "a", ["x"])).texts("a")).toEqual([["x!"]]);
  });
});

describe("a cancel", () => {
  it("ends a step that hangs and does not listen", async () => {
    const cancel = new AbortController();
    const w = draw({ a: hangs, b: pass }, "a -> b");
    const ran = await run(w, "a", ["x"], {
      signal: cancel.signal,
      onStarted: () => setImmediate(() => cancel.abort()),
    });
    expect(ran.result.status).toBe("cancelled");
    expect(ran.order).toEqual(["a"]);
  });

  it("starts no further node", async () => {
    const cancel = new AbortController();
    const onFinished = () => cancel.abort("user");
    const ran = await run(draw({ a: pass, b: pass }, "a -> b"), "a", ["x"], { signal: cancel.signal, onFinished });
    expect(ran.result.status).toBe("cancelled");
    expect(ran.order).toEqual(["a"]);
  });

  it("starts no further item", async () => {
    const cancel = new AbortController();
    const seen: unknown[] = [];
    const node = each((item) => {
      seen.push(item.json.text);
      cancel.abort("user");
      return item;
    });
    await run(draw({ a: node }), "a", ["x", "y", "z"], { signal: cancel.signal });
    expect(seen).toEqual(["x"]);
  });

  it("is not turned into an item by the error policy", async () => {
    const cancel = new AbortController();
    const w = draw({ a: { does: hangs, onError: "continue" }, b: pass }, "a -> b");
    const ran = await run(w, "a", ["x"], {
      signal: cancel.signal,
      onStarted: () => setImmediate(() => cancel.abort()),
    });
    expect(ran.result.status).toBe("cancelled");
    expect(ran.steps).toEqual([]);
  });

  it("with a reason of its own is a failure: the limit of the whole execution", async () => {
    const limit = new AbortController();
    const reason = new RunFailure({ code: "TIMEOUT", message: "too long" });
    const onStarted = () => setImmediate(() => limit.abort(reason));
    const ran = await run(draw({ a: hangs }), "a", ["x"], { signal: limit.signal, onStarted });
    expect(ran.result).toMatchObject({ status: "failed", error: { code: "TIMEOUT", message: "too long" } });
    expect(ran.errors).toMatchObject([{ code: "TIMEOUT", nodeId: "a" }]);
  });
});

describe("the settings of a node", () => {
  it("execute once: only the first item of each input counts", async () => {
    const w = draw(
      { s: pass, a: add("1"), b: add("2"), join: { does: join, executeOnce: true } },
      "s -> a",
      "s -> b",
      "a -> join.first",
      "b -> join.second",
    );
    expect((await run(w, "s", ["x", "y"])).texts("join")).toEqual([["x1", "x2"]]);
  });

  it("always output: nothing becomes one empty item", async () => {
    const nothing = all(() => ({}));
    const w = draw({ a: { does: nothing, alwaysOutput: true }, b: pass }, "a -> b");
    const ran = await run(w, "a", ["x"]);
    expect(ran.outputs("a")).toEqual({ main: [{ json: {}, from: [{ item: 0 }] }] });
    expect(ran.order).toEqual(["a", "b"]);
  });

  it("always output adds nothing to a result", async () => {
    const ran = await run(draw({ a: { does: pass, alwaysOutput: true } }), "a", ["x"]);
    expect(ran.texts("a")).toEqual([["x"]]);
  });

  it("always output leaves a wait alone", async () => {
    const ran = await run(draw({ a: { does: wait(null), alwaysOutput: true } }), "a", ["x"]);
    expect(ran.result).toEqual({ status: "waiting", until: null });
  });
});

describe("a parameter of the wrong type", () => {
  it("is reported in the user's words", async () => {
    const ran = await run(draw({ a: { does: picky, params: { amount: "many", title: "" } } }), "a", ["x"]);
    expect(ran.result).toMatchObject({
      status: "failed",
      error: {
        code: "PARAMS_INVALID",
        message: expect.stringMatching(/^Parameter "Amount": .*number/),
        hint: expect.stringContaining("parameter"),
        nodeId: "a",
        param: "amount",
      },
    });
  });

  it("names the item it is wrong for, and only that item fails", async () => {
    const params = (_: unknown, index: number) => ({ amount: index === 0 ? "many" : 5, title: "t" });
    const stopped = await run(draw({ a: { does: picky, params } }), "a", ["x", "y"]);
    expect(stopped.result).toMatchObject({ error: { param: "amount", item: 0 } });

    const w = draw({ a: { does: picky, params, onError: "branch" } });
    const ran = await run(w, "a", ["x", "y"]);
    expect(ran.outputs("a").main?.map(({ json }) => json.text)).toEqual(["5 t"]);
    expect(ran.outputs("a").error?.map(({ json }) => json.error)).toEqual([expect.stringContaining('"Amount"')]);
  });

  it("that cannot be evaluated at all follows the error policy", async () => {
    const ran = await run(draw({ a: { does: picky, params: unreadable, onError: "continue" } }), "a", ["x"]);
    expect(ran.outputs("a").main?.[0]?.json.error).toContain("the sandbox is gone");
  });

  it("is made to fit where people would expect it", async () => {
    const ran = await run(draw({ a: { does: picky, params: { amount: "7", title: 42 } } }), "a", ["x"]);
    expect(ran.texts("a")).toEqual([["7 42"]]);
  });
});
