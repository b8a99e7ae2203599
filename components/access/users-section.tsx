"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { type InstanceRole, instanceRoles, type UserInfo } from "@/shared/access";
import { useTRPC } from "../api";
import { SectionList } from "../settings/section-list";
import { Time } from "../time";
import { Badge } from "../ui/badge";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { RoleSelect } from "./role-select";
import { useMe } from "./use-me";
import { UserMenu } from "./user-menu";

/** Everybody with an account, for administrators. */
export function UsersSection() {
  const t = useTranslations("access.users");
  const query = useQuery(useTRPC().users.list.queryOptions());
  const me = useMe();
  const isOwner = query.data?.some(({ id, role }) => id === me?.id && role === "owner") ?? false;
  return (
    <SectionList
      title={t("title")}
      description={t("description")}
      texts={{ loadFailed: t("loadFailed"), none: t("none") }}
      query={query}
      row={(user) => <UserRow key={user.id} user={user} isMe={user.id === me?.id} isOwner={isOwner} />}
    />
  );
}

type UserRowProps = {
  user: UserInfo;
  isMe: boolean;
  /** Who looks owns the server. */
  isOwner: boolean;
};

function UserRow({ user, isMe, isOwner }: UserRowProps) {
  const t = useTranslations("access");
  const { id, name, email, role, disabledAt, lastSeenAt, projects } = user;
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [confirming, setConfirming] = useState(false);
  const onSettled = () => queryClient.invalidateQueries(trpc.users.pathFilter());
  const setRole = useMutation(trpc.users.setRole.mutationOptions({ onSettled }));
  const roles = instanceRoles.filter((one) => one !== "owner" || isOwner || role === "owner");
  const change = (next: InstanceRole) => (next === "owner" ? setConfirming(true) : setRole.mutate({ id, role: next }));
  const names = projects.map((project) => `${project.name} (${t(`roles.${project.role}`)})`).join(", ");

  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-border border-b py-2.5 pr-2 pl-4 last:border-0">
      <div className="min-w-40 flex-1">
        <p className="flex min-w-0 items-center gap-2 font-medium text-sm">
          <span className="truncate" title={name}>
            {name}
          </span>
          {isMe && <Badge>{t("users.you")}</Badge>}
          {disabledAt !== null && <Badge variant="warning">{t("users.disabled")}</Badge>}
        </p>
        <p className="truncate text-muted text-xs" title={`${email} ${names}`}>
          {email} ·{" "}
          {lastSeenAt === null ? t("users.neverSeen") : t.rich("users.seen", { time: () => <Time at={lastSeenAt} /> })}
          {role === "member" && ` · ${names ? t("users.inProjects", { projects: names }) : t("users.inNone")}`}
        </p>
      </div>
      <RoleSelect
        label={t("users.role", { name })}
        value={role}
        roles={roles}
        nameOf={(one) => t(`instanceRoles.${one}`)}
        disabled={role === "owner" || setRole.isPending}
        onChange={change}
      />
      <UserMenu user={user} isMe={isMe} />
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={t("users.handOverTitle")}
        description={t("users.handOverText", { name })}
        action={t("users.handOverAction")}
        onConfirm={() => setRole.mutate({ id, role: "owner" })}
      />
    </li>
  );
}
