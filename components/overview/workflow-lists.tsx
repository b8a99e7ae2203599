import { useLocale, useTranslations } from "use-intl";
import type { Overview, WorkflowCounts } from "@/shared/overview";
import { Section } from "../settings/section";
import { durationText } from "../time";
import { Link } from "../ui/link";

/** The workflows that stand out in the last 24 hours. */
export function WorkflowLists({ data: { busiest, failing, slowest } }: { data: Overview }) {
  const t = useTranslations("overview.workflows");
  const locale = useLocale();
  const number = (value: number) => value.toLocaleString(locale);
  return (
    <div className="grid grid-cols-1 gap-6 lg:grid-cols-3">
      <TopList
        title={t("busiest")}
        none={t("noneEnded")}
        rows={busiest}
        value={({ succeeded, failed, cancelled }) => number(succeeded + failed + cancelled)}
      />
      <TopList
        title={t("failing")}
        none={t("noneFailed")}
        rows={failing}
        status="failed"
        value={({ failed, succeeded }) => t("failedOf", { failed: number(failed), count: number(failed + succeeded) })}
      />
      <TopList
        title={t("slowest")}
        none={t("noneEnded")}
        rows={slowest}
        value={({ p95 }) => durationText(p95 ?? 0, locale)}
      />
    </div>
  );
}

type TopListProps = {
  title: string;
  none: string;
  rows: WorkflowCounts[];
  status?: "failed";
  value: (counts: WorkflowCounts) => string;
};

function TopList({ title, none, rows, status, value }: TopListProps) {
  return (
    <Section title={title}>
      {rows.length === 0 ? (
        <p className="px-4 py-6 text-center text-muted text-sm">{none}</p>
      ) : (
        <ol aria-label={title}>
          {rows.map((counts) => (
            <li
              key={counts.workflowId}
              className="flex items-center justify-between gap-3 border-border border-b px-4 py-2.5 text-sm last:border-0"
            >
              <Link
                href={`/executions?workflow=${counts.workflowId}&range=day${status ? `&status=${status}` : ""}`}
                className="min-w-0 truncate rounded-sm hover:underline"
                title={counts.workflowName}
              >
                {counts.workflowName}
              </Link>
              <span className="shrink-0 text-muted tabular-nums">{value(counts)}</span>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
