"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { DialogActions } from "../dialog-actions";
import { NameField } from "../name-field";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";

export function NewProjectDialog({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const t = useTranslations("access.projects");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [touched, setTouched] = useState(false);
  const create = useMutation(
    trpc.projects.create.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ id }) => {
        onClose();
        onMade(id);
        return queryClient.invalidateQueries(trpc.projects.pathFilter());
      },
    }),
  );
  const isMissing = name.trim() === "";

  function save(event: FormEvent) {
    event.preventDefault();
    setTouched(true);
    if (!isMissing) create.mutate({ name: name.trim() });
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{t("newTitle")}</DialogTitle>
          <DialogDescription>{t("newDescription")}</DialogDescription>
        </DialogHeader>
        <form onSubmit={save} className="flex flex-col gap-4" noValidate>
          <NameField
            label={t("name")}
            error={touched && isMissing ? t("nameRequired") : undefined}
            value={name}
            onChange={setName}
          />
          <DialogActions error={create.error} pending={create.isPending} onCancel={onClose} />
        </form>
      </DialogContent>
    </Dialog>
  );
}
