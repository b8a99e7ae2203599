"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { OpenInvitation } from "@/shared/account";
import { passwordProblem } from "@/shared/passwords";
import { errorText, useTRPC } from "../api";
import { postAuth } from "../auth";
import { FormError, FormField } from "../form-field";
import { Button } from "../ui/button";
import { Input } from "../ui/input";
import { Link } from "../ui/link";
import { Skeleton } from "../ui/skeleton";
import { NewPasswordField } from "./new-password-field";

/** For who has a link: an account of one's own, or a new password. */
export function InvitationForm({ token }: { token: string }) {
  const t = useTranslations("accounts.join");
  const { data, error } = useQuery(useTRPC().invitations.look.queryOptions({ token }, { staleTime: Infinity }));
  if (error) {
    return (
      <div className="flex flex-col gap-4">
        <div>
          <h1 className="font-semibold text-lg">{t("gone")}</h1>
          <p className="mt-1 text-muted">{error.data ? t("goneText") : errorText(error).message}</p>
        </div>
        <Button asChild variant="secondary">
          <Link href="/sign-in">{t("toSignIn")}</Link>
        </Button>
      </div>
    );
  }
  if (!data) return <Skeleton className="h-48 w-full" />;
  return <OpenForm token={token} open={data} />;
}

function OpenForm({ token, open }: { token: string; open: OpenInvitation }) {
  const t = useTranslations("accounts.join");
  const joins = open.kind === "join";
  const [name, setName] = useState(open.name);
  const [password, setPassword] = useState("");
  const [checked, setChecked] = useState(false);
  const accept = useMutation(useTRPC().invitations.accept.mutationOptions({ meta: { quiet: true } }));
  const own = { name, email: open.email };

  async function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (passwordProblem(password, own)) return;
    const made = await accept.mutateAsync({ token, name: name.trim(), password }).catch(() => undefined);
    if (!made) return;
    // With a second factor, the page where people sign in asks for it.
    const answer = await postAuth<{ twoFactorRedirect?: boolean }>("/sign-in/email", { email: made.email, password });
    window.location.assign(answer.ok && !answer.body.twoFactorRedirect ? "/workflows" : "/sign-in");
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-5" noValidate>
      <div>
        <h1 className="font-semibold text-lg">{t(joins ? "title" : "resetTitle")}</h1>
        <p className="mt-1 break-words text-muted">{t(joins ? "text" : "resetText", { email: open.email })}</p>
      </div>
      {accept.error && <FormError {...errorText(accept.error)} />}
      {/* So that a password manager knows whose password it keeps. */}
      <input type="hidden" autoComplete="username" name="email" value={open.email} />
      {joins && (
        <FormField label={t("name")}>
          {(control) => (
            <Input
              {...control}
              name="name"
              autoComplete="name"
              required
              autoFocus
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </FormField>
      )}
      <NewPasswordField
        label={t("password")}
        own={own}
        checked={checked}
        autoFocus={!joins}
        value={password}
        onChange={setPassword}
      />
      <Button type="submit" pending={accept.isPending || accept.isSuccess} disabled={joins && name.trim() === ""}>
        {t(joins ? "submit" : "resetSubmit")}
      </Button>
    </form>
  );
}
