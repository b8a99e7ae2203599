"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { apiScopes } from "@/shared/api-keys";
import type { OauthGrantInfo } from "@/shared/oauth";
import { useTRPC } from "../api";
import { ConfirmedRemoval } from "../settings/confirmed-removal";
import { SectionList } from "../settings/section-list";
import { Time } from "../time";
import { toast } from "../ui/toast";

/** What who is signed in allows programs. */
export function GrantsSection() {
  const t = useTranslations("oauth.grants");
  const query = useQuery(useTRPC().oauth.grants.queryOptions());
  return (
    <SectionList
      title={t("title")}
      description={t("description")}
      texts={{ loadFailed: t("loadFailed"), none: t("none") }}
      query={query}
      row={(grant) => <GrantRow key={grant.clientId} grant={grant} />}
    />
  );
}

function GrantRow({ grant }: { grant: OauthGrantInfo }) {
  const { clientId, name, since, lastUsedAt } = grant;
  const t = useTranslations("oauth.grants");
  const scopeText = useTranslations("apiKeys.scopes");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const withdraw = useMutation(
    trpc.oauth.withdraw.mutationOptions({
      onSuccess: () => void toast.success(t("withdrawn", { name })),
      onSettled: () => queryClient.invalidateQueries(trpc.oauth.pathFilter()),
    }),
  );
  const scopes = apiScopes.filter((scope) => grant.scopes.includes(scope)).map((scope) => scopeText(scope));
  return (
    <li className="flex items-center gap-1 border-border border-b py-2 pr-2 pl-4 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium text-sm" title={name}>
          {name}
        </p>
        <p className="text-muted text-xs">
          {scopes.join(" · ")}
          {" · "}
          {t.rich("since", { time: () => <Time at={since} /> })}
          {lastUsedAt !== null && (
            <>
              {" · "}
              {t.rich("used", { time: () => <Time at={lastUsedAt} /> })}
            </>
          )}
        </p>
      </div>
      <ConfirmedRemoval
        label={t("withdraw", { name })}
        pending={withdraw.isPending}
        title={t("withdrawTitle")}
        description={t("withdrawText", { name })}
        action={t("action")}
        onConfirm={() => withdraw.mutate({ clientId })}
      />
    </li>
  );
}
