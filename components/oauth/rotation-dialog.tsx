"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { OauthClientInfo } from "@/shared/oauth";
import { ChoiceField } from "../account/choice-field";
import { errorText, useTRPC } from "../api";
import { FormError } from "../form-field";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "../ui/dialog";
import { MadeClient } from "./made-client";

const overlaps = [0, 1, 24, 168] as const;

/** Makes a new secret and shows it, once. */
export function RotationDialog({ client: { id, name }, onClose }: { client: OauthClientInfo; onClose: () => void }) {
  const t = useTranslations("oauth");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [hours, setHours] = useState(24);
  const rotate = useMutation(
    trpc.oauthClients.rotateSecret.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => queryClient.invalidateQueries(trpc.oauthClients.pathFilter()),
    }),
  );
  const textOf = (overlap: number) => {
    if (overlap === 0) return t("rotation.atOnce");
    return overlap < 24 ? t("rotation.hours", { count: overlap }) : t("rotation.days", { count: overlap / 24 });
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent onInteractOutside={(event) => rotate.data && event.preventDefault()}>
        <DialogHeader>
          <DialogTitle>{rotate.data ? t("client.madeTitle") : t("rotation.title", { name })}</DialogTitle>
          <DialogDescription>{t(rotate.data ? "client.made" : "rotation.description")}</DialogDescription>
        </DialogHeader>
        {rotate.data ? (
          <MadeClient made={rotate.data} onClose={onClose} />
        ) : (
          <>
            <ChoiceField
              label={t("rotation.overlap")}
              value={String(hours)}
              options={overlaps.map((overlap) => ({ value: String(overlap), label: textOf(overlap) }))}
              onChange={(value) => setHours(Number(value))}
            />
            {rotate.error ? <FormError {...errorText(rotate.error)} /> : null}
            <DialogFooter>
              <Button variant="secondary" onClick={onClose}>
                {common("cancel")}
              </Button>
              <Button pending={rotate.isPending} onClick={() => rotate.mutate({ id, overlapHours: hours })}>
                {t("rotation.action")}
              </Button>
            </DialogFooter>
          </>
        )}
      </DialogContent>
    </Dialog>
  );
}
