"use client";

import { Braces, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { ApiNodeSummary } from "@/shared/api";
import { ListFailed } from "../list-failed";
import { ListSkeleton } from "../list-skeleton";
import { Card, Page } from "../page";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "../ui/table";
import { ApiNodeRow } from "./api-node-row";
import { DocumentDialog } from "./document-dialog";
import { useApiNodes } from "./use-api-nodes";

export function ApiNodesPage() {
  const t = useTranslations("apiNodes");
  const query = useApiNodes();
  const { data, isPending } = query;
  const [dialog, setDialog] = useState<{ node?: ApiNodeSummary }>();
  const add = (
    <Button onClick={() => setDialog({})}>
      <Plus aria-hidden />
      {t("add")}
    </Button>
  );
  return (
    <Page title={t("title")} description={t("description")} actions={add}>
      {isPending && <ListSkeleton />}
      <ListFailed query={query} title={t("loadFailed")} />
      {data?.length === 0 && (
        <Card>
          <EmptyState icon={Braces} title={t("empty.title")} actions={add}>
            {t("empty.text")}
          </EmptyState>
        </Card>
      )}
      {data && data.length > 0 && (
        <Card>
          <Table aria-label={t("title")} className="table-fixed md:table-auto">
            <TableHeader>
              <TableRow className="hover:bg-transparent">
                <TableHead className="pl-4">{t("table.name")}</TableHead>
                <TableHead className="hidden sm:table-cell">{t("table.operations")}</TableHead>
                <TableHead className="hidden md:table-cell">{t("table.document")}</TableHead>
                <TableHead className="hidden md:table-cell">{t("table.updated")}</TableHead>
                <TableHead className="w-14">
                  <span className="sr-only">{t("table.actions")}</span>
                </TableHead>
              </TableRow>
            </TableHeader>
            <TableBody>
              {data.map((node) => (
                <ApiNodeRow key={node.id} node={node} onUpdate={() => setDialog({ node })} />
              ))}
            </TableBody>
          </Table>
        </Card>
      )}
      {dialog && <DocumentDialog node={dialog.node} onClose={() => setDialog(undefined)} />}
    </Page>
  );
}
