"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useTranslations } from "use-intl";
import type { ReplayOutcome } from "@/shared/webhook-request";
import { useTRPC } from "../api";
import { Button, type ButtonProps } from "../ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "../ui/dropdown-menu";
import { toast } from "../ui/toast";

type ReplayButtonProps = { ids: number[]; size?: ButtonProps["size"]; onDone?: (outcomes: ReplayOutcome[]) => void };

/** Makes the calls once more, on what is published or on the draft. */
export function ReplayButton({ ids, size, onDone }: ReplayButtonProps) {
  const t = useTranslations("webhooks.replay");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const replay = useMutation(
    trpc.webhookRequests.replay.mutationOptions({
      onSuccess(outcomes) {
        tell(outcomes);
        onDone?.(outcomes);
        return Promise.all([
          queryClient.invalidateQueries(trpc.webhookRequests.pathFilter()),
          queryClient.invalidateQueries(trpc.executions.pathFilter()),
        ]);
      },
    }),
  );

  function tell(outcomes: ReplayOutcome[]) {
    const failed = outcomes.filter(({ problem }) => problem !== undefined);
    const started = outcomes.length - failed.length;
    if (started > 0) toast.success(t("started", { count: started }));
    const [first] = failed;
    if (first) toast.error(t("failed", { count: failed.length }), { description: first.problem });
  }

  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button size={size} variant="secondary" pending={replay.isPending}>
          <RotateCcw aria-hidden />
          {t("action")}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {(["published", "draft"] as const).map((version) => (
          <DropdownMenuItem key={version} onSelect={() => replay.mutate({ ids, version })}>
            {t(version)}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
