"use client";

import { useQuery } from "@tanstack/react-query";
import { FileUp, Plus, Table2 } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { TableSummary } from "@/shared/tables";
import { ProjectOfNewProvider, useChosenProject } from "../access/chosen-project";
import { ProjectFilter } from "../access/project-filter";
import { useTRPC } from "../api";
import { ListFailed } from "../list-failed";
import { ListSkeleton } from "../list-skeleton";
import { Card, Page } from "../page";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "../ui/table";
import { CsvDialog } from "./csv-dialog";
import { TableListRow } from "./table-list-row";
import { TableNameDialog } from "./table-name-dialog";

export function TablesPage() {
  const t = useTranslations("tables");
  const query = useQuery(useTRPC().tables.list.queryOptions());
  const { data, isPending } = query;
  const { projectId, isIn, mayCreate } = useChosenProject();
  const shown = data?.filter(isIn);
  const [creating, setCreating] = useState(false);
  const [file, setFile] = useState<File>();
  const picker = useRef<HTMLInputElement>(null);
  const actions = (
    <>
      <Button variant="secondary" onClick={() => picker.current?.click()} disabled={!mayCreate}>
        <FileUp aria-hidden />
        {t("importCsv")}
      </Button>
      <Button onClick={() => setCreating(true)} disabled={!mayCreate}>
        <Plus aria-hidden />
        {t("create")}
      </Button>
    </>
  );
  return (
    <Page title={t("title")} description={t("description")} actions={actions}>
      {isPending && <ListSkeleton />}
      <ListFailed query={query} title={t("loadFailed")} />
      {data?.length === 0 && (
        <Card>
          <EmptyState icon={Table2} title={t("empty.title")} actions={actions}>
            {t("empty.text")}
          </EmptyState>
        </Card>
      )}
      {data && data.length > 0 && <ProjectFilter none={shown?.length === 0 && t("noneIn")} />}
      {shown && shown.length > 0 && <TableList tables={shown} />}
      <input
        ref={picker}
        type="file"
        accept=".csv,.tsv,.txt,text/csv"
        aria-label={t("csv.input")}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          setFile(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <ProjectOfNewProvider value={projectId}>
        {creating && <TableNameDialog onClose={() => setCreating(false)} />}
        {file && <CsvDialog file={file} onClose={() => setFile(undefined)} />}
      </ProjectOfNewProvider>
    </Page>
  );
}

function TableList({ tables }: { tables: TableSummary[] }) {
  const t = useTranslations("tables");
  return (
    <Card>
      <Table aria-label={t("title")} className="table-fixed md:table-auto">
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead className="pl-4">{t("list.name")}</TableHead>
            <TableHead className="w-24 text-right">{t("list.rows")}</TableHead>
            <TableHead className="hidden text-right md:table-cell">{t("list.columns")}</TableHead>
            <TableHead className="hidden md:table-cell">{t("list.updated")}</TableHead>
            <TableHead className="w-14">
              <span className="sr-only">{t("list.actions")}</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {tables.map((table) => (
            <TableListRow key={table.id} table={table} />
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}
