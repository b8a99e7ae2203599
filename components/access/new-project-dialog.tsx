"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { errorText, useTRPC } from "../api";
import { FormError, FormField } from "../form-field";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "../ui/dialog";
import { Input } from "../ui/input";

export function NewProjectDialog({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const t = useTranslations("access.projects");
  const common = useTranslations("common");
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
          <FormField label={t("name")} error={touched && isMissing ? t("nameRequired") : undefined}>
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                maxLength={128}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </FormField>
          {create.error && <FormError {...errorText(create.error)} />}
          <DialogFooter>
            <Button variant="secondary" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" pending={create.isPending}>
              {common("save")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
