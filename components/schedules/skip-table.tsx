"use client";

import { useLocale, useTranslations } from "use-intl";
import type { ScheduleSkip } from "@/shared/schedule";
import { Card } from "../page";
import { Time } from "../time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { timeInZone } from "./texts";
import { WorkflowCell } from "./workflow-cell";

export function SkipTable({ skips }: { skips: ScheduleSkip[] }) {
  const t = useTranslations("schedules");
  return (
    <Card>
      <Table aria-label={t("views.skipped")} className="table-fixed">
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead className="pl-4">{t("table.workflow")}</TableHead>
            <TableHead className="hidden md:table-cell md:w-64">{t("table.due")}</TableHead>
            <TableHead className="hidden lg:table-cell lg:w-72">{t("table.why")}</TableHead>
            <TableHead className="w-40 pr-4 text-right">{t("table.when")}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {skips.map((skip) => (
            <SkipRow key={skip.id} skip={skip} />
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}

function SkipRow({ skip }: { skip: ScheduleSkip }) {
  const t = useTranslations("schedules");
  const { reason, at, count, isAtLeast } = skip;
  const times = t(isAtLeast ? "table.countAtLeast" : "table.count", { count });
  return (
    <TableRow className="relative">
      <WorkflowCell place={skip}>
        <span className="mt-1 block break-words text-xs lg:hidden">{t(`reasons.${reason}`)}</span>
        <span className="mt-0.5 block break-words text-muted text-xs md:hidden">
          {times} · <Span skip={skip} />
        </span>
      </WorkflowCell>
      <TableCell className="hidden align-top md:table-cell">
        <span className="block">{times}</span>
        <span className="mt-0.5 block break-words text-muted text-xs tabular-nums">
          <Span skip={skip} /> · {skip.timezone}
        </span>
      </TableCell>
      <TableCell className="hidden break-words align-top lg:table-cell">{t(`reasons.${reason}`)}</TableCell>
      <TableCell className="pr-4 text-right align-top text-muted">
        <span className="relative">
          <Time at={at} />
        </span>
      </TableCell>
    </TableRow>
  );
}

function Span({ skip: { fromAt, toAt, timezone } }: { skip: ScheduleSkip }) {
  const t = useTranslations("schedules.table");
  const locale = useLocale();
  const from = timeInZone(fromAt, timezone, locale);
  return fromAt === toAt ? from : t("span", { from, to: timeInZone(toAt, timezone, locale, fromAt) });
}
