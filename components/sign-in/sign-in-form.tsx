"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { signInProblems } from "@/shared/account";
import { safeAddress } from "@/shared/safe-address";
import { useTRPC } from "../api";
import { postAuth } from "../auth";
import { FormError, FormField } from "../form-field";
import { type Texts, texts } from "../messages/texts";
import { Button } from "../ui/button";
import { Input } from "../ui/input";
import { CodeForm } from "./code-form";
import { PasswordInput } from "./password-input";
import { ProviderButtons } from "./provider-buttons";

/** `problem`: why a provider's answer let nobody in. */
export function SignInForm({ next, problem: given }: { next: string | undefined; problem: string | undefined }) {
  const t = useTranslations("account");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [pending, setPending] = useState(false);
  const by = useTranslations("accounts.by.problems");
  const known = signInProblems.find((one) => one === given);
  const [problem, setProblem] = useState(known && by(known));
  const [owesCode, setOwesCode] = useState(false);
  useSetupRedirect();
  // A full page load: the server decides anew what this visitor may see.
  const enter = () => window.location.assign(safeAddress(next));

  async function signIn(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    setProblem(undefined);
    const answer = await postAuth<{ twoFactorRedirect?: boolean }>("/sign-in/email", { email: email.trim(), password });
    if (answer.ok && !answer.body.twoFactorRedirect) return enter();
    if (answer.ok) setOwesCode(true);
    else setProblem(signInProblem(answer, texts()));
    setPending(false);
  }

  if (owesCode) return <CodeForm onDone={enter} onBack={() => setOwesCode(false)} />;

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
      <ProviderButtons next={next} onProblem={setProblem} />
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

function signInProblem(error: { status: number; message: string; code: string }, t: Texts) {
  if (error.code === "WITHOUT_TLS") return t("account.withoutTls");
  if (error.status === 401) return t("account.signIn.wrong");
  if (error.code === "TOO_MANY_TRIES") return error.message;
  if (error.status === 429) return t("account.signIn.tooMany");
  if (error.status === 0) return t("account.noAnswer");
  return error.message || t("account.signIn.failed");
}
