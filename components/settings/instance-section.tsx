"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { InstanceInfo } from "@/shared/api";
import { errorText, useTRPC } from "../api";
import { sizeText } from "../item-view/file-list";
import type { Texts } from "../messages/texts";
import { ErrorState } from "../ui/error-state";
import { Skeleton } from "../ui/skeleton";
import { Section } from "./section";

export function InstanceSection() {
  const t = useTranslations();
  const { data, error, refetch } = useQuery(
    useTRPC().settings.info.queryOptions(undefined, { refetchInterval: 5_000 }),
  );
  return (
    <Section title={t("settings.instance.title")}>
      {error && !data ? (
        <ErrorState
          title={t("settings.instance.loadFailed")}
          message={errorText(error).message}
          onRetry={() => void refetch()}
          className="py-8"
        />
      ) : (
        <dl>
          {rows.map(({ name, show }) => (
            <div
              key={name}
              className="grid min-h-10 gap-x-4 gap-y-0.5 border-border border-b px-4 py-2.5 text-sm last:border-0 sm:grid-cols-[14rem_minmax(0,1fr)]"
            >
              <dt className="text-muted">{t(`settings.instance.${name}`)}</dt>
              <dd className="min-w-0 break-words">{data ? show(data, t) : <Skeleton className="h-5 w-32" />}</dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}

type Row = {
  name: "version" | "dataFolder" | "database" | "workers" | "isolation" | "executions" | "privateAddresses";
  show: (info: InstanceInfo, t: Texts) => ReactNode;
};

const rows: readonly Row[] = [
  { name: "version", show: ({ version }) => version },
  { name: "dataFolder", show: ({ dataFolder }) => <code className="break-all text-xs">{dataFolder}</code> },
  { name: "database", show: ({ databaseBytes }) => sizeText(databaseBytes) },
  { name: "workers", show: ({ workers }) => workers },
  { name: "isolation", show: ({ isolation }, t) => t(`settings.instance.isolationLevels.${isolation}`) },
  {
    name: "executions",
    show: ({ runningExecutions, queuedExecutions }, t) =>
      t("settings.instance.executionCounts", { running: runningExecutions, queued: queuedExecutions }),
  },
  {
    name: "privateAddresses",
    show: ({ allowedPrivateTargets }, t) =>
      allowedPrivateTargets.length > 0 ? (
        <ul className="flex flex-col gap-0.5">
          {allowedPrivateTargets.map((target) => (
            <li key={target}>
              <code className="break-all text-xs">{target}</code>
            </li>
          ))}
        </ul>
      ) : (
        t.rich("settings.instance.noPrivateAddresses", {
          muted: (chunks) => <span className="text-muted">{chunks}</span>,
        })
      ),
  },
];
