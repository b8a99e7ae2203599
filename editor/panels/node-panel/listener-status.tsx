"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "@/components/api";
import { Time } from "@/components/time";
import { cn } from "@/components/ui/class-names";
import type { ListenerState } from "@/shared/api";

const everyMs = 3_000;

/** Whether the trigger of the published workflow is connected to its broker, and if not, why. */
export function ListenerStatus({ workflowId, nodeId }: { workflowId: string; nodeId: string }) {
  const t = useTranslations("panel.listener");
  const { data } = useQuery(
    useTRPC().workflows.listeners.queryOptions({ id: workflowId }, { refetchInterval: everyMs }),
  );
  if (!data) return null;
  const found = data.find((listener) => listener.nodeId === nodeId);
  return (
    <section
      aria-label={t("title")}
      className="flex flex-col gap-1 rounded-lg border border-border bg-background/50 p-3 text-sm"
    >
      <p className="flex flex-wrap items-center gap-x-2">
        <span aria-hidden className={cn("size-2 rounded-full", dots[found?.state ?? "off"])} />
        <span className="font-medium">{t(found?.state ?? "off")}</span>
        {found && (
          <span className="text-muted text-xs">
            {t("since")} <Time at={found.since} />
          </span>
        )}
      </p>
      {found?.error && <Reason {...found.error} />}
    </section>
  );
}

const dots = {
  connected: "bg-success",
  connecting: "animate-pulse bg-warning",
  retrying: "bg-danger",
  off: "bg-muted",
} as const satisfies Record<ListenerState["state"] | "off", string>;

function Reason({ message, hint }: NonNullable<ListenerState["error"]>) {
  return (
    <div className="break-words text-danger text-xs">
      <p>{message}</p>
      {hint && <p className="text-muted">{hint}</p>}
    </div>
  );
}
