"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import type { WebhookRequestSummary } from "@/shared/webhook-request";
import { Card } from "../page";
import { SelectAll, SelectionBar, useSelection } from "../selection";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "../ui/table";
import { ReplayButton } from "./replay-button";
import { RequestDialog } from "./request-dialog";
import { RequestRow } from "./request-row";

export function RequestTable({ requests }: { requests: WebhookRequestSummary[] }) {
  const t = useTranslations("webhooks");
  const [opened, setOpened] = useState<number>();
  const selection = useSelection(requests.filter(({ method }) => method !== ""));
  const { selected } = selection;

  return (
    <>
      <Card>
        <Table aria-label={t("title")} className="table-fixed md:table-auto">
          <TableHeader>
            <TableRow className="hover:bg-transparent">
              <TableHead className="w-10 pr-0 pl-4">
                <SelectAll label={t("table.selectAll")} selection={selection} />
              </TableHead>
              <TableHead>{t("table.request")}</TableHead>
              <TableHead className="w-32 max-md:text-right">{t("table.result")}</TableHead>
              <TableHead className="hidden md:table-cell">{t("table.status")}</TableHead>
              <TableHead className="hidden md:table-cell">{t("table.time")}</TableHead>
              <TableHead className="hidden text-right lg:table-cell">{t("table.took")}</TableHead>
              <TableHead className="hidden pr-4 text-right lg:table-cell">{t("table.executionHead")}</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {requests.map((request) => (
              <RequestRow
                key={request.id}
                request={request}
                selected={selection.isSelected(request.id)}
                onSelect={(on) => selection.choose(request.id, on)}
                onOpen={() => setOpened(request.id)}
              />
            ))}
          </TableBody>
        </Table>
      </Card>
      {selected.length > 0 && (
        <SelectionBar
          count={t("selection.count", { count: selected.length })}
          clear={t("selection.clear")}
          onClear={selection.clear}
        >
          <ReplayButton size="sm" ids={selected.map(({ id }) => id)} onDone={selection.clear} />
        </SelectionBar>
      )}
      {opened !== undefined && <RequestDialog id={opened} onOpen={setOpened} onClose={() => setOpened(undefined)} />}
    </>
  );
}
