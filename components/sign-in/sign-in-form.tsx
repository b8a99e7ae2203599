"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { auth } from "../auth";
import { FormError, FormField } from "../form-field";
import { type Texts, texts } from "../messages/texts";
import { Button } from "../ui/button";
import { Input } from "../ui/input";
import { PasswordInput } from "./password-input";
import { safeAddress } from "./safe-address";

export function SignInForm({ next }: { next: string | undefined }) {
  const t = useTranslations("account");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string>();
  useSetupRedirect();

  async function signIn(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    setProblem(undefined);
    const { error } = await auth.signIn.email({ email: email.trim(), password });
    // A full page load: the server decides anew what this visitor may see.
    if (!error) return window.location.assign(safeAddress(next));
    setProblem(signInProblem(error, texts()));
    setPending(false);
  }

  return (
    <form onSubmit={signIn} className="flex flex-col gap-5">
      <h1 className="font-semibold text-lg">{t("signIn.title")}</h1>
      {problem && <FormError message={problem} />}
      <FormField label={t("email")}>
        {(control) => (
          <Input
            {...control}
            type="email"
            name="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </FormField>
      <FormField label={t("password")}>
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </FormField>
      <Button type="submit" pending={pending}>
        {t("signIn.title")}
      </Button>
    </form>
  );
}

/** A server without an owner has nobody to sign in. */
function useSetupRedirect() {
  const router = useRouter();
  const { data } = useQuery(useTRPC().me.get.queryOptions());
  const needsSetup = data?.needsSetup === true;
  useEffect(() => {
    if (needsSetup) router.replace("/setup");
  }, [needsSetup, router]);
}

function signInProblem(error: { status: number; code?: string; message?: string }, t: Texts) {
  if (error.code === "WITHOUT_TLS") return t("account.withoutTls");
  if (error.status === 401) return t("account.signIn.wrong");
  if (error.status === 429) return t("account.signIn.tooMany");
  if (error.status === 0) return t("account.noAnswer");
  return error.message || t("account.signIn.failed");
}
