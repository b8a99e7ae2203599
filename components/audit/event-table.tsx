"use client";

import { ChevronRight } from "lucide-react";
import { Fragment, useId, useState } from "react";
import { useTranslations } from "use-intl";
import type { AuditEvent } from "@/shared/audit";
import { Card } from "../page";
import { Time } from "../time";
import { Badge } from "../ui/badge";
import { cn } from "../ui/class-names";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { EventDetail } from "./event-detail";
import type { Filters } from "./filters";
import { useActionText, useActorText } from "./texts";

type EventTableProps = { events: AuditEvent[]; onFilter: (changes: Partial<Filters>) => void };

export function EventTable({ events, onFilter }: EventTableProps) {
  const t = useTranslations("audit");
  const [opened, setOpened] = useState<number>();
  return (
    <Card>
      <Table aria-label={t("title")} className="table-fixed">
        {/* Those that small screens have no room for come last: the row of details spans all of them. */}
        <colgroup>
          <col className="w-3/5 md:w-auto" />
          <col className="w-2/5 md:w-1/5" />
          <col className="w-0 md:w-auto" />
          <col className="w-0 md:w-40" />
          <col className="w-0 lg:w-36" />
        </colgroup>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead className="pl-4">{t("table.action")}</TableHead>
            <TableHead>{t("table.actor")}</TableHead>
            <TableHead className="hidden md:table-cell">{t("table.target")}</TableHead>
            <TableHead className="hidden md:table-cell">{t("table.time")}</TableHead>
            <TableHead className="hidden pr-4 lg:table-cell">{t("table.address")}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {events.map((event) => (
            <EventRow
              key={event.id}
              event={event}
              isOpen={opened === event.id}
              onToggle={() => setOpened(opened === event.id ? undefined : event.id)}
              onFilter={onFilter}
            />
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}

type EventRowProps = {
  event: AuditEvent;
  isOpen: boolean;
  onToggle: () => void;
  onFilter: EventTableProps["onFilter"];
};

function EventRow({ event, isOpen, onToggle, onFilter }: EventRowProps) {
  const t = useTranslations("audit");
  const id = useId();
  const actionText = useActionText();
  const actorText = useActorText();
  const target = event.targetName ?? event.targetId;
  return (
    <Fragment>
      <TableRow className="relative" data-state={isOpen ? "selected" : undefined}>
        <TableCell className="pl-4">
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            onClick={onToggle}
            className="flex w-full min-w-0 items-center gap-2 text-left font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
          >
            <ChevronRight
              aria-hidden
              className={cn("size-4 shrink-0 text-muted transition-transform", isOpen && "rotate-90")}
            />
            <span className="min-w-0 break-words">{actionText(event.action)}</span>
            {event.outcome === "refused" && <Badge variant="danger">{t("outcomes.refused")}</Badge>}
          </button>
          <span className="mt-0.5 block truncate pl-6 text-muted text-xs md:hidden">{target}</span>
          <span className="block pl-6 text-muted text-xs md:hidden">
            <Time at={event.at} />
          </span>
        </TableCell>
        <TableCell className="break-words max-md:align-top md:truncate">{actorText(event)}</TableCell>
        <TableCell className="hidden truncate md:table-cell" title={target ?? undefined}>
          {target ?? <span className="text-muted">–</span>}
        </TableCell>
        <TableCell className="hidden text-muted md:table-cell">
          <span className="relative">
            <Time at={event.at} />
          </span>
        </TableCell>
        <TableCell className="hidden truncate pr-4 text-muted tabular-nums lg:table-cell">
          {event.address ?? "–"}
        </TableCell>
      </TableRow>
      {isOpen && (
        <TableRow id={id} className="hover:bg-transparent">
          <TableCell colSpan={5} className="bg-background px-4 py-3">
            <EventDetail event={event} onFilter={onFilter} />
          </TableCell>
        </TableRow>
      )}
    </Fragment>
  );
}
