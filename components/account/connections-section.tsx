"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { AccountInfo } from "@/shared/account";
import { useTRPC } from "../api";
import { ConfirmedRemoval } from "../settings/confirmed-removal";
import { Section } from "../settings/section";
import { goToProvider } from "../sign-in/go-to-provider";
import { Time } from "../time";
import { Button } from "../ui/button";
import { toast } from "../ui/toast";

/** Not drawn where there are no providers. */
export function ConnectionsSection({ account }: { account: AccountInfo }) {
  const t = useTranslations("accounts.connections");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const buttons = useQuery(trpc.signIn.buttons.queryOptions()).data ?? [];
  const [going, setGoing] = useState<string>();
  const disconnect = useMutation(
    trpc.account.disconnect.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.account.pathFilter()),
    }),
  );
  const open = buttons.filter(({ id }) => !account.connections.some(({ providerId }) => providerId === id));
  if (buttons.length === 0 && account.connections.length === 0) return null;

  async function connect(provider: string) {
    setGoing(provider);
    const problem = await goToProvider({ provider, connect: true });
    if (problem === undefined) return;
    setGoing(undefined);
    if (problem) toast.error(problem);
  }

  return (
    <Section title={t("title")} description={t("description")}>
      {account.connections.length > 0 && (
        <ul aria-label={t("title")}>
          {account.connections.map(({ providerId, name, since }) => (
            <li
              key={providerId}
              className="flex items-center gap-1 border-border border-b py-2 pr-2 pl-4 last:border-0"
            >
              <div className="min-w-0 flex-1">
                <p className="truncate font-medium text-sm">{name}</p>
                <p className="text-muted text-xs">{t.rich("since", { time: () => <Time at={since} /> })}</p>
              </div>
              <ConfirmedRemoval
                label={t("disconnect", { name })}
                pending={disconnect.isPending}
                title={t("disconnectTitle")}
                description={t("disconnectText", { name })}
                action={t("action")}
                onConfirm={() =>
                  disconnect.mutate(
                    { providerId },
                    { onSuccess: () => void toast.success(t("disconnected", { name })) },
                  )
                }
              />
            </li>
          ))}
        </ul>
      )}
      {open.length > 0 && (
        <div className="flex flex-wrap gap-2 p-4">
          {open.map(({ id, name }) => (
            <Button key={id} variant="secondary" size="sm" pending={going === id} onClick={() => void connect(id)}>
              {t("connect", { name })}
            </Button>
          ))}
        </div>
      )}
    </Section>
  );
}
