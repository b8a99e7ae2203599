import { useTranslations } from "use-intl";
import { StatusBadge } from "@/components/status-badge";
import { Duration } from "@/components/time";
import type { StepSummary } from "@/shared/execution";

export function StepStatus({ step }: { step: StepSummary }) {
  const t = useTranslations("panel.runs");
  const { status, startedAt, durationMs, tries } = step;
  return (
    <span className="flex min-w-0 items-center gap-2 text-muted text-xs">
      <StatusBadge status={status} />
      <Duration startedAt={startedAt} finishedAt={durationMs === undefined ? null : startedAt + durationMs} />
      {tries !== undefined && tries > 1 && <span className="whitespace-nowrap">{t("tries", { count: tries })}</span>}
    </span>
  );
}
