import { describe, expect, it } from "vitest";
import type { WatchedEvent } from "@/shared/api";
import { eventsOf } from "@/shared/execution";
import { follow, hasGap, openRun, stepStanding } from "./run-view";

const turn = (index: number, run: number, items: number): WatchedEvent[] => [
  { type: "step.started", index, nodeId: "loop", run, at: index },
  { type: "step.finished", index, durationMs: 1, counts: { loop: items } },
];

describe("the run on screen", () => {
  it("counts the runs and items of a node in a loop", () => {
    const view = follow(openRun(1), [{ type: "execution.started", at: 0 }, ...turn(0, 0, 2), ...turn(1, 1, 3)]);
    expect(view.byNode.get("loop")).toMatchObject({
      runs: 2,
      totals: { loop: 5 },
      last: { run: 1, status: "succeeded" },
    });
    expect(view.startedAt).toBe(0);
  });

  it("starts afresh from a snapshot after the connection was lost", () => {
    const before = follow(openRun(1), turn(0, 0, 2));
    const { steps } = before.state;
    const after = follow(before, [
      { type: "snapshot", status: "running", steps, waitingUntil: null },
      ...turn(1, 1, 1),
    ]);
    expect(after.byNode.get("loop")).toMatchObject({ runs: 2, totals: { loop: 3 } });
  });

  it("shows a wait on the node that waits", () => {
    const view = follow(openRun(1), [
      { type: "step.started", index: 0, nodeId: "wait", run: 0, at: 0 },
      { type: "execution.waiting", until: 99 },
    ]);
    expect(view.byNode.get("wait")?.last.status).toBe("waiting");
    expect(view.state.waitingUntil).toBe(99);
  });

  it("leaves nodes alone that nothing happened to", () => {
    const before = follow(openRun(1), turn(0, 0, 1));
    const after = follow(before, [{ type: "step.started", index: 1, nodeId: "other", run: 0, at: 5 }]);
    expect(after.byNode.get("loop")).toBe(before.byNode.get("loop"));
  });

  it("takes in a stored step whose start nobody heard", () => {
    const complete = follow(openRun(1), [...turn(0, 0, 2), ...turn(1, 1, 3)]);
    const [missed] = complete.state.steps;
    const late = follow(openRun(1), turn(1, 1, 3));
    const after = follow(late, missed ? eventsOf(missed) : []);
    expect(after.byNode.get("loop")?.totals).toEqual({ loop: 5 });
    expect(after.state.steps).toEqual(complete.state.steps);
  });

  it("notices a step that nobody told of, and keeps the latest run as the last", () => {
    const late = follow(openRun(1), turn(1, 1, 3));
    expect(hasGap(late)).toBe(true);
    const [missed] = follow(openRun(1), turn(0, 0, 2)).state.steps;
    const after = follow(late, missed ? eventsOf(missed) : []);
    expect(hasGap(after)).toBe(false);
    expect(after.byNode.get("loop")).toMatchObject({ runs: 2, last: { run: 1 } });
  });

  it("shows what had not finished when the execution ended as stopped", () => {
    expect(stepStanding("waiting", "waiting")).toBe("waiting");
    expect(stepStanding("waiting", "cancelled")).toBe("stopped");
    expect(stepStanding("running", "failed")).toBe("stopped");
    expect(stepStanding("succeeded", "cancelled")).toBe("succeeded");
  });
});
