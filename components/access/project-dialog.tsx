"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { mainProject, type ProjectDetail, projectRoles } from "@/shared/access";
import { errorText, useTRPC } from "../api";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "../ui/dialog";
import { ErrorState } from "../ui/error-state";
import { Input } from "../ui/input";
import { Skeleton } from "../ui/skeleton";
import { toast } from "../ui/toast";
import { AddSelect } from "./add-select";
import { EgressFacts, EgressForm } from "./egress-form";
import { RoleSelect } from "./role-select";
import { useMe } from "./use-me";

/** Name and members of a project; who does not manage it looks only. */
export function ProjectDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useTranslations("access.projects");
  const common = useTranslations("common");
  const { data, error, refetch } = useQuery(useTRPC().projects.get.queryOptions({ id }));
  const isAdmin = useMe()?.isAdmin === true;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle className="truncate">{data?.name ?? t("title")}</DialogTitle>
          <DialogDescription>{t("membersDescription")}</DialogDescription>
        </DialogHeader>
        {error !== null && !data && (
          <ErrorState title={t("loadFailed")} message={errorText(error).message} onRetry={() => void refetch()} />
        )}
        {!data && error === null && <Skeleton className="h-40 w-full" />}
        {data && <Members project={data} />}
        {data && <Network project={data} isAdmin={isAdmin} />}
        <DialogFooter className="items-center">
          {data && isAdmin && id !== mainProject && <Deletion project={data} onDeleted={onClose} />}
          <Button variant="secondary" onClick={onClose}>
            {common("close")}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

function Members({ project: { id, name, role, members, owns } }: { project: ProjectDetail }) {
  const t = useTranslations("access");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const manages = role === "admin";
  const refresh = () => queryClient.invalidateQueries(trpc.projects.pathFilter());
  const setMember = useMutation(trpc.projects.setMember.mutationOptions({ onSettled: refresh }));
  const rename = useMutation(trpc.projects.rename.mutationOptions({ onSettled: refresh }));
  const people = useQuery({ ...trpc.users.names.queryOptions(), enabled: manages }).data;
  const others = people?.filter((person) => !members.some(({ userId }) => userId === person.id));
  const [draft, setDraft] = useState<string>();

  function keepName() {
    const wanted = draft?.trim();
    if (wanted && wanted !== name) rename.mutate({ id, name: wanted });
    setDraft(undefined);
  }

  return (
    <div className="flex min-w-0 flex-col gap-4">
      {manages && (
        <Input
          aria-label={t("projects.name")}
          autoComplete="off"
          maxLength={128}
          value={draft ?? name}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={keepName}
          onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        />
      )}
      <p className="text-muted text-sm">{t("projects.owns", owns)}</p>
      <section aria-label={t("projects.members")}>
        <h3 className="mb-1 font-medium text-sm">{t("projects.members")}</h3>
        {members.length === 0 && <p className="py-2 text-muted text-sm">{t("projects.noMembers")}</p>}
        <ul className="max-h-72 overflow-y-auto">
          {members.map((member) => (
            <li key={member.userId} className="flex items-center gap-2 py-1.5">
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm" title={member.name}>
                  {member.name}
                </span>
                <span className="block truncate text-muted text-xs" title={member.email}>
                  {member.email}
                </span>
              </span>
              <RoleSelect
                label={t("projects.roleOf", { name: member.name })}
                value={member.role}
                roles={projectRoles}
                nameOf={(one) => t(`roles.${one}`)}
                disabled={!manages}
                onChange={(next) => setMember.mutate({ id, userId: member.userId, role: next })}
              />
              {manages && (
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={t("projects.remove", { name: member.name })}
                  onClick={() => setMember.mutate({ id, userId: member.userId, role: null })}
                >
                  <Trash2 aria-hidden />
                </Button>
              )}
            </li>
          ))}
        </ul>
      </section>
      {manages &&
        others &&
        (others.length > 0 ? (
          <AddSelect
            label={t("projects.addMember")}
            placeholder={t("projects.choosePerson")}
            choices={others.map((person) => ({ id: person.id, name: person.name, detail: person.email }))}
            onChoose={(userId) => setMember.mutate({ id, userId, role: "editor" })}
          />
        ) : (
          <p className="text-muted text-sm">{t("projects.everybodyIsIn")}</p>
        ))}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-muted text-xs">
        {projectRoles.map((one) => (
          <div key={one} className="contents">
            <dt className="font-medium">{t(`roles.${one}`)}</dt>
            <dd>{t(`roleHelp.${one}`)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Network({ project: { id, egress }, isAdmin }: { project: ProjectDetail; isAdmin: boolean }) {
  const t = useTranslations("access.egress");
  if (!isAdmin && egress.allow.length + egress.only.length === 0) return null;
  return (
    <section aria-label={t("title")} className="flex min-w-0 flex-col gap-2 border-border border-t pt-3">
      <h3 className="font-medium text-sm">{t("title")}</h3>
      {isAdmin ? <EgressForm id={id} egress={egress} /> : <EgressFacts egress={egress} />}
    </section>
  );
}

function Deletion({ project: { id, name, owns }, onDeleted }: { project: ProjectDetail; onDeleted: () => void }) {
  const t = useTranslations("access.projects");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [confirming, setConfirming] = useState(false);
  const isEmpty = owns.workflows + owns.credentials + owns.tables === 0;
  const remove = useMutation(
    trpc.projects.delete.mutationOptions({
      onSuccess: () => {
        toast.success(t("deleted", { name }));
        onDeleted();
        return queryClient.invalidateQueries(trpc.projects.list.pathFilter());
      },
    }),
  );
  return (
    <>
      <Button
        variant="ghost"
        className="mr-auto text-danger"
        disabled={!isEmpty}
        title={isEmpty ? undefined : t("owns", owns)}
        pending={remove.isPending}
        onClick={() => setConfirming(true)}
      >
        {t("delete")}
      </Button>
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={t("deleteTitle")}
        description={t("deleteText", { name })}
        action={common("delete")}
        onConfirm={() => remove.mutate({ id })}
      />
    </>
  );
}
