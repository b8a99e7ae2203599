"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { AccountInfo } from "@/shared/account";
import { useTRPC } from "../api";
import { FormField } from "../form-field";
import { Section } from "../settings/section";
import { Button } from "../ui/button";
import { Input } from "../ui/input";
import { toast } from "../ui/toast";

export function ProfileSection({ account }: { account: AccountInfo }) {
  const t = useTranslations("accounts.profile");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState(account.name);
  const rename = useMutation(
    trpc.account.rename.mutationOptions({
      onSuccess: () => void toast.success(t("saved")),
      onSettled: () =>
        Promise.all(
          [trpc.account.pathFilter(), trpc.me.pathFilter()].map((filter) => queryClient.invalidateQueries(filter)),
        ),
    }),
  );

  function save(event: FormEvent) {
    event.preventDefault();
    rename.mutate({ name: name.trim() });
  }

  return (
    <Section title={t("title")}>
      <form onSubmit={save} className="flex flex-col gap-4 p-4" noValidate>
        <FormField label={t("name")} className="max-w-sm">
          {(control) => (
            <Input
              {...control}
              autoComplete="name"
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </FormField>
        <p className="text-sm">
          <span className="block font-medium">{t("email")}</span>
          <span className="break-all text-muted">{account.email}</span>
        </p>
        {name.trim() !== account.name && name.trim() !== "" && (
          <Button type="submit" size="sm" className="self-start" pending={rename.isPending}>
            {common("save")}
          </Button>
        )}
      </form>
    </Section>
  );
}
