"use client";

import { Eraser } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { WorkflowState } from "@/shared/api";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Hint } from "../ui/tooltip";
import { useStateName } from "./state-row";
import { useStateActions } from "./use-state-actions";
import { Whose } from "./whose";

type SeenRowProps = { workflowId: string; entry: WorkflowState["seen"][number] };

/** Values that a node knows again: of each only a mark is stored, so they can be counted and forgotten. */
export function SeenRow({ workflowId, entry }: SeenRowProps) {
  const t = useTranslations("state");
  const name = useStateName(entry.name);
  const { forgetSeen } = useStateActions(workflowId);
  const [confirming, setConfirming] = useState(false);
  const forget = t("forgetSeen", { name });
  return (
    <li className="flex items-start gap-1 border-border border-b py-2.5 pr-2 pl-4 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="break-words text-sm">{t("seen", { name, count: entry.count })}</p>
        <p className="mt-0.5 text-muted text-xs">
          <Whose node={entry.node} />
        </p>
      </div>
      <Hint label={forget}>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={forget}
          pending={forgetSeen.isPending}
          onClick={() => setConfirming(true)}
        >
          <Eraser aria-hidden />
        </Button>
      </Hint>
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={t("seenDialog.title")}
        description={t("seenDialog.text", { count: entry.count })}
        action={t("seenDialog.action")}
        onConfirm={() => forgetSeen.mutate({ workflowId, key: entry.key })}
      />
    </li>
  );
}
