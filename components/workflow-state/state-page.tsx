"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, BrainCircuit, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { ListFailed } from "../list-failed";
import { Card, Page } from "../page";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { EmptyState } from "../ui/empty-state";
import { Link } from "../ui/link";
import { Skeleton } from "../ui/skeleton";
import { SeenRow } from "./seen-row";
import { StateRow } from "./state-row";
import { useStateActions } from "./use-state-actions";

/** What a workflow remembers from one execution to the next: to look at, to correct, to forget. */
export function StatePage({ workflowId }: { workflowId: string }) {
  const t = useTranslations("state");
  const trpc = useTRPC();
  const query = useQuery(trpc.workflows.state.queryOptions({ workflowId }, { refetchInterval: 10_000 }));
  const { data, isPending } = query;
  const { data: workflow } = useQuery(trpc.workflows.get.queryOptions({ id: workflowId }));
  const isEmpty = data?.values.length === 0 && data.seen.length === 0;
  return (
    <Page
      title={workflow ? t("title", { name: workflow.document.name }) : t("titleOnly")}
      description={t("description")}
      actions={
        <>
          <Button asChild variant="secondary">
            <Link href={`/workflows/${workflowId}`}>
              <ArrowLeft aria-hidden />
              {t("back")}
            </Link>
          </Button>
          {data && !isEmpty && <ResetButton workflowId={workflowId} />}
        </>
      }
    >
      {isPending && <ListSkeleton />}
      <ListFailed query={query} title={t("loadFailed")} />
      {isEmpty && (
        <Card>
          <EmptyState icon={BrainCircuit} title={t("empty.title")}>
            {t("empty.text")}
          </EmptyState>
        </Card>
      )}
      {data && !isEmpty && (
        <Card>
          <ul aria-label={t("list")}>
            {data.values.map((entry) => (
              <StateRow key={entry.key} workflowId={workflowId} entry={entry} />
            ))}
            {data.seen.map((entry) => (
              <SeenRow key={`seen ${entry.key}`} workflowId={workflowId} entry={entry} />
            ))}
          </ul>
        </Card>
      )}
      {data?.isCut && <p className="mt-3 text-muted text-sm">{t("isCut")}</p>}
    </Page>
  );
}

function ResetButton({ workflowId }: { workflowId: string }) {
  const t = useTranslations("state");
  const [confirming, setConfirming] = useState(false);
  const { reset } = useStateActions(workflowId);
  return (
    <>
      <Button variant="secondary" pending={reset.isPending} onClick={() => setConfirming(true)}>
        <RotateCcw aria-hidden />
        {t("reset")}
      </Button>
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={t("resetDialog.title")}
        description={t("resetDialog.text")}
        action={t("resetDialog.action")}
        onConfirm={() => reset.mutate({ workflowId })}
      />
    </>
  );
}

function ListSkeleton() {
  return (
    <Card>
      {[0, 1, 2].map((row) => (
        <div key={row} className="flex flex-col gap-2 border-border border-b px-4 py-4 last:border-0">
          <Skeleton className="h-4 w-2/5" />
          <Skeleton className="h-3 w-1/4" />
        </div>
      ))}
    </Card>
  );
}
