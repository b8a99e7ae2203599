"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { overlapHours } from "@/shared/api-keys";
import { useTRPC } from "../api";
import { DialogActions } from "../dialog-actions";
import { FormField } from "../form-field";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { MadeKey } from "./api-key-dialog";

const overlaps = [0, 1, overlapHours.default, 7 * 24, overlapHours.max] as const;

/** Makes the key that follows one, shows it once, and says how long the one before is still good. */
export function RotateKeyDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const t = useTranslations("apiKeys.rotateDialog");
  const made = useTranslations("apiKeys.dialog");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [hours, setHours] = useState<number>(overlapHours.default);
  const rotate = useMutation(
    trpc.apiKeys.rotate.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => queryClient.invalidateQueries(trpc.apiKeys.pathFilter()),
    }),
  );
  const key = rotate.data?.key;

  function submit(event: FormEvent) {
    event.preventDefault();
    rotate.mutate({ id, overlapHours: hours });
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        // What is shown once is not lost by a click beside it.
        onInteractOutside={(event) => key && event.preventDefault()}
      >
        <DialogHeader>
          <DialogTitle>{key ? made("madeTitle") : t("title")}</DialogTitle>
          <DialogDescription>{key ? made("made") : t("text", { name })}</DialogDescription>
        </DialogHeader>
        {key ? (
          <MadeKey apiKey={key} onClose={onClose} />
        ) : (
          <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
            <FormField label={t("overlap")} help={t("overlapHelp")}>
              {(control) => (
                <Select value={String(hours)} onValueChange={(value) => setHours(Number(value))}>
                  <SelectTrigger {...control}>
                    <SelectValue />
                  </SelectTrigger>
                  <SelectContent>
                    {overlaps.map((overlap) => (
                      <SelectItem key={overlap} value={String(overlap)}>
                        {overlap === 0
                          ? t("atOnce")
                          : overlap > 24
                            ? made("days", { count: overlap / 24 })
                            : t("hours", { count: overlap })}
                      </SelectItem>
                    ))}
                  </SelectContent>
                </Select>
              )}
            </FormField>
            <DialogActions error={rotate.error} pending={rotate.isPending} action={t("action")} onCancel={onClose} />
          </form>
        )}
      </DialogContent>
    </Dialog>
  );
}
