"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { SessionInfo } from "@/shared/account";
import { errorText, useTRPC } from "../api";
import { ConfirmedRemoval } from "../settings/confirmed-removal";
import { Section } from "../settings/section";
import { Time } from "../time";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { ErrorState } from "../ui/error-state";
import { Skeleton } from "../ui/skeleton";
import { toast } from "../ui/toast";
import { deviceOf } from "./device-text";

export function SessionsSection() {
  const t = useTranslations("accounts.sessions");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(trpc.account.sessions.queryOptions());
  const [asking, setAsking] = useState(false);
  const endOthers = useMutation(
    trpc.account.endOtherSessions.mutationOptions({
      onSuccess: ({ ended }) => void toast.success(t("endedOthers", { count: ended })),
      onSettled: () => queryClient.invalidateQueries(trpc.account.sessions.pathFilter()),
    }),
  );
  return (
    <Section
      title={t("title")}
      description={t("description")}
      actions={
        data &&
        data.length > 1 && (
          <Button variant="secondary" size="sm" pending={endOthers.isPending} onClick={() => setAsking(true)}>
            {t("endOthers")}
          </Button>
        )
      }
    >
      {error && !data && (
        <ErrorState
          title={t("loadFailed")}
          message={errorText(error).message}
          onRetry={() => void refetch()}
          className="py-8"
        />
      )}
      {!data && !error && <Skeleton className="m-4 h-5 w-48" />}
      {data && (
        <ul aria-label={t("title")}>
          {data.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("endOthersTitle")}
        description={t("endOthersText")}
        action={t("action")}
        onConfirm={() => endOthers.mutate()}
      />
    </Section>
  );
}

function SessionRow({ session }: { session: SessionInfo }) {
  const { id, address, device, lastUsedAt, provider, isCurrent } = session;
  const t = useTranslations("accounts.sessions");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const end = useMutation(
    trpc.account.endSession.mutationOptions({
      onSuccess: () => void toast.success(t("ended")),
      onSettled: () => queryClient.invalidateQueries(trpc.account.sessions.pathFilter()),
    }),
  );
  const { browser, system } = deviceOf(device);
  const name = browser && system ? t("on", { browser, system }) : (browser ?? system ?? t("unknown"));
  return (
    <li className="flex min-h-14 items-center gap-1 border-border border-b py-2 pr-2 pl-4 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 font-medium text-sm" title={device}>
          {name}
          {isCurrent && <Badge>{t("current")}</Badge>}
        </p>
        <p className="text-muted text-xs">
          {address}
          {provider && ` · ${t("by", { name: provider })}`}
          {" · "}
          {t.rich("used", { time: () => <Time at={lastUsedAt} /> })}
        </p>
      </div>
      {!isCurrent && (
        <ConfirmedRemoval
          label={t("end", { device: name })}
          pending={end.isPending}
          title={t("endTitle")}
          description={t("endText", { device: name })}
          action={t("action")}
          onConfirm={() => end.mutate({ id })}
        />
      )}
    </li>
  );
}
