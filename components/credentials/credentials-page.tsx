"use client";

import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ProjectOfNewProvider, useChosenProject } from "../access/chosen-project";
import { ProjectFilter } from "../access/project-filter";
import { ListFailed } from "../list-failed";
import { ListSkeleton } from "../list-skeleton";
import { Card, Page } from "../page";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "../ui/table";
import { CredentialDialog } from "./credential-dialog";
import { CredentialRow } from "./credential-row";
import { useCredentials, useCredentialTypes } from "./use-credentials";

export function CredentialsPage() {
  const t = useTranslations("credentials");
  const query = useCredentials();
  const { data, isPending } = query;
  const types = useCredentialTypes().data;
  const { projectId, isIn, mayCreate } = useChosenProject();
  const shown = data?.filter(isIn);
  const [dialog, setDialog] = useState<{ id?: string }>();
  const create = (
    <Button onClick={() => setDialog({})} disabled={!mayCreate}>
      <Plus aria-hidden />
      {t("create")}
    </Button>
  );

  return (
    <Page title={t("title")} description={t("description")} actions={create}>
      {isPending && <ListSkeleton />}
      <ListFailed query={query} title={t("loadFailed")} />
      {data?.length === 0 && (
        <Card>
          <EmptyState icon={KeyRound} title={t("empty.title")} actions={create}>
            {t("empty.text")}
          </EmptyState>
        </Card>
      )}
      {data && data.length > 0 && <ProjectFilter none={shown?.length === 0 && t("noneIn")} />}
      {shown && shown.length > 0 && (
        <Card>
          <Table aria-label={t("title")} className="table-fixed md:table-auto">
            <TableHeader>
              <TableRow className="hover:bg-transparent">
                <TableHead className="pl-4">{t("table.name")}</TableHead>
                <TableHead className="hidden sm:table-cell">{t("table.type")}</TableHead>
                <TableHead className="hidden md:table-cell">{t("table.usedBy")}</TableHead>
                <TableHead className="hidden md:table-cell">{t("table.updated")}</TableHead>
                <TableHead className="w-14">
                  <span className="sr-only">{t("table.actions")}</span>
                </TableHead>
              </TableRow>
            </TableHeader>
            <TableBody>
              {shown.map((credential) => (
                <CredentialRow
                  key={credential.id}
                  credential={credential}
                  type={types?.find(({ type }) => type === credential.type)}
                  onEdit={() => setDialog({ id: credential.id })}
                />
              ))}
            </TableBody>
          </Table>
        </Card>
      )}
      {dialog && (
        <ProjectOfNewProvider value={projectId}>
          <CredentialDialog id={dialog.id} onClose={() => setDialog(undefined)} />
        </ProjectOfNewProvider>
      )}
    </Page>
  );
}
