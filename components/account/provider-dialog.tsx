"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { ProviderSettings, SignInProvider } from "@/shared/sign-in-provider";
import { useTRPC } from "../api";
import { DialogActions } from "../dialog-actions";
import { FormField } from "../form-field";
import { CopyButton } from "../item-view/copy-button";
import { PasswordInput } from "../sign-in/password-input";
import { Checkbox } from "../ui/checkbox";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";
import { Input } from "../ui/input";
import { Label } from "../ui/label";
import { toast } from "../ui/toast";
import { ChoiceField } from "./choice-field";
import { ProviderRoles } from "./provider-roles";

type ProviderDialogProps = { provider: SignInProvider | undefined; onClose: () => void };

const empty: ProviderSettings = {
  ...{ kind: "oidc", issuer: "", authorizationUrl: "", tokenUrl: "", userInfoUrl: "", clientId: "" },
  ...{ scopes: "email profile", domains: [], allowNew: false, linkByEmail: false },
  ...{ claim: "", adminValues: [], projects: [] },
};
const kinds = ["oidc", "oauth2"] as const;

export function ProviderDialog({ provider, onClose }: ProviderDialogProps) {
  const t = useTranslations("accounts.providers");
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent onInteractOutside={(event) => event.preventDefault()}>
        <DialogHeader>
          <DialogTitle>{provider ? t("edit", { name: provider.name }) : t("add")}</DialogTitle>
          <DialogDescription>{t("dialog.description")}</DialogDescription>
        </DialogHeader>
        <ProviderForm provider={provider} onClose={onClose} />
      </DialogContent>
    </Dialog>
  );
}

function ProviderForm({ provider, onClose }: ProviderDialogProps) {
  const t = useTranslations("accounts.providers");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState(provider?.name ?? "");
  const [settings, setSettings] = useState(provider?.settings ?? empty);
  const [secret, setSecret] = useState("");
  const [domains, setDomains] = useState(settings.domains.join(" "));
  const change = (changes: Partial<ProviderSettings>) => setSettings({ ...settings, ...changes });
  const save = useMutation(
    trpc.signIn.saveProvider.mutationOptions({
      meta: { quiet: true },
      onSuccess: (saved) => {
        toast.success(t("saved", { name: saved.name }));
        onClose();
        return queryClient.invalidateQueries(trpc.signIn.pathFilter());
      },
    }),
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    const listed = domains.split(/[\s,]+/).filter(Boolean);
    const isKept = provider && secret === "";
    save.mutate({
      ...(provider && { id: provider.id }),
      name: name.trim(),
      settings: { ...settings, domains: listed },
      ...(!isKept && { secret }),
    });
  }

  const text = (field: "issuer" | "authorizationUrl" | "tokenUrl" | "userInfoUrl" | "clientId" | "scopes") => (
    <FormField label={t(`dialog.${field}`)}>
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          placeholder={field === "issuer" ? "https://id.example.com" : undefined}
          value={settings[field]}
          onChange={(event) => change({ [field]: event.target.value.trimStart() })}
        />
      )}
    </FormField>
  );

  return (
    <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
      <div className="grid gap-4 sm:grid-cols-2">
        <FormField label={t("dialog.name")} help={t("dialog.nameHelp")}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              maxLength={64}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </FormField>
        <ChoiceField
          label={t("dialog.kind")}
          value={settings.kind}
          options={kinds.map((value) => ({ value, label: t(`dialog.kinds.${value}`) }))}
          onChange={(kind) => change({ kind })}
        />
      </div>
      {settings.kind === "oidc" ? (
        text("issuer")
      ) : (
        <>
          {text("authorizationUrl")}
          {text("tokenUrl")}
          {text("userInfoUrl")}
        </>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        {text("clientId")}
        <FormField label={t("dialog.secret")} help={provider && t("dialog.secretKept")}>
          {(control) => (
            <PasswordInput
              {...control}
              autoComplete="off"
              maxLength={4_000}
              value={secret}
              onChange={(event) => setSecret(event.target.value)}
            />
          )}
        </FormField>
      </div>
      {text("scopes")}
      <div className="text-sm">
        <p className="mb-1.5 font-medium">{t("dialog.redirect")}</p>
        {provider ? (
          <div className="flex items-center gap-1 rounded-lg border border-border bg-sunken py-1 pr-1 pl-3">
            <code className="min-w-0 flex-1 break-all text-xs">{provider.redirectUri}</code>
            <CopyButton label={t("dialog.copyRedirect")} text={() => provider.redirectUri} />
          </div>
        ) : (
          <p className="text-muted text-xs">{t("dialog.redirectLater")}</p>
        )}
      </div>
      <FormField label={t("dialog.domains")} help={t("dialog.domainsHelp")}>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            spellCheck={false}
            placeholder="example.com"
            value={domains}
            onChange={(event) => setDomains(event.target.value)}
          />
        )}
      </FormField>
      <Label className="flex items-center gap-2 font-normal">
        <Checkbox checked={settings.allowNew} onCheckedChange={(on) => change({ allowNew: on === true })} />
        {t("dialog.allowNew")}
      </Label>
      <Label className="flex items-start gap-2 font-normal">
        <Checkbox checked={settings.linkByEmail} onCheckedChange={(on) => change({ linkByEmail: on === true })} />
        <span>
          {t("dialog.linkByEmail")}
          <span className="mt-0.5 block text-muted text-xs">{t("dialog.linkHelp")}</span>
        </span>
      </Label>
      <ProviderRoles settings={settings} onChange={change} />
      <DialogActions
        error={save.error}
        pending={save.isPending}
        disabled={name.trim() === "" || settings.clientId === ""}
        onCancel={onClose}
      />
    </form>
  );
}
