import { describe, expect, it } from "vitest";
import { applyExecutionEvent, type ExecutionEvent, newExecution } from "./execution";

const fold = (...events: ExecutionEvent[]) => events.reduce(applyExecutionEvent, newExecution());
const started: ExecutionEvent = { type: "step.started", index: 0, nodeId: "a", run: 0, at: 1 };
const error = { code: "X", message: "no" };

describe("the state of an execution", () => {
  it("follows its events", () => {
    const state = fold(
      { type: "execution.started", at: 1 },
      started,
      { type: "step.finished", index: 0, durationMs: 5, counts: { main: 2 } },
      { type: "execution.finished", status: "succeeded", at: 9 },
    );
    expect(state).toMatchObject({
      status: "succeeded",
      steps: [{ nodeId: "a", status: "succeeded", counts: { main: 2 }, durationMs: 5 }],
    });
  });

  it("shows tries, failure and wait", () => {
    expect(fold(started, { type: "step.retrying", index: 0, tries: 2, error, nextAt: 9 }).steps[0]).toMatchObject({
      status: "running",
      tries: 2,
    });
    const retrying: ExecutionEvent = { type: "step.retrying", index: 0, tries: 1, error, nextAt: 9 };
    expect(fold(started, retrying, { type: "step.failed", index: 0, durationMs: 1, tries: 2, error }).steps[0]).toEqual(
      expect.objectContaining({ status: "failed", error, tries: 2, retryAt: undefined }),
    );
    expect(fold(started, { type: "execution.waiting", until: 7 })).toMatchObject({
      status: "waiting",
      waitingUntil: 7,
      steps: [{ status: "waiting" }],
    });
  });

  it("takes no harm from an event of a step it does not know", () => {
    expect(fold({ type: "step.finished", index: 4, durationMs: 1, counts: {} }).steps).toEqual([]);
  });

  it("is a new object after each event, so that a view notices", () => {
    const state = newExecution();
    expect(applyExecutionEvent(state, started)).not.toBe(state);
  });
});
