"use client";

import { useLocale, useTranslations } from "use-intl";
import type { UpcomingSchedule } from "@/shared/schedule";
import { Card } from "../page";
import { StatusBadge } from "../status-badge";
import { Time } from "../time";
import { Link } from "../ui/link";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { ruleText, timeInZone } from "./texts";
import { WorkflowCell } from "./workflow-cell";

export function UpcomingTable({ schedules }: { schedules: UpcomingSchedule[] }) {
  const t = useTranslations("schedules");
  return (
    <Card>
      <Table aria-label={t("views.upcoming")} className="table-fixed">
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead className="pl-4">{t("table.workflow")}</TableHead>
            <TableHead className="w-40 max-md:pr-4 max-md:text-right md:w-44 lg:w-72">{t("table.next")}</TableHead>
            <TableHead className="hidden md:table-cell md:w-60 lg:w-72">{t("table.rule")}</TableHead>
            <TableHead className="hidden w-44 pr-4 text-right lg:table-cell">{t("table.last")}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {schedules.map((schedule) => (
            <UpcomingRow key={schedule.id} schedule={schedule} />
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}

function UpcomingRow({ schedule }: { schedule: UpcomingSchedule }) {
  const t = useTranslations("schedules");
  const locale = useLocale();
  const { timezone, dueAt, startsAt, following, isPoll, lastExecution } = schedule;
  const rule = ruleText(useTranslations("schedules.rules"), schedule.rule, locale);
  const then = following.map((at) => timeInZone(at, timezone, locale, dueAt)).join(" · ");
  return (
    <TableRow className="relative">
      <WorkflowCell place={schedule}>
        <span className="mt-0.5 block break-words text-muted text-xs md:hidden">
          {rule} · {timezone}
        </span>
      </WorkflowCell>
      <TableCell className="align-top max-md:pr-4 max-md:text-right">
        <span className="relative font-medium">
          <Time at={startsAt} ahead />
        </span>
        <span className="mt-0.5 block text-muted text-xs tabular-nums">
          {timeInZone(dueAt, timezone, locale)}
          <span className="hidden lg:inline">{then && ` · ${then}`}</span>
        </span>
      </TableCell>
      <TableCell className="hidden align-top md:table-cell">
        <span className="block break-words">{rule}</span>
        <span className="mt-0.5 block truncate text-muted text-xs">
          {isPoll && `${t("table.poll")} · `}
          {timezone}
        </span>
      </TableCell>
      <TableCell className="hidden pr-4 text-right align-top lg:table-cell">
        {lastExecution ? (
          <Link
            href={`/executions/${lastExecution.id}`}
            aria-label={t("table.execution", { id: lastExecution.id })}
            className="relative inline-flex items-center gap-2 text-primary tabular-nums underline-offset-2 hover:underline"
          >
            #{lastExecution.id}
            <StatusBadge status={lastExecution.status} />
          </Link>
        ) : (
          <span className="text-muted">–</span>
        )}
      </TableCell>
    </TableRow>
  );
}
