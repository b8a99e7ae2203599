"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { apiScopes } from "@/shared/api-keys";
import { type OauthClientInfo, placeOf } from "@/shared/oauth";
import { capitalized } from "../account/choice-field";
import { useTRPC } from "../api";
import { CopyButton } from "../item-view/copy-button";
import { ConfirmedRemoval } from "../settings/confirmed-removal";
import { SectionList } from "../settings/section-list";
import { Time } from "../time";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Link } from "../ui/link";
import { toast } from "../ui/toast";
import { ClientDialog } from "./client-dialog";
import { RotationDialog } from "./rotation-dialog";

export function OauthClientsSection() {
  const t = useTranslations("oauth.clients");
  const query = useQuery(useTRPC().oauthClients.list.queryOptions());
  const [dialog, setDialog] = useState<{ rotate?: OauthClientInfo }>();
  const close = () => setDialog(undefined);
  return (
    <SectionList
      title={t("title")}
      description={t.rich("description", {
        code: (chunks) => <code className="text-xs">{chunks}</code>,
        reference: (chunks) => (
          <Link href="/api-reference" className="text-primary underline underline-offset-2">
            {chunks}
          </Link>
        ),
      })}
      texts={{ add: t("add"), loadFailed: t("loadFailed"), none: t("none") }}
      query={query}
      onAdd={() => setDialog({})}
      row={(client) => <ClientRow key={client.id} client={client} onRotate={() => setDialog({ rotate: client })} />}
    >
      {dialog?.rotate && <RotationDialog client={dialog.rotate} onClose={close} />}
      {dialog && !dialog.rotate && <ClientDialog onClose={close} />}
    </SectionList>
  );
}

function ClientRow({ client, onRotate }: { client: OauthClientInfo; onRotate: () => void }) {
  const { id, name, isPublic } = client;
  const t = useTranslations("oauth.clients");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const revoke = useMutation(
    trpc.oauthClients.revoke.mutationOptions({
      onSuccess: () => void toast.success(t("revoked", { name })),
      onSettled: () => queryClient.invalidateQueries(trpc.oauthClients.pathFilter()),
    }),
  );
  return (
    <li className="flex items-center gap-1 border-border border-b py-2 pr-2 pl-4 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 font-medium text-sm">
          <span className="min-w-0 truncate" title={name}>
            {name}
          </span>
          <Badge>{t(isPublic ? "kinds.public" : "kinds.confidential")}</Badge>
        </p>
        <p className="flex items-center gap-1 text-muted text-xs">
          <code className="min-w-0 truncate">{id}</code>
          <CopyButton label={t("id", { name })} text={() => id} className="-my-0.5 size-6 [&_svg]:size-3.5" />
        </p>
        <ClientFacts client={client} />
      </div>
      {!isPublic && (
        <Button variant="ghost" size="icon-sm" aria-label={t("rotate", { name })} onClick={onRotate}>
          <KeyRound aria-hidden />
        </Button>
      )}
      <ConfirmedRemoval
        label={t("revoke", { name })}
        pending={revoke.isPending}
        title={t("revokeDialog.title")}
        description={t("revokeDialog.text", { name })}
        action={t("revokeDialog.action")}
        onConfirm={() => revoke.mutate({ id })}
      />
    </li>
  );
}

function ClientFacts({ client }: { client: OauthClientInfo }) {
  const { scopes, redirectUris, actsAs, people, createdBy, lastUsedAt, secrets } = client;
  const t = useTranslations("oauth.clients");
  const scopeText = useTranslations("apiKeys.scopes");
  const format = useFormatter();
  const places = [...new Set(redirectUris.map(placeOf))].join(", ");
  const ending = secrets.find(({ expiresAt }) => expiresAt !== null)?.expiresAt;
  const allowed = apiScopes.filter((scope) => scopes.includes(scope)).map((scope) => scopeText(scope));
  const facts = [
    ...(places ? [t("goesTo", { places }), t("people", { count: people })] : []),
    ...(actsAs ? [t("actsAs", { name: actsAs.name })] : []),
    t("by", { name: createdBy }),
  ];
  return (
    <div className="flex flex-col gap-0.5 break-words text-muted text-xs">
      <p>{allowed.join(" · ")}</p>
      <p>
        {capitalized(facts.join(" · "))}
        {" · "}
        {lastUsedAt === null ? t("neverUsed") : t.rich("used", { time: () => <Time at={lastUsedAt} /> })}
      </p>
      {ending && (
        <p className="text-warning">
          {t("overlap", { time: format.dateTime(ending, { dateStyle: "medium", timeStyle: "short" }) })}
        </p>
      )}
    </div>
  );
}
