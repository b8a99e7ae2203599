"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { InstanceInfo } from "@/shared/api";
import { errorText, useTRPC } from "../api";
import { sizeText } from "../item-view/file-list";
import { ErrorState } from "../ui/error-state";
import { Skeleton } from "../ui/skeleton";
import { Section } from "./section";

export function InstanceSection() {
  const { data, error, refetch } = useQuery(
    useTRPC().settings.info.queryOptions(undefined, { refetchInterval: 5_000 }),
  );
  return (
    <Section title="This server">
      {error && !data ? (
        <ErrorState
          title="The server did not tell about itself"
          message={errorText(error).message}
          onRetry={() => void refetch()}
          className="py-8"
        />
      ) : (
        <dl>
          {rows.map(({ label, show }) => (
            <div
              key={label}
              className="grid min-h-10 gap-x-4 gap-y-0.5 border-border border-b px-4 py-2.5 text-sm last:border-0 sm:grid-cols-[14rem_minmax(0,1fr)]"
            >
              <dt className="text-muted">{label}</dt>
              <dd className="min-w-0 break-words">{data ? show(data) : <Skeleton className="h-5 w-32" />}</dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}

const rows: readonly { label: string; show: (info: InstanceInfo) => ReactNode }[] = [
  { label: "Version", show: ({ version }) => version },
  { label: "Data folder", show: ({ dataFolder }) => <code className="break-all text-xs">{dataFolder}</code> },
  { label: "Database", show: ({ databaseBytes }) => sizeText(databaseBytes) },
  { label: "Workers", show: ({ workers }) => workers },
  {
    label: "Executions now",
    show: ({ runningExecutions, queuedExecutions }) => `${runningExecutions} running, ${queuedExecutions} queued`,
  },
  {
    label: "Private addresses allowed",
    show: ({ allowedPrivateTargets }) =>
      allowedPrivateTargets.length > 0 ? (
        <ul className="flex flex-col gap-0.5">
          {allowedPrivateTargets.map((target) => (
            <li key={target}>
              <code className="break-all text-xs">{target}</code>
            </li>
          ))}
        </ul>
      ) : (
        <>
          None <span className="text-muted">– workflows reach public addresses only</span>
        </>
      ),
  },
];
