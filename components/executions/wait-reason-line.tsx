"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { Link } from "../ui/link";
import { reasonText } from "./wait-reason";

const refreshMs = 3_000;

/** Why an execution that is queued or waiting does not run, with the way to the one it waits for. */
export function WaitReasonLine({ id, className }: { id: number; className?: string }) {
  const t = useTranslations("executions.reasons");
  const runs = useTranslations("runs.execution");
  const locale = useLocale();
  const options = useTRPC().executions.waitReason.queryOptions({ id }, { refetchInterval: refreshMs, gcTime: 0 });
  const { data: reason } = useQuery(options);
  if (!reason) return null;
  const other = "executionId" in reason ? reason.executionId : null;
  return (
    <p className={className}>
      {reasonText(t, reason, locale)}
      {"url" in reason && (
        <>
          {" "}
          <a href={reason.url} target="_blank" rel="noreferrer" className="rounded-sm text-primary hover:underline">
            {runs("openWaitingPage")}
          </a>
        </>
      )}
      {other !== null && (
        <>
          {" "}
          <Link href={`/executions/${other}`} className="rounded-sm text-primary hover:underline">
            {runs("openOther", { id: other })}
          </Link>
        </>
      )}
    </p>
  );
}
