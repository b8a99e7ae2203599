"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { FailureCause } from "@/shared/overview";
import { useTRPC } from "../api";
import { Section } from "../settings/section";
import { Time } from "../time";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Link } from "../ui/link";
import { toast } from "../ui/toast";

/** What failed and nobody has retried, one line for each cause. */
export function FailureCauses({ causes }: { causes: FailureCause[] }) {
  const t = useTranslations("overview.causes");
  return (
    <Section title={t("title")} description={t("description")}>
      {causes.length === 0 ? (
        <p className="px-4 py-6 text-center text-muted text-sm">{t("none")}</p>
      ) : (
        <ul aria-label={t("title")}>
          {causes.map((cause) => (
            <Cause key={`${cause.workflowId} ${cause.nodeId} ${cause.code}`} cause={cause} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Cause({ cause }: { cause: FailureCause }) {
  const t = useTranslations("overview.causes");
  const [confirming, setConfirming] = useState(false);
  const retry = useRetry();
  const { workflowId, nodeId, code, workflowName, nodeName, message, count, lastId, lastAt } = cause;
  const name = nodeName ? t("atNode", { workflow: workflowName, node: nodeName }) : workflowName;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-border border-b px-4 py-3 last:border-0">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex items-center gap-2">
          <Link
            href={`/workflows/${workflowId}`}
            className="truncate rounded-sm font-medium text-sm hover:underline"
            title={name}
          >
            {name}
          </Link>
          <Badge variant="danger" className="shrink-0">
            {t("count", { count })}
          </Badge>
        </p>
        <p className="line-clamp-2 text-danger text-xs" title={message}>
          {message}
        </p>
      </div>
      <p className="text-muted text-xs">
        <Link href={`/executions/${lastId}`} className="rounded-sm text-primary hover:underline">
          {t("last", { id: lastId })}
        </Link>{" "}
        <Time at={lastAt} />
      </p>
      <Button
        variant="secondary"
        size="sm"
        pending={retry.isPending}
        onClick={() => setConfirming(true)}
        aria-label={t("retryNamed", { name })}
      >
        <RotateCcw aria-hidden />
        {t("retry")}
      </Button>
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={t("confirmTitle", { count })}
        description={t("confirmText")}
        action={t("confirm")}
        onConfirm={() => retry.mutate({ workflowId, nodeId, code })}
      />
    </li>
  );
}

function useRetry() {
  const t = useTranslations("overview.causes");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.overview.retry.mutationOptions({
      onSuccess: ({ retried, left }) =>
        toast.success(t("retried", { count: retried }), left > 0 ? { description: t("left", { count: left }) } : {}),
      onSettled: () =>
        Promise.all([
          queryClient.invalidateQueries(trpc.overview.pathFilter()),
          queryClient.invalidateQueries(trpc.executions.pathFilter()),
        ]),
    }),
  );
}
