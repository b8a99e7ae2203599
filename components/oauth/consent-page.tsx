"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Check, ExternalLink, TriangleAlert } from "lucide-react";
import { useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { apiScopes } from "@/shared/api-keys";
import { type OauthRequestInfo, placeOf } from "@/shared/oauth";
import { errorText, useTRPC } from "../api";
import { postAuth } from "../auth";
import { FormError } from "../form-field";
import { Button } from "../ui/button";
import { ErrorState } from "../ui/error-state";
import { Link } from "../ui/link";
import { Skeleton } from "../ui/skeleton";

type Person = { id: string; name: string; email: string };

/** Asks whether a program may act for who is signed in. */
export function ConsentPage() {
  const t = useTranslations("oauth.consent");
  const trpc = useTRPC();
  const search = useSearchParams().toString();
  const me = useQuery(trpc.me.get.queryOptions()).data?.user;
  // What was shown is what is allowed: it does not change while somebody reads.
  const { data, error, refetch } = useQuery(trpc.oauth.request.queryOptions({ search }, { staleTime: Infinity }));
  if (error)
    return <ErrorState title={t("loadFailed")} message={errorText(error).message} onRetry={() => void refetch()} />;
  if (data === null) return <Invalid />;
  if (!data || !me) return <Skeleton className="h-64 w-full" />;
  return <Asked request={data} search={search} person={me} />;
}

type AskedProps = { request: NonNullable<OauthRequestInfo>; search: string; person: Person };

function Asked({ request, search, person }: AskedProps) {
  const { name, isPublic, createdBy, redirectUri, denyUri } = request;
  const t = useTranslations("oauth.consent");
  const allow = useMutation(
    useTRPC().oauth.allow.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ location }) => window.location.assign(location),
    }),
  );
  if (allow.data) return <Message title={t("doneTitle")}>{t("done", { name })}</Message>;
  return (
    <div className="flex flex-col gap-5">
      <div>
        <h1 className="break-words font-semibold text-lg leading-6">{t("title", { name })}</h1>
        <p className="mt-1 break-words text-muted text-sm">
          {t.rich("as", {
            ...{ name: person.name, email: person.email },
            b: (chunks) => <b className="font-medium text-text">{chunks}</b>,
          })}
        </p>
      </div>
      <Scopes scopes={request.scopes} />
      <div className="flex flex-col gap-2 text-muted text-sm">
        <p className="flex gap-2">
          <ExternalLink aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 break-words">
            {t.rich(`leads.${kindOf(redirectUri)}`, {
              place: placeOf(redirectUri),
              code: (chunks) => (
                <code className="font-medium text-text text-xs [overflow-wrap:anywhere]" title={redirectUri}>
                  {chunks}
                </code>
              ),
            })}
          </span>
        </p>
        {isPublic && (
          <p className="flex gap-2">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
            <span>{t("unproven")}</span>
          </p>
        )}
      </div>
      {allow.error ? <FormError {...errorText(allow.error)} /> : null}
      <div className="grid grid-cols-2 gap-2">
        <Button asChild variant="secondary">
          <a href={denyUri}>{t("deny")}</a>
        </Button>
        <Button pending={allow.isPending} onClick={() => allow.mutate({ search, userId: person.id })}>
          {t("allow")}
        </Button>
      </div>
      <p className="break-words border-border border-t pt-4 text-muted text-xs">
        {t("registeredBy", { name: createdBy })}{" "}
        <Button variant="link" className="text-xs" onClick={() => void changeAccount()}>
          {t("other")}
        </Button>
      </p>
    </div>
  );
}

function Scopes({ scopes }: { scopes: readonly string[] }) {
  const t = useTranslations("oauth.consent");
  const scopeText = useTranslations("apiKeys.scopes");
  return (
    <section aria-label={t("may")} className="rounded-lg border border-border bg-sunken px-3 py-2.5">
      <p className="font-medium text-sm">{t("may")}</p>
      <ul className="mt-1.5 flex flex-col gap-1">
        {apiScopes
          .filter((scope) => scopes.includes(scope))
          .map((scope) => (
            <li key={scope} className="flex gap-2 text-sm">
              <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-primary" />
              {scopeText(scope)}
            </li>
          ))}
      </ul>
      <p className="mt-2 text-muted text-xs">{t("limits")}</p>
    </section>
  );
}

function Invalid() {
  const t = useTranslations("oauth.consent");
  return (
    <Message title={t("invalidTitle")}>
      {t("invalid")}
      <Button asChild variant="secondary" className="mt-4 w-full">
        <Link href="/workflows">{t("home")}</Link>
      </Button>
    </Message>
  );
}

const Message = ({ title, children }: { title: string; children: ReactNode }) => (
  <div>
    <h1 className="font-semibold text-lg">{title}</h1>
    <div role="status" className="mt-1 text-muted text-sm">
      {children}
    </div>
  </div>
);

const kindOf = (redirectUri: string) =>
  redirectUri.startsWith("https:") ? "site" : redirectUri.startsWith("http:") ? "machine" : "app";

/** The server asks who it is, and leads back here. */
async function changeAccount() {
  await postAuth("/sign-out", {});
  window.location.reload();
}
