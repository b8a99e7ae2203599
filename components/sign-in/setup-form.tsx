"use client";

import { type FormEvent, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { passwordProblem } from "@/shared/passwords";
import { auth } from "../auth";
import { FormError, FormField } from "../form-field";
import { type Texts, texts } from "../messages/texts";
import { Button } from "../ui/button";
import { Input } from "../ui/input";
import { NewPasswordField } from "./new-password-field";

export function SetupForm() {
  const t = useTranslations("account");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [checked, setChecked] = useState(false);
  const [code, setCode] = useState("");
  const [asksCode, setAsksCode] = useState(false);

  // The printed address brings it behind the #, which browsers send to nobody. It need not stay in sight.
  useEffect(() => {
    const brought = decodeURIComponent(window.location.hash.slice(1));
    setCode(brought);
    setAsksCode(brought === "");
    if (brought) window.history.replaceState(null, "", window.location.pathname);
  }, []);

  async function createOwner(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (passwordProblem(password, { name, email })) return;
    setPending(true);
    setProblem(undefined);
    const { error } = await auth.signUp.email(
      { name: name.trim(), email: email.trim(), password },
      { headers: { "x-setup-code": code.trim() } },
    );
    if (!error) return window.location.assign("/workflows");
    setProblem(setupProblem(error, texts()));
    if (error.code === "SETUP_CODE") setAsksCode(true);
    setPending(false);
  }

  return (
    <form onSubmit={createOwner} className="flex flex-col gap-5">
      <div>
        <h1 className="font-semibold text-lg">{t("setup.title")}</h1>
        <p className="mt-1 text-muted">{t("setup.text")}</p>
      </div>
      {problem && <FormError message={problem} />}
      <FormField label={t("setup.name")}>
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
      <FormField label={t("email")} help={t("setup.emailHelp")}>
        {(control) => (
          <Input
            {...control}
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </FormField>
      <NewPasswordField
        label={t("password")}
        own={{ name, email }}
        checked={checked}
        value={password}
        onChange={setPassword}
      />
      {asksCode && (
        <FormField label={t("setup.code")} help={t("setup.codeHelp")}>
          {(control) => (
            <Input
              {...control}
              name="setup-code"
              autoComplete="off"
              spellCheck={false}
              required
              maxLength={100}
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          )}
        </FormField>
      )}
      <Button type="submit" pending={pending}>
        {t("setup.submit")}
      </Button>
    </form>
  );
}

function setupProblem(error: { status: number; code?: string; message?: string }, t: Texts) {
  if (error.code === "WITHOUT_TLS") return t("account.withoutTls");
  if (error.code === "SETUP_CODE") return t("account.setup.codeWrong");
  if (error.status === 403) return t("account.setup.hasOwner");
  if (error.status === 0) return t("account.noAnswer");
  return error.message || t("account.setup.failed");
}
