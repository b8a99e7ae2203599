import { describe, expect, it } from "vitest";
import type { WorkflowNode } from "@/shared/workflow";
import { settingsPatch, settingsValues } from "./node-settings";

const node: WorkflowNode = { id: "a", type: "core.noOp", version: 1, name: "A", position: { x: 0, y: 0 }, params: {} };

describe("the settings of a node", () => {
  it("are at their defaults while the document says nothing", () => {
    expect(settingsValues(node)).toMatchObject({ onError: "stop", retry: { is: "off" }, timeoutMs: 0, notes: "" });
  });

  it("leave the document again when they are set back", () => {
    const values = settingsValues({ ...node, onError: "branch", timeoutMs: 5, disabled: true, notes: "x" });
    expect(settingsPatch({ ...values, onError: "stop" }, "onError")).toEqual({ onError: undefined });
    expect(settingsPatch({ ...values, timeoutMs: 0 }, "timeoutMs")).toEqual({ timeoutMs: undefined });
    expect(settingsPatch({ ...values, disabled: false }, "disabled")).toEqual({ disabled: undefined });
    expect(settingsPatch({ ...values, notes: "" }, "notes")).toEqual({ notes: undefined });
  });

  it("change one at a time", () => {
    const values = { ...settingsValues(node), onError: "continue", executeOnce: true };
    expect(settingsPatch(values, "executeOnce")).toEqual({ executeOnce: true });
  });

  it("keep what a document could not hold out of it", () => {
    const retry = { is: "on", tries: 1, waitMs: 1000, backoff: "same" };
    expect(settingsPatch({ retry }, "retry.tries")).toEqual({});
    expect(settingsPatch({ retry: { ...retry, tries: 3 } }, "retry.tries")).toEqual({
      retry: { tries: 3, waitMs: 1000, backoff: "same" },
    });
    expect(settingsPatch({ timeoutMs: -1 }, "timeoutMs")).toEqual({});
  });
});
