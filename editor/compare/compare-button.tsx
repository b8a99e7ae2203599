"use client";

import { useQuery } from "@tanstack/react-query";
import { Diff } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { errorText, useTRPC } from "@/components/api";
import { StatusBadge } from "@/components/status-badge";
import { Time } from "@/components/time";
import { Button } from "@/components/ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Skeleton } from "@/components/ui/skeleton";

/** Asks which other execution of the workflow this one is held against. The older of the two comes first. */
export function CompareButton({ id, workflowId }: { id: number; workflowId: string }) {
  const t = useTranslations("compare.choose");
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button variant="secondary" size="sm" aria-label={t("label")}>
          <Diff aria-hidden />
          <span className="max-sm:sr-only">{t("open")}</span>
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" className="w-80 max-w-[calc(100vw-1rem)] p-0">
        <p className="border-border border-b px-3 py-2 font-medium text-sm">{t("heading", { id })}</p>
        <Others id={id} workflowId={workflowId} />
      </PopoverContent>
    </Popover>
  );
}

const shown = 30;

function Others({ id, workflowId }: { id: number; workflowId: string }) {
  const t = useTranslations("compare.choose");
  const { data, error } = useQuery(useTRPC().executions.list.queryOptions({ workflowId, limit: shown + 1 }));
  if (error) return <p className="p-3 text-danger text-sm">{errorText(error).message}</p>;
  if (!data) return <Skeleton className="m-3 h-24" />;
  const others = data.executions.filter((execution) => execution.id !== id).slice(0, shown);
  if (others.length === 0) return <p className="p-3 text-muted text-sm">{t("none")}</p>;
  return (
    <ul className="max-h-80 overflow-y-auto p-1">
      {others.map((execution) => (
        <li key={execution.id}>
          <Link
            href={`/executions/compare?a=${Math.min(id, execution.id)}&b=${Math.max(id, execution.id)}`}
            className="flex items-center gap-2 rounded-md px-2 py-1.5 text-sm hover:bg-hover"
          >
            <span className="w-14 shrink-0 tabular-nums">#{execution.id}</span>
            <StatusBadge status={execution.status} />
            <span className="ml-auto text-muted text-xs">
              <Time at={execution.startedAt ?? execution.createdAt} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
