import { useTranslations } from "use-intl";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import type { StepSummary } from "@/shared/execution";

type RunSelectProps = { runs: readonly StepSummary[]; run: number; onRun: (run: number) => void };

/** Which run of a node in a loop is shown. */
export function RunSelect({ runs, run, onRun }: RunSelectProps) {
  const t = useTranslations("panel.runs");
  if (runs.length < 2) return null;
  return (
    <Select value={String(run)} onValueChange={(next) => next !== "" && onRun(Number(next))}>
      <SelectTrigger size="sm" aria-label={t("label")} className="w-auto shrink-0 text-xs">
        <SelectValue />
      </SelectTrigger>
      <SelectContent className="max-h-80">
        {runs.map((step) => (
          <SelectItem key={step.run} value={String(step.run)}>
            {t(step.status === "failed" ? "failedPlace" : "place", { number: step.run + 1, count: runs.length })}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
