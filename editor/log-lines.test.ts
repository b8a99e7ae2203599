import { expect, it } from "vitest";
import { logLines } from "./log-lines";

const step = { run: 0, status: "succeeded", startedAt: 1_000, durationMs: 50, counts: {} } as const;
const error = { code: "HTTP_500", message: "It answered 500" };

it("puts what steps wrote and why they failed in one list", () => {
  const lines = logLines(
    [
      { ...step, index: 0, nodeId: "a" },
      { ...step, index: 1, nodeId: "b", tries: 2, error, status: "failed" },
    ],
    { steps: [{ step: 0, lines: ["one", "two"] }], isCut: false },
    new Map([["a", { name: "Alpha", isGone: false }]]),
    (tries) => `${tries} tries`,
  );
  expect(lines.map(({ at, name, kind, text }) => [at, name, kind, text])).toEqual([
    [1_000, "Alpha", "console", "one"],
    [1_000, "Alpha", "console", "two"],
    [1_000, "b", "retry", "2 tries"],
    [1_050, "b", "error", "It answered 500"],
  ]);
});

it("is a warning while a step will be tried again", () => {
  const running = { ...step, index: 0, nodeId: "a", status: "running", error, tries: 1 } as const;
  expect(logLines([running], undefined, new Map(), String).map(({ kind }) => kind)).toEqual(["retry"]);
});

it("names a node as it was called when it has been deleted since", () => {
  const nodes = new Map([["a", { name: "Alpha", isGone: true }]]);
  const lines = logLines([{ ...step, index: 0, nodeId: "a", error }], undefined, nodes, String);
  expect(lines).toMatchObject([{ name: "Alpha", isGone: true }]);
});
