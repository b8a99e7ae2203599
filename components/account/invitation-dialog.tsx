"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { type ProjectRole, projectRoles } from "@/shared/access";
import { useTRPC } from "../api";
import { DialogActions } from "../dialog-actions";
import { FormField } from "../form-field";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";
import { Input } from "../ui/input";
import { ChoiceField, capitalized } from "./choice-field";
import { MadeLink } from "./made-link";

const terms = [1, 7, 30] as const;
const noProject = "-";

/** Makes an invitation and shows its link, once. */
export function InvitationDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("accounts.invitations");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.invitations.create.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => queryClient.invalidateQueries(trpc.invitations.pathFilter()),
    }),
  );
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        // What is shown once is not lost by a click beside it.
        onInteractOutside={(event) => create.data && event.preventDefault()}
      >
        <DialogHeader>
          <DialogTitle>{t(create.data ? "dialog.madeTitle" : "add")}</DialogTitle>
          <DialogDescription>{t(create.data ? "dialog.made" : "dialog.description")}</DialogDescription>
        </DialogHeader>
        {create.data ? (
          <MadeLink url={create.data.url} onClose={onClose} />
        ) : (
          <InvitationForm create={create} onClose={onClose} />
        )}
      </DialogContent>
    </Dialog>
  );
}

type NewInvitation = {
  email: string;
  role: "admin" | "member";
  project?: { id: string; role: ProjectRole };
  days: number;
};
type FormProps = {
  create: { mutate(input: NewInvitation): void; isPending: boolean; error: unknown };
  onClose: () => void;
};

function InvitationForm({ create, onClose }: FormProps) {
  const t = useTranslations("accounts.invitations");
  const projects = useQuery(useTRPC().projects.list.queryOptions()).data ?? [];
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<"admin" | "member">("member");
  const [project, setProject] = useState(noProject);
  const [projectRole, setProjectRole] = useState<ProjectRole>("editor");
  const [days, setDays] = useState(7);

  function save(event: FormEvent) {
    event.preventDefault();
    const place = role === "member" && project !== noProject ? { project: { id: project, role: projectRole } } : {};
    create.mutate({ email: email.trim(), role, days, ...place });
  }

  return (
    <form onSubmit={save} className="flex flex-col gap-4" noValidate>
      <FormField label={t("dialog.email")}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="off"
            autoFocus
            maxLength={254}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </FormField>
      <ChoiceField
        label={t("dialog.role")}
        value={role}
        options={[
          { value: "member", label: t("dialog.roleMember") },
          { value: "admin", label: t("dialog.roleAdmin") },
        ]}
        onChange={setRole}
      />
      {role === "member" && (
        <div className="grid gap-4 sm:grid-cols-2">
          <ChoiceField
            label={t("dialog.project")}
            value={project}
            options={[
              { value: noProject, label: t("dialog.noProject") },
              ...projects.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={setProject}
          />
          {project !== noProject && (
            <ChoiceField
              label={t("dialog.projectRole")}
              value={projectRole}
              options={projectRoles.map((value) => ({ value, label: capitalized(t(`projectRoles.${value}`)) }))}
              onChange={setProjectRole}
            />
          )}
        </div>
      )}
      <ChoiceField
        label={t("dialog.days")}
        value={String(days)}
        options={terms.map((term) => ({ value: String(term), label: t("dialog.dayCount", { count: term }) }))}
        onChange={(value) => setDays(Number(value))}
      />
      <DialogActions
        error={create.error}
        pending={create.isPending}
        disabled={email.trim() === ""}
        action={t("dialog.create")}
        onCancel={onClose}
      />
    </form>
  );
}
