"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { SignInProvider } from "@/shared/sign-in-provider";
import { useTRPC } from "../api";
import { ConfirmedRemoval } from "../settings/confirmed-removal";
import { SectionList } from "../settings/section-list";
import { Button } from "../ui/button";
import { toast } from "../ui/toast";
import { ProviderDialog } from "./provider-dialog";

export function ProvidersSection() {
  const t = useTranslations("accounts.providers");
  const query = useQuery(useTRPC().signIn.providers.queryOptions());
  const [dialog, setDialog] = useState<{ provider?: SignInProvider }>();
  return (
    <SectionList
      title={t("title")}
      description={t("description")}
      texts={{ add: t("add"), loadFailed: t("loadFailed"), none: t("none") }}
      query={query}
      onAdd={() => setDialog({})}
      row={(provider) => <ProviderRow key={provider.id} provider={provider} onEdit={() => setDialog({ provider })} />}
    >
      {dialog && <ProviderDialog provider={dialog.provider} onClose={() => setDialog(undefined)} />}
    </SectionList>
  );
}

function ProviderRow({ provider, onEdit }: { provider: SignInProvider; onEdit: () => void }) {
  const { id, name, settings } = provider;
  const t = useTranslations("accounts.providers");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.signIn.deleteProvider.mutationOptions({
      onSuccess: () => void toast.success(t("removed", { name })),
      onSettled: () => queryClient.invalidateQueries(trpc.signIn.pathFilter()),
    }),
  );
  const address = settings.kind === "oidc" ? settings.issuer : settings.authorizationUrl;
  return (
    <li className="flex items-center gap-1 border-border border-b py-2 pr-2 pl-4 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium text-sm">{name}</p>
        <p className="truncate text-muted text-xs" title={address}>
          {[t(`dialog.kinds.${settings.kind}`), t(settings.allowNew ? "new" : "known"), address].join(" · ")}
        </p>
      </div>
      <Button variant="ghost" size="icon-sm" aria-label={t("edit", { name })} onClick={onEdit}>
        <Pencil aria-hidden />
      </Button>
      <ConfirmedRemoval
        label={t("remove", { name })}
        pending={remove.isPending}
        title={t("removeTitle")}
        description={t("removeText", { name })}
        action={t("action")}
        onConfirm={() => remove.mutate({ id })}
      />
    </li>
  );
}
