"use client";

import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { errorText } from "../api";
import { Card, Page } from "../page";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { ErrorState } from "../ui/error-state";
import { Skeleton } from "../ui/skeleton";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "../ui/table";
import { CredentialDialog } from "./credential-dialog";
import { CredentialRow } from "./credential-row";
import { useCredentials, useCredentialTypes } from "./use-credentials";

export function CredentialsPage() {
  const { data, error, isPending, refetch } = useCredentials();
  const types = useCredentialTypes().data;
  const [dialog, setDialog] = useState<{ id?: string }>();
  const create = (
    <Button onClick={() => setDialog({})}>
      <Plus aria-hidden />
      New credential
    </Button>
  );

  return (
    <Page
      title="Credentials"
      description="Secrets that nodes use to sign in. They are stored encrypted and never shown again."
      actions={create}
    >
      {isPending && <ListSkeleton />}
      {error && !data && (
        <Card>
          <ErrorState
            title="The credentials could not be loaded"
            message={errorText(error).message}
            onRetry={() => void refetch()}
          />
        </Card>
      )}
      {data?.length === 0 && (
        <Card>
          <EmptyState icon={KeyRound} title="No credentials yet" actions={create}>
            Add the password, token or key of a service once; then every node that calls it can use it, and no workflow
            holds the secret itself.
          </EmptyState>
        </Card>
      )}
      {data && data.length > 0 && (
        <Card>
          <Table aria-label="Credentials" className="table-fixed md:table-auto">
            <TableHeader>
              <TableRow className="hover:bg-transparent">
                <TableHead className="pl-4">Name</TableHead>
                <TableHead className="hidden sm:table-cell">Type</TableHead>
                <TableHead className="hidden md:table-cell">Used by</TableHead>
                <TableHead className="hidden md:table-cell">Updated</TableHead>
                <TableHead className="w-14">
                  <span className="sr-only">Actions</span>
                </TableHead>
              </TableRow>
            </TableHeader>
            <TableBody>
              {data.map((credential) => (
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
      {dialog && <CredentialDialog id={dialog.id} onClose={() => setDialog(undefined)} />}
    </Page>
  );
}

function ListSkeleton() {
  return (
    <Card>
      {[0, 1, 2, 3].map((row) => (
        <div key={row} className="flex h-[57px] items-center gap-6 border-border border-b px-4 last:border-0">
          <Skeleton className="h-4 w-1/4" />
          <Skeleton className="hidden h-4 w-24 sm:block" />
          <Skeleton className="ml-auto h-4 w-24" />
        </div>
      ))}
    </Card>
  );
}
