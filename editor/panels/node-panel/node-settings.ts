import type { Fields } from "@/shared/field";
import { isJsonObject, type JsonObject } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";
import type { NodeSettingsPatch } from "../node-panel-props";

/** What every node can be told beside its parameters, drawn by the same form. */

const common: Fields = {
  disabled: {
    control: "toggle",
    label: "Disabled",
    help: "Items pass it by, as if it were not there",
    default: false,
  },
  notes: { control: "text", multiline: true, label: "Notes", help: "For whoever reads the workflow", default: "" },
};

const work: Fields = {
  onError: {
    control: "select",
    label: "On error",
    default: "stop",
    options: [
      { value: "stop", label: "Stop", help: "The execution fails here" },
      { value: "continue", label: "Continue", help: "The error goes on as an item" },
      { value: "branch", label: "Error branch", help: "Failed items leave by an output of their own" },
    ],
  },
  retry: {
    control: "choice",
    label: "When it fails",
    default: { is: "off" },
    cases: {
      off: { label: "Do not try again", fields: {} },
      on: {
        label: "Try again",
        fields: {
          tries: { control: "number", label: "Tries in all", default: 3, min: 2, max: 20, integer: true },
          waitMs: {
            control: "number",
            label: "Wait before the next try",
            unit: "ms",
            default: 1000,
            min: 0,
            max: 86_400_000,
            integer: true,
          },
          backoff: {
            control: "select",
            label: "Wait grows",
            default: "same",
            options: [
              { value: "same", label: "Not at all" },
              { value: "double", label: "Twice as long each time" },
            ],
          },
        },
      },
    },
  },
  timeoutMs: {
    control: "number",
    label: "Timeout",
    unit: "ms",
    help: "For one run, all tries included. 0: no limit of its own",
    default: 0,
    min: 0,
    max: 86_400_000,
    integer: true,
  },
  executeOnce: { control: "toggle", label: "Execute once", help: "Only the first item is processed", default: false },
  alwaysOutput: {
    control: "toggle",
    label: "Always output",
    help: "An empty result becomes one empty item, so the branch goes on",
    default: false,
  },
};

/** A trigger does no work of its own that could fail. */
export const settingsFields = (isTrigger: boolean): Fields => (isTrigger ? common : { ...work, ...common });

export function settingsValues(node: WorkflowNode): JsonObject {
  const { onError, retry, timeoutMs, executeOnce, alwaysOutput, disabled, notes } = node;
  return {
    onError: onError ?? "stop",
    retry: retry ? { is: "on", ...retry } : { is: "off" },
    timeoutMs: timeoutMs ?? 0,
    executeOnce: executeOnce ?? false,
    alwaysOutput: alwaysOutput ?? false,
    disabled: disabled ?? false,
    notes: notes ?? "",
  };
}

/** The setting that changed at `path`. A default is no setting; a value the document may not hold changes nothing. */
export function settingsPatch(values: JsonObject, path: string): NodeSettingsPatch {
  const [name] = path.split(".");
  switch (name) {
    case "onError": {
      const onError = (["continue", "branch"] as const).find((known) => known === values.onError);
      return { onError };
    }
    case "retry":
      return retryPatch(values.retry);
    case "timeoutMs": {
      const ms = values.timeoutMs;
      if (!isWithin(ms, 0, 86_400_000)) return {};
      return { timeoutMs: ms === 0 ? undefined : ms };
    }
    case "executeOnce":
    case "alwaysOutput":
    case "disabled":
      return { [name]: values[name] === true || undefined };
    case "notes":
      return {
        notes: typeof values.notes === "string" && values.notes !== "" ? values.notes.slice(0, 10_000) : undefined,
      };
    default:
      return {};
  }
}

function retryPatch(value: JsonObject[string] | undefined): NodeSettingsPatch {
  if (!isJsonObject(value) || value.is !== "on") return { retry: undefined };
  const { tries, waitMs, backoff } = value;
  if (!isWithin(tries, 2, 20) || !isWithin(waitMs, 0, 86_400_000)) return {};
  return { retry: { tries, waitMs, backoff: backoff === "double" ? "double" : "same" } };
}

const isWithin = (value: unknown, min: number, max: number): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
