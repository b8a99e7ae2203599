"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { Invitation } from "@/shared/account";
import { useTRPC } from "../api";
import { ConfirmedRemoval } from "../settings/confirmed-removal";
import { SectionList } from "../settings/section-list";
import { toast } from "../ui/toast";
import { InvitationDialog } from "./invitation-dialog";

export function InvitationsSection() {
  const t = useTranslations("accounts.invitations");
  const query = useQuery(useTRPC().invitations.list.queryOptions());
  const [adding, setAdding] = useState(false);
  return (
    <SectionList
      title={t("title")}
      description={t("description")}
      texts={{ add: t("add"), loadFailed: t("loadFailed"), none: t("none") }}
      query={query}
      onAdd={() => setAdding(true)}
      row={(invitation) => <InvitationRow key={invitation.id} invitation={invitation} />}
    >
      {adding && <InvitationDialog onClose={() => setAdding(false)} />}
    </SectionList>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { id, kind, email, role, projectId, projectRole, createdBy, expiresAt } = invitation;
  const t = useTranslations("accounts.invitations");
  const format = useFormatter();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const project = useQuery(trpc.projects.list.queryOptions()).data?.find((one) => one.id === projectId);
  const revoke = useMutation(
    trpc.invitations.revoke.mutationOptions({
      onSuccess: () => void toast.success(t("revoked")),
      onSettled: () => queryClient.invalidateQueries(trpc.invitations.pathFilter()),
    }),
  );
  const what =
    kind === "password"
      ? t("password")
      : project && projectRole
        ? t("joinProject", {
            role: t(`roles.${role}`),
            projectRole: t(`projectRoles.${projectRole}`),
            project: project.name,
          })
        : t("join", { role: t(`roles.${role}`) });
  const date = format.dateTime(expiresAt, { dateStyle: "medium", timeStyle: "short" });
  return (
    <li className="flex items-center gap-1 border-border border-b py-2 pr-2 pl-4 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium text-sm" title={email}>
          {email}
        </p>
        <p className="text-muted text-xs">{[what, t("by", { name: createdBy }), t("until", { date })].join(" · ")}</p>
      </div>
      <ConfirmedRemoval
        label={t("revoke", { email })}
        pending={revoke.isPending}
        title={t("revokeTitle")}
        description={t("revokeText", { email })}
        action={t("action")}
        onConfirm={() => revoke.mutate({ id })}
      />
    </li>
  );
}
