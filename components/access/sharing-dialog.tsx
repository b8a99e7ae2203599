"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { allows, type Share, shareRoles } from "@/shared/access";
import { errorText, useTRPC } from "../api";
import { FormField } from "../form-field";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "../ui/dialog";
import { ErrorState } from "../ui/error-state";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { Skeleton } from "../ui/skeleton";
import { toast } from "../ui/toast";
import { AddSelect } from "./add-select";
import { RoleSelect } from "./role-select";
import { useProjects } from "./use-me";

type SharingDialogProps = {
  thing: { name: string; projectId: string } & ({ kind: Share["kind"]; id: string } | { kind: "table"; id: number });
  onClose: () => void;
};

/** Which project owns it, and to which others it is lent. A table is not lent. */
export function SharingDialog({ thing, onClose }: SharingDialogProps) {
  const t = useTranslations("access.sharing");
  const common = useTranslations("common");
  const { kind, name, projectId } = thing;
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const owners = useProjects().data?.filter(({ role }) => allows(role, "edit")) ?? [];
  const refresh = () =>
    Promise.all(
      [trpc.projects, trpc.workflows, trpc.credentials, trpc.tables].map((part) =>
        queryClient.invalidateQueries(part.pathFilter()),
      ),
    );
  const move = useMutation(
    trpc.projects.move.mutationOptions({
      onSuccess: (_, { projectId: to }) => {
        const project = owners.find((owner) => owner.id === to)?.name ?? "";
        toast.success(t("moved", { name, project }));
        onClose();
      },
      onSettled: refresh,
    }),
  );

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{t(kind === "table" ? "tableTitle" : "title")}</DialogTitle>
          <DialogDescription>{t(kind, { name })}</DialogDescription>
        </DialogHeader>
        <div className="flex flex-col gap-4">
          <FormField label={t("owner")} help={kind === "workflow" ? t("ownerHelp") : undefined}>
            {(control) => (
              <Select
                value={projectId}
                disabled={move.isPending}
                onValueChange={(to) => to !== projectId && move.mutate(moveOf(thing, to))}
              >
                <SelectTrigger {...control} className="w-full">
                  <SelectValue />
                </SelectTrigger>
                <SelectContent>
                  {owners.map((owner) => (
                    <SelectItem key={owner.id} value={owner.id}>
                      {owner.name}
                    </SelectItem>
                  ))}
                </SelectContent>
              </Select>
            )}
          </FormField>
          {thing.kind !== "table" && <Shares kind={thing.kind} id={thing.id} projectId={projectId} />}
        </div>
        <DialogFooter>
          <Button variant="secondary" onClick={onClose}>
            {common("close")}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

const moveOf = (thing: SharingDialogProps["thing"], projectId: string) =>
  thing.kind === "table"
    ? { kind: thing.kind, id: thing.id, projectId }
    : { kind: thing.kind, id: thing.id, projectId };

function Shares({ kind, id, projectId }: { kind: Share["kind"]; id: string; projectId: string }) {
  const t = useTranslations("access");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(trpc.projects.shares.queryOptions({ kind, id }));
  const all = useQuery(trpc.projects.names.queryOptions()).data ?? [];
  const share = useMutation(
    trpc.projects.share.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.projects.shares.pathFilter()),
    }),
  );
  const set = (to: string, role: Share["role"] | null) => share.mutate({ kind, id, projectId: to, role });
  const others = all.filter((one) => one.id !== projectId && !data?.some((known) => known.projectId === one.id));
  if (error !== null && !data) {
    return (
      <ErrorState title={t("projects.loadFailed")} message={errorText(error).message} onRetry={() => void refetch()} />
    );
  }
  return (
    <section aria-label={t("sharing.with")}>
      <h3 className="mb-1 font-medium text-sm">{t("sharing.with")}</h3>
      {!data && <Skeleton className="h-9 w-full" />}
      {data?.length === 0 && <p className="py-2 text-muted text-sm">{t("sharing.withNone")}</p>}
      <ul>
        {data?.map(({ projectId: to, name, role }) => (
          <li key={to} className="flex items-center gap-2 py-1">
            <span className="min-w-0 flex-1 truncate text-sm" title={name}>
              {name}
            </span>
            {kind === "workflow" ? (
              <RoleSelect
                label={t("sharing.roleOf", { name })}
                value={role}
                roles={shareRoles}
                nameOf={(one) => t(`roles.${one}`)}
                onChange={(next) => set(to, next)}
              />
            ) : (
              <span className="text-muted text-sm">{t("sharing.uses")}</span>
            )}
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={t("sharing.remove", { name })}
              onClick={() => set(to, null)}
            >
              <Trash2 aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <AddSelect
          label={t("sharing.add")}
          placeholder={t("sharing.chooseProject")}
          choices={others}
          onChoose={(to) => set(to, kind === "workflow" ? "viewer" : "editor")}
        />
      )}
    </section>
  );
}
