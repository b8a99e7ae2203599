import { useTranslations } from "use-intl";
import type { Overview } from "@/shared/overview";
import { Section } from "../settings/section";
import { Time } from "../time";
import { Link } from "../ui/link";

export function NextRuns({ runs }: { runs: Overview["nextRuns"] }) {
  const t = useTranslations("overview.nextRuns");
  return (
    <Section title={t("title")}>
      {runs.length === 0 ? (
        <p className="px-4 py-6 text-center text-muted text-sm">{t("none")}</p>
      ) : (
        <ol aria-label={t("title")}>
          {runs.map(({ workflowId, workflowName, at }, index) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: a workflow may have two schedules of one time
              key={`${workflowId} ${at} ${index}`}
              className="flex items-center justify-between gap-3 border-border border-b px-4 py-2.5 text-sm last:border-0"
            >
              <Link
                href={`/workflows/${workflowId}`}
                className="min-w-0 truncate rounded-sm hover:underline"
                title={workflowName}
              >
                {workflowName}
              </Link>
              <Time at={at} className="shrink-0 text-muted" />
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
