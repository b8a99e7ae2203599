"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { Variable } from "@/shared/api";
import { useTRPC } from "../api";
import { DialogActions } from "../dialog-actions";
import { FormField } from "../form-field";
import type { Texts } from "../messages/texts";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";
import { Input } from "../ui/input";
import { Label } from "../ui/label";
import { Switch } from "../ui/switch";
import { Textarea } from "../ui/textarea";

type VariableDialogProps = {
  /** The one to edit; without it a new one is added. */
  variable: Variable | undefined;
  taken: readonly string[];
  onClose: () => void;
};

export function VariableDialog({ variable, taken, onClose }: VariableDialogProps) {
  const t = useTranslations();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState(variable?.name ?? "");
  const [value, setValue] = useState(variable?.value ?? "");
  const [isSecret, setSecret] = useState(variable?.isSecret ?? false);
  const [touched, setTouched] = useState(false);
  const set = useMutation(
    trpc.variables.set.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        onClose();
        return queryClient.invalidateQueries(trpc.variables.pathFilter());
      },
    }),
  );
  const problem = variable ? undefined : nameProblem(t, name, taken);
  // Nobody knows what it was: to save nothing would lose it.
  const isMissing = value === "" && variable?.isSecret === true;

  function save(event: FormEvent) {
    event.preventDefault();
    setTouched(true);
    if (!problem && !isMissing) set.mutate({ name, value, ...(isSecret && { isSecret }) });
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>
            {variable ? t("settings.variables.edit", { name: variable.name }) : t("settings.variables.add")}
          </DialogTitle>
          <DialogDescription>{t("settings.variableDialog.description")}</DialogDescription>
        </DialogHeader>
        <form onSubmit={save} className="flex flex-col gap-4" noValidate>
          {!variable && (
            <FormField
              label={t("settings.variableDialog.name")}
              help={t("settings.variableDialog.nameHelp")}
              error={touched || name !== "" ? problem : undefined}
            >
              {(control) => (
                <Input
                  {...control}
                  className="font-mono"
                  maxLength={64}
                  autoComplete="off"
                  autoCapitalize="none"
                  spellCheck={false}
                  placeholder="SHOP_URL"
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </FormField>
          )}
          <FormField
            label={t("settings.variableDialog.value")}
            help={variable?.isSecret ? t("settings.variableDialog.secretValueHelp") : undefined}
            error={touched && isMissing ? t("settings.variableDialog.valueRequired") : undefined}
          >
            {(control) => (
              <Textarea
                {...control}
                rows={2}
                maxLength={100_000}
                spellCheck={false}
                className="max-h-64"
                value={value}
                onChange={(event) => setValue(event.target.value)}
              />
            )}
          </FormField>
          <Label className="flex items-start gap-3">
            <Switch checked={isSecret} onCheckedChange={setSecret} className="mt-0.5" />
            <span className="flex flex-col gap-0.5">
              {t("settings.variableDialog.secret")}
              <span className="font-normal text-muted text-xs">{t("settings.variableDialog.secretHelp")}</span>
            </span>
          </Label>
          <DialogActions error={set.error} pending={set.isPending} onCancel={onClose} />
        </form>
      </DialogContent>
    </Dialog>
  );
}

function nameProblem(t: Texts, name: string, taken: readonly string[]): string | undefined {
  if (name === "") return t("settings.variableDialog.nameRequired");
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name)) return t("settings.variableDialog.nameInvalid");
  return taken.includes(name) ? t("settings.variableDialog.nameTaken") : undefined;
}
