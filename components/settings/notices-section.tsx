"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { NoticeChannel } from "@/shared/notice-channel";
import { useTRPC } from "../api";
import { Time } from "../time";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { toast } from "../ui/toast";
import { ConfirmedRemoval } from "./confirmed-removal";
import { NoticeDialog } from "./notice-dialog";
import { SectionList } from "./section-list";

const refreshMs = 10_000;

/** Who is told when executions fail. */
export function NoticesSection() {
  const t = useTranslations("notices");
  const query = useQuery(useTRPC().notices.list.queryOptions(undefined, { refetchInterval: refreshMs }));
  const [dialog, setDialog] = useState<{ channel?: NoticeChannel }>();
  return (
    <SectionList
      title={t("title")}
      description={t("description")}
      texts={{ add: t("add"), loadFailed: t("loadFailed"), none: t("none") }}
      query={query}
      onAdd={() => setDialog({})}
      row={(channel) => <ChannelRow key={channel.id} channel={channel} onEdit={() => setDialog({ channel })} />}
    >
      {dialog && (
        <NoticeDialog
          channel={dialog.channel}
          isFirst={query.data?.every(({ isDefault }) => !isDefault) ?? true}
          onClose={() => setDialog(undefined)}
        />
      )}
    </SectionList>
  );
}

function ChannelRow({ channel, onEdit }: { channel: NoticeChannel; onEdit: () => void }) {
  const { id, name, isDefault, settings, sentAt, failure } = channel;
  const t = useTranslations("notices");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.notices.delete.mutationOptions({
      onSuccess: () => void toast.success(t("deleted", { name })),
      onSettled: () => queryClient.invalidateQueries(trpc.notices.pathFilter()),
    }),
  );
  return (
    <li className="flex items-center gap-1 border-border border-b py-2 pr-2 pl-4 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium text-sm" title={name}>
            {name}
          </span>
          {isDefault && <Badge className="shrink-0">{t("default")}</Badge>}
        </p>
        <p className="text-muted text-xs">
          {t(`kinds.${settings.by}`)}
          {" · "}
          {sentAt === null ? t("neverSent") : t.rich("sent", { time: () => <Time at={sentAt} /> })}
        </p>
        {failure && (
          <p className="text-danger text-xs">
            {t.rich("failed", { message: failure.message, time: () => <Time at={failure.at} /> })}
          </p>
        )}
      </div>
      <Button variant="ghost" size="icon-sm" aria-label={t("edit", { name })} onClick={onEdit}>
        <Pencil aria-hidden />
      </Button>
      <ConfirmedRemoval
        label={t("delete", { name })}
        pending={remove.isPending}
        title={t("deleteDialog.title", { name })}
        description={t("deleteDialog.text")}
        action={common("delete")}
        onConfirm={() => remove.mutate({ id })}
      />
    </li>
  );
}
