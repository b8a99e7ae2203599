"use client";

import { useTranslations } from "use-intl";
import { FormField } from "@/components/form-field";
import { Input } from "@/components/ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { maxRedactPaths, redactPathProblem } from "@/shared/redact-path";
import type { WorkflowSettings } from "@/shared/workflow";

type Keeping = "default" | "none" | "days";
type Kept = { is: Keeping; days: string };
export const keptNames = ["keepSucceeded", "keepFailed"] as const;
type KeptName = (typeof keptNames)[number];

/** What of the settings tells what is kept and shown of executions, as somebody types it. */
export type DataTexts = { redact: string; viewersSee: "everything" | "status" } & { [name in KeptName]: Kept };
type DataErrors = { [name in KeptName]?: true } & { redact?: { line: number; path: string } | "many" };

const maxDays = 3_650;

export const dataTexts = ({ redact = [], viewersSee, keepSucceeded, keepFailed }: WorkflowSettings): DataTexts => ({
  redact: redact.join("\n"),
  viewersSee: viewersSee ?? "everything",
  keepSucceeded: keptText(keepSucceeded),
  keepFailed: keptText(keepFailed),
});

const keptText = (rule: WorkflowSettings["keepFailed"]): Kept =>
  typeof rule === "number" ? { is: "days", days: String(rule) } : { is: rule ?? "default", days: "" };

export function dataSettings({ redact, viewersSee, keepSucceeded, keepFailed }: DataTexts) {
  const paths = pathsIn(redact).map(({ path }) => path);
  return {
    redact: paths.length > 0 ? [...new Set(paths)] : undefined,
    viewersSee: viewersSee === "status" ? viewersSee : undefined,
    keepSucceeded: ruleOf(keepSucceeded),
    keepFailed: ruleOf(keepFailed),
  } satisfies Partial<WorkflowSettings>;
}

function ruleOf({ is, days }: Kept): WorkflowSettings["keepFailed"] {
  if (is === "days") return Number(days);
  return is === "none" ? is : undefined;
}

const pathsIn = (text: string) =>
  text.split("\n").flatMap((line, index) => (line.trim() ? [{ path: line.trim(), line: index + 1 }] : []));

export function wrongData(texts: DataTexts): DataErrors {
  const paths = pathsIn(texts.redact);
  const wrong = paths.find(({ path }) => redactPathProblem(path) !== undefined);
  const errors: DataErrors = {};
  if (wrong) errors.redact = wrong;
  else if (paths.length > maxRedactPaths) errors.redact = "many";
  for (const name of keptNames) {
    const { is, days } = texts[name];
    if (is === "days" && !(/^\d{1,4}$/.test(days) && Number(days) >= 1 && Number(days) <= maxDays)) errors[name] = true;
  }
  return errors;
}

type Props = { texts: DataTexts; errors: DataErrors; onChange: (texts: DataTexts) => void };

/** What becomes of the data of executions: who sees them, what is hidden, and how long they are kept. */
export function DataFields({ texts, errors, onChange }: Props) {
  const t = useTranslations("editor.settings");
  return (
    <fieldset className="flex flex-col gap-4 border-border border-t pt-4">
      <legend className="float-left w-full font-medium text-sm">{t("data")}</legend>
      <p className="-mt-3 clear-both text-muted text-xs">{t("dataHelp")}</p>
      <FormField label={t("redact")} help={t("redactHelp")} error={redactError(t, errors.redact)}>
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            spellCheck={false}
            autoCapitalize="none"
            className="max-h-48 font-mono text-xs"
            value={texts.redact}
            onChange={(event) => onChange({ ...texts, redact: event.target.value })}
          />
        )}
      </FormField>
      <FormField label={t("viewersSee")} help={t("viewersSeeHelp")}>
        {(control) => (
          <Select
            value={texts.viewersSee}
            onValueChange={(value) => onChange({ ...texts, viewersSee: value as DataTexts["viewersSee"] })}
          >
            <SelectTrigger {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              <SelectItem value="everything">{t("seeEverything")}</SelectItem>
              <SelectItem value="status">{t("seeStatus")}</SelectItem>
            </SelectContent>
          </Select>
        )}
      </FormField>
      {keptNames.map((name) => (
        <KeptField
          key={name}
          name={name}
          kept={texts[name]}
          isWrong={errors[name] === true}
          onChange={(kept) => onChange({ ...texts, [name]: kept })}
        />
      ))}
    </fieldset>
  );
}

function redactError(t: ReturnType<typeof useTranslations<"editor.settings">>, error: DataErrors["redact"]) {
  if (error === "many") return t("redactMany", { max: maxRedactPaths });
  return error && t("redactWrong", { line: error.line, path: error.path.slice(0, 40) });
}

type KeptFieldProps = { name: KeptName; kept: Kept; isWrong: boolean; onChange: (kept: Kept) => void };

function KeptField({ name, kept, isWrong, onChange }: KeptFieldProps) {
  const t = useTranslations("editor.settings");
  return (
    <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_9rem]">
      <FormField
        label={t(name)}
        help={kept.is === "none" ? t("keepNoneHelp") : name === "keepFailed" ? t("keepFailedHelp") : undefined}
      >
        {(control) => (
          <Select
            value={kept.is}
            onValueChange={(is) => onChange({ is: is as Keeping, days: kept.days || (is === "days" ? "30" : "") })}
          >
            <SelectTrigger {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              <SelectItem value="default">{t("keepDefault")}</SelectItem>
              <SelectItem value="days">{t("keepForDays")}</SelectItem>
              <SelectItem value="none">{t("keepNone")}</SelectItem>
            </SelectContent>
          </Select>
        )}
      </FormField>
      {kept.is === "days" && (
        <FormField label={t("keepDays")} error={isWrong ? t("keepDaysWrong") : undefined}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              value={kept.days}
              onChange={(event) => onChange({ ...kept, days: event.target.value.trim() })}
            />
          )}
        </FormField>
      )}
    </div>
  );
}
