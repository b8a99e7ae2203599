"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { ApiScope } from "@/shared/api-keys";
import { useTRPC } from "../api";
import { CopyBox } from "../copy-box";
import { DialogActions } from "../dialog-actions";
import { FormField } from "../form-field";
import { NameField } from "../name-field";
import { ScopeFields } from "../oauth/scope-fields";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "../ui/dialog";
import { Input } from "../ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";

const terms = [30, 90, 365, 0] as const;

/** Makes a key and shows it, once. */
export function ApiKeyDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("apiKeys");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.apiKeys.create.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => queryClient.invalidateQueries(trpc.apiKeys.pathFilter()),
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
          <MadeKey apiKey={create.data.key} onClose={onClose} />
        ) : (
          <Form create={create} onClose={onClose} />
        )}
      </DialogContent>
    </Dialog>
  );
}

type NewKey = { name: string; scopes: ApiScope[]; expiresInDays: number; addresses: string[] };
type FormProps = {
  create: { mutate(input: NewKey): void; isPending: boolean; error: unknown };
  onClose: () => void;
};

function Form({ create, onClose }: FormProps) {
  const t = useTranslations("apiKeys");
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<ApiScope[]>(["tables:read"]);
  const [days, setDays] = useState(90);
  const [addresses, setAddresses] = useState("");

  function save(event: FormEvent) {
    event.preventDefault();
    const from = addresses.split(/[\s,]+/).filter(Boolean);
    create.mutate({ name: name.trim(), scopes, expiresInDays: days, addresses: from });
  }

  return (
    <form onSubmit={save} className="flex flex-col gap-4" noValidate>
      <NameField label={t("dialog.name")} help={t("dialog.nameHelp")} value={name} onChange={setName} />
      <ScopeFields label={t("dialog.scopes")} value={scopes} onChange={setScopes} />
      <FormField label={t("dialog.expires")}>
        {(control) => (
          <Select value={String(days)} onValueChange={(value) => setDays(Number(value))}>
            <SelectTrigger {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {terms.map((term) => (
                <SelectItem key={term} value={String(term)}>
                  {term === 0 ? t("dialog.never") : t("dialog.days", { count: term })}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </FormField>
      <FormField label={t("dialog.addresses")} help={t("dialog.addressesHelp")}>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            spellCheck={false}
            maxLength={2_000}
            value={addresses}
            onChange={(event) => setAddresses(event.target.value)}
          />
        )}
      </FormField>
      <DialogActions
        error={create.error}
        pending={create.isPending}
        disabled={name.trim() === "" || scopes.length === 0}
        action={t("dialog.create")}
        onCancel={onClose}
      />
    </form>
  );
}

/** A key that is shown once. */
export function MadeKey({ apiKey, onClose }: { apiKey: string; onClose: () => void }) {
  const t = useTranslations("apiKeys.dialog");
  return (
    <>
      <CopyBox label={t("key")} text={apiKey} />
      <DialogFooter>
        <Button onClick={onClose}>{t("done")}</Button>
      </DialogFooter>
    </>
  );
}
