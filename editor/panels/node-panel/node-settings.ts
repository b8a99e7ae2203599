import type { Texts } from "@/components/messages/texts";
import type { Fields } from "@/shared/field";
import { isJsonObject, type JsonObject } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";
import type { NodeSettingsPatch } from "../node-panel-props";

/** What every node can be told beside its parameters, drawn by the same form. */

const commonFields = (t: Texts): Fields => ({
  disabled: {
    control: "toggle",
    label: t("panel.settings.disabled"),
    help: t("panel.settings.disabledHelp"),
    default: false,
  },
  notes: {
    control: "text",
    multiline: true,
    label: t("panel.settings.notes"),
    help: t("panel.settings.notesHelp"),
    default: "",
  },
});

const workFields = (t: Texts): Fields => ({
  onError: {
    control: "select",
    label: t("panel.settings.onError"),
    default: "stop",
    options: [
      { value: "stop", label: t("panel.settings.stop"), help: t("panel.settings.stopHelp") },
      { value: "continue", label: t("panel.settings.continue"), help: t("panel.settings.continueHelp") },
      { value: "branch", label: t("panel.settings.branch"), help: t("panel.settings.branchHelp") },
    ],
  },
  retry: {
    control: "choice",
    label: t("panel.settings.retry"),
    default: { is: "off" },
    cases: {
      off: { label: t("panel.settings.retryOff"), fields: {} },
      on: { label: t("panel.settings.retryOn"), fields: retryFields(t) },
    },
  },
  timeoutMs: {
    control: "number",
    label: t("panel.settings.timeout"),
    unit: "ms",
    help: t("panel.settings.timeoutHelp"),
    default: 0,
    min: 0,
    max: 86_400_000,
    integer: true,
  },
  executeOnce: {
    control: "toggle",
    label: t("panel.settings.executeOnce"),
    help: t("panel.settings.executeOnceHelp"),
    default: false,
  },
  alwaysOutput: {
    control: "toggle",
    label: t("panel.settings.alwaysOutput"),
    help: t("panel.settings.alwaysOutputHelp"),
    default: false,
  },
});

const retryFields = (t: Texts): Fields => ({
  tries: { control: "number", label: t("panel.settings.tries"), default: 3, min: 2, max: 20, integer: true },
  waitMs: {
    control: "number",
    label: t("panel.settings.wait"),
    unit: "ms",
    default: 1000,
    min: 0,
    max: 86_400_000,
    integer: true,
  },
  backoff: {
    control: "select",
    label: t("panel.settings.backoff"),
    default: "same",
    options: [
      { value: "same", label: t("panel.settings.backoffSame") },
      { value: "double", label: t("panel.settings.backoffDouble") },
    ],
  },
});

/** A trigger does no work of its own that could fail. */
export const settingsFields = (isTrigger: boolean, t: Texts): Fields =>
  isTrigger ? commonFields(t) : { ...workFields(t), ...commonFields(t) };

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
