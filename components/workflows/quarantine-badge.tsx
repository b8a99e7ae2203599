"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ShieldAlert } from "lucide-react";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Quarantine, WorkflowSummary } from "@/shared/api";
import { useTRPC } from "../api";
import { exactTime } from "../time";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "../ui/dialog";
import { Link } from "../ui/link";
import { toast } from "../ui/toast";

type QuarantineBadgeProps = { workflow: WorkflowSummary; quarantine: Quarantine };

/** Says that a workflow runs apart; pressed, why, and lets it run among the others again. */
export function QuarantineBadge({ workflow: { id, name }, quarantine }: QuarantineBadgeProps) {
  const t = useTranslations("workflows.quarantine");
  const locale = useLocale();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const release = useMutation(
    trpc.workflows.release.mutationOptions({
      onSuccess: () => {
        setOpen(false);
        toast.success(t("released", { name }));
      },
      onSettled: () => queryClient.invalidateQueries(trpc.workflows.list.pathFilter()),
    }),
  );
  return (
    <>
      <button
        type="button"
        className="relative shrink-0 rounded-full"
        aria-label={t("open", { name })}
        onClick={() => setOpen(true)}
      >
        <Badge variant="danger">
          <ShieldAlert aria-hidden />
          {t("badge")}
        </Badge>
      </button>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent>
          <DialogHeader>
            <DialogTitle>{t("title")}</DialogTitle>
            <DialogDescription>
              {t("text", { id: String(quarantine.executionId), time: exactTime(quarantine.at, locale) })}
            </DialogDescription>
          </DialogHeader>
          <DialogFooter>
            <Button asChild variant="secondary">
              <Link href={`/executions/${quarantine.executionId}`}>{t("execution")}</Link>
            </Button>
            <Button pending={release.isPending} onClick={() => release.mutate({ id })}>
              {t("release")}
            </Button>
          </DialogFooter>
        </DialogContent>
      </Dialog>
    </>
  );
}
