"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "@/components/api";
import { FormField } from "@/components/form-field";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { noNotices } from "@/shared/notice-channel";
import { setWorkflowSettings } from "../commands";
import { useDocument, useEditor, useEditorState } from "../editor-context";
import { DataFields, dataSettings, dataTexts, wrongData } from "./data-fields";
import { LaneFields, laneSettings, laneTexts, wrongLanes } from "./lane-fields";

export function SettingsDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations("editor.settings");
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="max-h-[90dvh] overflow-y-auto">
        <DialogHeader>
          <DialogTitle>{t("title")}</DialogTitle>
          <DialogDescription>{t("description")}</DialogDescription>
        </DialogHeader>
        <SettingsForm onDone={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  );
}

const zones = Intl.supportedValuesOf("timeZone");
const noWorkflow = "none";
const defaultNotices = "default";
const longestSeconds = 2_592_000;

function SettingsForm({ onDone }: { onDone: () => void }) {
  const t = useTranslations("editor.settings");
  const common = useTranslations("common");
  const editor = useEditor();
  const workflowId = useEditorState((state) => state.workflowId);
  const { settings } = useDocument();
  const { data: workflows } = useQuery(useTRPC().workflows.list.queryOptions({}));
  const { data: instance } = useQuery(useTRPC().settings.get.queryOptions());
  const [timezone, setTimezone] = useState(settings.timezone ?? "");
  const [timeout, setTimeoutText] = useState(settings.timeoutSeconds?.toString() ?? "");
  const [errorWorkflow, setErrorWorkflow] = useState(settings.errorWorkflow ?? noWorkflow);
  const [codeSeconds, setCodeSeconds] = useState(settings.codeSeconds?.toString() ?? "");
  const [maxSteps, setMaxSteps] = useState(settings.maxSteps?.toString() ?? "");
  const [whenUnknown, setWhenUnknown] = useState(settings.whenUnknown ?? "ask");
  const [notices, setNotices] = useState(settings.failureNotices ?? defaultNotices);
  const [order, setOrder] = useState(settings.order ?? "depth");
  const [lanes, setLanes] = useState(() => laneTexts(settings));
  const [kept, setKept] = useState(() => dataTexts(settings));
  const dataErrors = wrongData(kept);
  const laneErrors = wrongLanes(lanes);
  const seconds = Number(timeout);
  const zoneError = timezone === "" || isZone(timezone) ? undefined : t("timezoneUnknown");
  const timeoutError = isWhole(timeout, longestSeconds) ? undefined : t("timeoutWrong");
  const codeError = isWhole(codeSeconds, 600) ? undefined : t("codeSecondsWrong");
  const stepsError = isWhole(maxSteps, 1_000_000) ? undefined : t("maxStepsWrong");

  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (zoneError || timeoutError || codeError || stepsError) return;
        if (Object.keys(laneErrors).length > 0 || Object.keys(dataErrors).length > 0) return;
        editor.dispatch(setWorkflowSettings, {
          settings: {
            timezone: timezone || undefined,
            timeoutSeconds: timeout === "" ? undefined : seconds,
            errorWorkflow: errorWorkflow === noWorkflow ? undefined : errorWorkflow,
            codeSeconds: codeSeconds === "" ? undefined : Number(codeSeconds),
            maxSteps: maxSteps === "" ? undefined : Number(maxSteps),
            whenUnknown: whenUnknown === "ask" ? undefined : whenUnknown,
            failureNotices: notices === defaultNotices ? undefined : notices,
            order: order === "depth" ? undefined : order,
            ...laneSettings(lanes),
            ...dataSettings(kept),
          },
        });
        onDone();
      }}
    >
      <FormField
        label={t("timezone")}
        help={instance ? t("timezoneHelpNamed", { timezone: instance.timezone }) : t("timezoneHelp")}
        error={zoneError}
      >
        {(control) => (
          <>
            <Input
              {...control}
              list="time-zones"
              placeholder={instance?.timezone}
              value={timezone}
              onChange={(event) => setTimezone(event.target.value.trim())}
            />
            <datalist id="time-zones">
              {zones.map((zone) => (
                <option key={zone} value={zone} />
              ))}
            </datalist>
          </>
        )}
      </FormField>
      <WholeNumber
        label={t("timeout")}
        help={t("timeoutHelp")}
        error={timeoutError}
        value={timeout}
        onChange={setTimeoutText}
      />
      <WholeNumber
        label={t("codeSeconds")}
        help={t("codeSecondsHelp")}
        error={codeError}
        value={codeSeconds}
        onChange={setCodeSeconds}
      />
      <WholeNumber
        label={t("maxSteps")}
        help={t("maxStepsHelp")}
        error={stepsError}
        value={maxSteps}
        onChange={setMaxSteps}
      />
      <FormField label={t("errorWorkflow")} help={t("errorWorkflowHelp")}>
        {(control) => (
          <Select value={errorWorkflow} onValueChange={setErrorWorkflow}>
            <SelectTrigger {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              <SelectItem value={noWorkflow}>{t("noWorkflow")}</SelectItem>
              {workflows
                ?.filter(({ id }) => id !== workflowId)
                .map(({ id, name }) => (
                  <SelectItem key={id} value={id}>
                    {name}
                  </SelectItem>
                ))}
            </SelectContent>
          </Select>
        )}
      </FormField>
      <FormField label={t("whenUnknown")} help={t("whenUnknownHelp")}>
        {(control) => (
          <Select value={whenUnknown} onValueChange={(value) => setWhenUnknown(value as typeof whenUnknown)}>
            <SelectTrigger {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              <SelectItem value="ask">{t("ask")}</SelectItem>
              <SelectItem value="again">{t("again")}</SelectItem>
            </SelectContent>
          </Select>
        )}
      </FormField>
      <NoticesField value={notices} onChange={setNotices} />
      <FormField label={t("order")} help={t("orderHelp")}>
        {(control) => (
          <Select value={order} onValueChange={(value) => setOrder(value as typeof order)}>
            <SelectTrigger {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              <SelectItem value="depth">{t("depth")}</SelectItem>
              <SelectItem value="parallel">{t("parallel")}</SelectItem>
              <SelectItem value="breadth">{t("breadth")}</SelectItem>
            </SelectContent>
          </Select>
        )}
      </FormField>
      <LaneFields texts={lanes} errors={laneErrors} onChange={setLanes} />
      <DataFields texts={kept} errors={dataErrors} onChange={setKept} />
      <DialogFooter>
        <Button variant="secondary" onClick={onDone}>
          {common("cancel")}
        </Button>
        <Button type="submit">{t("submit")}</Button>
      </DialogFooter>
    </form>
  );
}

/** Who is told when executions fail. A channel that is gone stands for the default. */
function NoticesField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTranslations("editor.settings");
  const { data: channels = [] } = useQuery(useTRPC().notices.list.queryOptions());
  const isKnown = value === noNotices || channels.some(({ id }) => id === value);
  const standard = channels.find(({ isDefault }) => isDefault);
  return (
    <FormField label={t("notices")} help={t("noticesHelp")}>
      {(control) => (
        <Select value={isKnown ? value : defaultNotices} onValueChange={onChange}>
          <SelectTrigger {...control}>
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            <SelectItem value={defaultNotices}>
              {standard ? t("noticesDefaultNamed", { name: standard.name }) : t("noticesDefault")}
            </SelectItem>
            <SelectItem value={noNotices}>{t("noticesOff")}</SelectItem>
            {channels.map(({ id, name }) => (
              <SelectItem key={id} value={id}>
                {name}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      )}
    </FormField>
  );
}

type WholeNumberProps = {
  label: string;
  help: string;
  error: string | undefined;
  value: string;
  onChange: (value: string) => void;
};

function WholeNumber({ value, onChange, ...field }: WholeNumberProps) {
  return (
    <FormField {...field}>
      {(control) => (
        <Input
          {...control}
          inputMode="numeric"
          value={value}
          onChange={(event) => onChange(event.target.value.trim())}
        />
      )}
    </FormField>
  );
}

/** Empty, or a whole number from 1. */
function isWhole(text: string, most: number): boolean {
  return text === "" || (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= most);
}

function isZone(name: string) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
