"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { type ApiKeyInfo, apiScopes } from "@/shared/api-keys";
import { useTRPC } from "../api";
import { Time } from "../time";
import { Button } from "../ui/button";
import { Link } from "../ui/link";
import { toast } from "../ui/toast";
import { ApiKeyDialog } from "./api-key-dialog";
import { ConfirmedRemoval } from "./confirmed-removal";
import { RotateKeyDialog } from "./rotate-key-dialog";
import { SectionList } from "./section-list";

export function ApiKeysSection() {
  const t = useTranslations("apiKeys");
  const query = useQuery(useTRPC().apiKeys.list.queryOptions());
  const [adding, setAdding] = useState(false);
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
      onAdd={() => setAdding(true)}
      row={(key) => <KeyRow key={key.id} apiKey={key} />}
    >
      {adding && <ApiKeyDialog onClose={() => setAdding(false)} />}
    </SectionList>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKeyInfo }) {
  const { id, name, createdBy, lastUsedAt, expiresAt, addresses, replacedBy } = apiKey;
  const [rotating, setRotating] = useState(false);
  const t = useTranslations("apiKeys");
  const format = useFormatter();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const revoke = useMutation(
    trpc.apiKeys.revoke.mutationOptions({
      onSuccess: () => void toast.success(t("revoked", { name })),
      onSettled: () => queryClient.invalidateQueries(trpc.apiKeys.pathFilter()),
    }),
  );
  const scopes = apiScopes.filter((scope) => apiKey.scopes.includes(scope)).map((scope) => t(`scopes.${scope}`));
  const date = expiresAt === null ? "" : format.dateTime(expiresAt, { dateStyle: "medium", timeStyle: "short" });
  const isExpired = expiresAt !== null && expiresAt < Date.now();
  return (
    <li className="flex items-center gap-1 border-border border-b py-2 pr-2 pl-4 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium text-sm" title={name}>
          {name} <code className="font-normal text-muted text-xs">iw_{id}…</code>
        </p>
        <p className="text-muted text-xs">
          {[...scopes, ...(addresses.length > 0 ? [t("from", { addresses: addresses.join(", ") })] : [])].join(" · ")}
          {" · "}
          {t("by", { name: createdBy })}
          {" · "}
          {lastUsedAt === null ? t("neverUsed") : t.rich("used", { time: () => <Time at={lastUsedAt} /> })}
          {" · "}
          <span className={isExpired ? "text-danger" : undefined}>
            {expiresAt === null ? t("forever") : t(isExpired ? "expired" : "expires", { date })}
          </span>
          {replacedBy !== null && (
            <>
              {" · "}
              {t.rich("replaced", { key: () => <code className="text-xs">iw_{replacedBy}…</code> })}
            </>
          )}
        </p>
      </div>
      {replacedBy === null && (
        <Button variant="ghost" size="icon-sm" aria-label={t("rotate", { name })} onClick={() => setRotating(true)}>
          <RefreshCw aria-hidden />
        </Button>
      )}
      {rotating && <RotateKeyDialog id={id} name={name} onClose={() => setRotating(false)} />}
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
