"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { Section } from "../settings/section";
import { Label } from "../ui/label";
import { Switch } from "../ui/switch";

export function RulesSection() {
  const t = useTranslations("accounts.rules");
  const id = useId();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useQuery(trpc.signIn.rules.queryOptions());
  const set = useMutation(
    trpc.signIn.setRules.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.signIn.rules.pathFilter()),
    }),
  );
  const isOn = set.isPending ? set.variables.requireTwoFactor : (data?.requireTwoFactor ?? false);
  return (
    <Section title={t("title")}>
      <div className="flex items-start justify-between gap-4 p-4">
        <div className="min-w-0">
          <Label htmlFor={id}>{t("require")}</Label>
          <p id={`${id}-help`} className="mt-0.5 text-muted text-xs">
            {t("requireHelp")}
          </p>
        </div>
        <Switch
          id={id}
          aria-describedby={`${id}-help`}
          checked={isOn}
          disabled={!data || set.isPending}
          onCheckedChange={(requireTwoFactor) => set.mutate({ requireTwoFactor })}
        />
      </div>
    </Section>
  );
}
