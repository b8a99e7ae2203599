"use client";

import { ArrowLeft, Ban, PencilRuler, RotateCcw } from "lucide-react";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { HiddenData, isDataGone } from "@/components/executions/hidden-data";
import { useExecutionActions } from "@/components/executions/use-execution-actions";
import { WaitReasonLine } from "@/components/executions/wait-reason-line";
import { StatusBadge } from "@/components/status-badge";
import { Duration, Time } from "@/components/time";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Hint } from "@/components/ui/tooltip";
import type { ExecutionDetail } from "@/shared/api";
import { interrupted, isFinal, shownStatus } from "@/shared/execution";
import { CompareButton } from "../compare/compare-button";
import { useEditorState } from "../editor-context";

export function ExecutionHeader({ execution }: { execution: ExecutionDetail }) {
  const t = useTranslations();
  const { id, workflowId, workflowName, mode, createdAt, retryOf, retriedAs } = execution;
  const run = useEditorState((state) => state.run);
  const status = run && run.state.steps.length > 0 ? run.state.status : execution.status;
  const code = (run?.state.error ?? execution.errorInfo)?.code;
  const startedAt = execution.startedAt ?? run?.startedAt ?? null;
  const finishedAt = execution.finishedAt ?? run?.finishedAt ?? null;
  const { retry, cancel } = useExecutionActions();
  const router = useRouter();
  // A link that somebody was sent asks first: looking at a page changes nothing.
  const [asking, setAsking] = useState(useSearchParams().has("retry"));
  const retryNow = () => retry.mutate({ id }, { onSuccess: (added) => router.push(`/executions/${added.id}`) });

  return (
    <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-border border-b bg-surface px-2 py-1.5">
      <Hint label={t("runs.execution.all")}>
        <Button asChild variant="ghost" size="icon-sm">
          <Link href="/executions" aria-label={t("runs.execution.back")}>
            <ArrowLeft aria-hidden />
          </Link>
        </Button>
      </Hint>
      <h1 className="flex min-w-0 items-baseline gap-1.5 font-semibold text-sm">
        <Link href={`/workflows/${workflowId}`} className="truncate rounded-sm hover:underline" title={workflowName}>
          {workflowName}
        </Link>
        <span className="font-normal text-muted tabular-nums">#{id}</span>
      </h1>
      <span role="status">
        <StatusBadge status={shownStatus(status, code)} />
      </span>
      <p className="order-last flex basis-full flex-wrap gap-x-2 pl-10 text-muted text-xs md:order-none md:basis-auto md:pl-1">
        <span>{t(`executions.modes.${mode}`)}</span>
        <span aria-hidden>·</span>
        <Time at={startedAt ?? createdAt} />
        {startedAt !== null && (
          <>
            <span aria-hidden>·</span>
            <Duration startedAt={startedAt} finishedAt={finishedAt} />
          </>
        )}
        {retryOf !== null && (
          <Link href={`/executions/${retryOf}`} className="rounded-sm text-primary hover:underline">
            {t("runs.execution.retryOf", { id: retryOf })}
          </Link>
        )}
        {retriedAs !== null && (
          <Link href={`/executions/${retriedAs}`} className="rounded-sm text-primary hover:underline">
            {t("runs.execution.retriedAs", { id: retriedAs })}
          </Link>
        )}
      </p>
      <span className="ml-auto flex items-center gap-1">
        {(status === "failed" && code === interrupted) || (isFinal(status) && isDataGone(execution)) ? null : isFinal(
            status,
          ) ? (
          <Button variant="secondary" size="sm" pending={retry.isPending} onClick={retryNow}>
            <RotateCcw aria-hidden />
            {t("runs.execution.retry")}
          </Button>
        ) : (
          <Button variant="secondary" size="sm" pending={cancel.isPending} onClick={() => cancel.mutate({ id })}>
            <Ban aria-hidden />
            {t("common.cancel")}
          </Button>
        )}
        <CompareButton id={id} workflowId={workflowId} />
        <Button asChild variant="secondary" size="sm">
          <Link href={`/workflows/${workflowId}?execution=${id}`} aria-label={t("runs.execution.openWithData")}>
            <PencilRuler aria-hidden />
            <span className="max-sm:sr-only">{t("runs.execution.openInEditor")}</span>
          </Link>
        </Button>
      </span>
      <ConfirmDialog
        open={asking && isFinal(status) && !isDataGone(execution)}
        onOpenChange={setAsking}
        title={t("runs.execution.retryTitle", { id })}
        description={t("runs.execution.retryText", { workflow: workflowName })}
        action={t("runs.execution.retry")}
        onConfirm={retryNow}
      />
      <HiddenData execution={execution} className="order-last basis-full pl-10" />
      {(status === "queued" || status === "waiting") && (
        <WaitReasonLine id={id} className="order-last basis-full pl-10 text-info text-xs" />
      )}
    </header>
  );
}
