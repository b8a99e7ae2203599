"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { AccountInfo } from "@/shared/account";
import { passwordProblem } from "@/shared/passwords";
import { useTRPC } from "../api";
import { postAuth } from "../auth";
import { FormError, FormField } from "../form-field";
import { Section } from "../settings/section";
import { NewPasswordField } from "../sign-in/new-password-field";
import { PasswordInput } from "../sign-in/password-input";
import { Button } from "../ui/button";
import { toast } from "../ui/toast";

export function PasswordSection({ account }: { account: AccountInfo }) {
  const t = useTranslations("accounts.password");
  const [open, setOpen] = useState(false);
  if (!account.hasPassword) {
    return (
      <Section title={t("title")}>
        <p className="p-4 text-muted text-sm">{t("none")}</p>
      </Section>
    );
  }
  return (
    <Section title={t("title")} description={t("description")}>
      <div className="p-4">
        {open ? (
          <PasswordForm account={account} onClose={() => setOpen(false)} />
        ) : (
          <Button variant="secondary" size="sm" onClick={() => setOpen(true)}>
            {t("change")}
          </Button>
        )}
      </div>
    </Section>
  );
}

function PasswordForm({ account, onClose }: { account: AccountInfo; onClose: () => void }) {
  const t = useTranslations("accounts.password");
  const common = useTranslations("common");
  const failed = useTranslations("accounts.twoFactor")("failed");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [checked, setChecked] = useState(false);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const { name, email } = account;

  async function save(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (passwordProblem(password, { name, email })) return;
    setPending(true);
    setProblem(undefined);
    const answer = await postAuth("/change-password", { currentPassword: current, newPassword: password });
    setPending(false);
    if (!answer.ok) return setProblem(answer.code === "INVALID_PASSWORD" ? t("wrong") : answer.message || failed);
    toast.success(t("changed"));
    onClose();
    await queryClient.invalidateQueries(trpc.account.pathFilter());
  }

  return (
    <form onSubmit={save} className="flex max-w-sm flex-col gap-4" noValidate>
      {problem && <FormError message={problem} />}
      <FormField label={t("current")}>
        {(control) => (
          <PasswordInput
            {...control}
            autoFocus
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
        )}
      </FormField>
      <NewPasswordField
        label={t("new")}
        own={{ name, email }}
        checked={checked}
        value={password}
        onChange={setPassword}
      />
      <div className="flex gap-2">
        <Button type="submit" size="sm" pending={pending} disabled={current === ""}>
          {t("change")}
        </Button>
        <Button variant="secondary" size="sm" onClick={onClose}>
          {common("cancel")}
        </Button>
      </div>
    </form>
  );
}
