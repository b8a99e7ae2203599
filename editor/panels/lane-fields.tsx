"use client";

import { useTranslations } from "use-intl";
import { FormField } from "@/components/form-field";
import { Input } from "@/components/ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import type { WorkflowSettings } from "@/shared/workflow";

type WhenBusy = NonNullable<WorkflowSettings["concurrency"]>["whenBusy"];

/** What of the settings tells how executions share their workflow, as somebody types it. */
export type LaneTexts = { laneKey: string; limit: string; whenBusy: WhenBusy; debounce: string; maxDelay: string };
type TextName = Exclude<keyof LaneTexts, "whenBusy">;
type LaneErrors = { [name in TextName]?: true };

export const laneTexts = ({ laneKey, concurrency, debounce }: WorkflowSettings): LaneTexts => ({
  laneKey: laneKey ?? "",
  limit: concurrency?.limit.toString() ?? "",
  whenBusy: concurrency?.whenBusy ?? "queue",
  debounce: debounce?.seconds.toString() ?? "",
  maxDelay: debounce?.maxSeconds?.toString() ?? "",
});

export function laneSettings({ laneKey, limit, whenBusy, debounce, maxDelay }: LaneTexts) {
  return {
    laneKey: laneKey || undefined,
    concurrency: limit ? { limit: Number(limit), whenBusy } : undefined,
    debounce: debounce ? { seconds: Number(debounce), ...(maxDelay && { maxSeconds: Number(maxDelay) }) } : undefined,
  } satisfies Partial<WorkflowSettings>;
}

export function wrongLanes(texts: LaneTexts): LaneErrors {
  const wrong: LaneErrors = {};
  const check = (name: TextName, isRight: boolean) => {
    if (texts[name] !== "" && !isRight) wrong[name] = true;
  };
  check("laneKey", /^[^.[\]\s]+(\.[^.[\]\s]+|\[\d+\])*$/.test(texts.laneKey) && texts.laneKey.length <= 200);
  check("limit", isWhole(texts.limit, 1_000));
  check("debounce", isWhole(texts.debounce, 86_400));
  check("maxDelay", isWhole(texts.maxDelay, 604_800));
  return wrong;
}

const isWhole = (text: string, max: number) => /^\d{1,7}$/.test(text) && Number(text) >= 1 && Number(text) <= max;

type Props = { texts: LaneTexts; errors: LaneErrors; onChange: (texts: LaneTexts) => void };

export function LaneFields({ texts, errors, onChange }: Props) {
  const t = useTranslations("editor.settings");
  const field = (name: TextName, isNumber: boolean) => (
    <FormField label={t(name)} help={t(`${name}Help`)} error={errors[name] && t(`${name}Wrong`)}>
      {(control) => (
        <Input
          {...control}
          inputMode={isNumber ? "numeric" : "text"}
          value={texts[name]}
          onChange={(event) => onChange({ ...texts, [name]: event.target.value.trim() })}
        />
      )}
    </FormField>
  );

  return (
    <fieldset className="flex flex-col gap-4 border-border border-t pt-4">
      <legend className="float-left w-full font-medium text-sm">{t("lanes")}</legend>
      <p className="-mt-3 clear-both text-muted text-xs">{t("lanesHelp")}</p>
      {field("laneKey", false)}
      <div className="grid gap-4 sm:grid-cols-2">
        {field("limit", true)}
        <FormField label={t("whenBusy")}>
          {(control) => (
            <Select
              value={texts.whenBusy}
              onValueChange={(value) => onChange({ ...texts, whenBusy: value as WhenBusy })}
              disabled={texts.limit === ""}
            >
              <SelectTrigger {...control}>
                <SelectValue />
              </SelectTrigger>
              <SelectContent>
                <SelectItem value="queue">{t("queue")}</SelectItem>
                <SelectItem value="skip">{t("skip")}</SelectItem>
                <SelectItem value="replace">{t("replace")}</SelectItem>
              </SelectContent>
            </Select>
          )}
        </FormField>
        {field("debounce", true)}
        {texts.debounce !== "" && field("maxDelay", true)}
      </div>
    </fieldset>
  );
}
