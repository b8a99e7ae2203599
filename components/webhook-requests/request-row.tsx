"use client";

import { useLocale, useTranslations } from "use-intl";
import type { WebhookRequestSummary } from "@/shared/webhook-request";
import { HiddenData } from "../executions/hidden-data";
import { durationText, Time } from "../time";
import { Badge } from "../ui/badge";
import { Checkbox } from "../ui/checkbox";
import { Link } from "../ui/link";
import { TableCell, TableRow } from "../ui/table";
import { ResultBadge } from "./result-badge";

type RequestRowProps = {
  request: WebhookRequestSummary;
  selected: boolean;
  onSelect: (selected: boolean) => void;
  onOpen: () => void;
};

export function RequestRow({ request, selected, onSelect, onOpen }: RequestRowProps) {
  const { id, at, method, path, status, result, reason, calls, durationMs, executionId } = request;
  const t = useTranslations("webhooks");
  const locale = useLocale();
  return (
    <TableRow data-state={selected ? "selected" : undefined} className="relative">
      <TableCell className="pr-0 pl-4">
        <Checkbox
          aria-label={t("table.select", { id })}
          className="z-10 align-middle"
          disabled={method === ""}
          checked={selected}
          onCheckedChange={(on) => onSelect(on === true)}
        />
      </TableCell>
      <TableCell className="w-full max-w-0">
        <button
          type="button"
          onClick={onOpen}
          title={path}
          className="line-clamp-2 max-w-full break-all text-left md:line-clamp-1 font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
        >
          {method === "" ? (
            t("table.flood", { calls })
          ) : (
            <>
              <span className="mr-1.5 font-normal text-muted text-xs">{method}</span>
              {path || t("table.hiddenPath")}
            </>
          )}
        </button>
        <Marks request={request} />
        <HiddenData short execution={request} className="mt-0.5" />
        {reason && method !== "" && (
          <span className="line-clamp-2 break-words text-muted text-xs md:line-clamp-1" title={reason}>
            {reason}
          </span>
        )}
        <span className="mt-0.5 block text-muted text-xs md:hidden">
          <Time at={at} />
        </span>
      </TableCell>
      <TableCell className="max-md:text-right">
        <ResultBadge result={result} />
      </TableCell>
      <TableCell className="hidden text-muted tabular-nums md:table-cell">{status ?? "–"}</TableCell>
      <TableCell className="hidden text-muted md:table-cell">
        <span className="relative">
          <Time at={at} />
        </span>
      </TableCell>
      <TableCell className="hidden whitespace-nowrap text-right text-muted tabular-nums lg:table-cell">
        {durationMs === null ? "–" : durationText(durationMs, locale)}
      </TableCell>
      <TableCell className="hidden pr-4 text-right lg:table-cell">
        {executionId === null ? (
          <span className="text-muted">–</span>
        ) : (
          <Link
            href={`/executions/${executionId}`}
            className="relative text-primary tabular-nums underline-offset-2 hover:underline"
            aria-label={t("table.execution", { id: executionId })}
          >
            #{executionId}
          </Link>
        )}
      </TableCell>
    </TableRow>
  );
}

function Marks({ request: { kind, replayOf, workflowName } }: Pick<RequestRowProps, "request">) {
  const t = useTranslations("webhooks.table");
  if (kind === "published" && !workflowName) return null;
  return (
    <span className="mt-0.5 flex min-w-0 flex-wrap items-center gap-1.5 text-muted text-xs">
      {workflowName && <span className="truncate">{workflowName}</span>}
      {kind === "test" && <Badge variant="outline">{t("test")}</Badge>}
      {replayOf !== null && <Badge variant="accent">{t("replayOf", { id: replayOf })}</Badge>}
    </span>
  );
}
