"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { auth } from "../auth";
import { FormError, FormField } from "../form-field";
import { type Texts, texts } from "../messages/texts";
import { Button } from "../ui/button";
import { cn } from "../ui/class-names";
import { Input } from "../ui/input";
import { PasswordInput } from "./password-input";
import { minPasswordLength, passwordStrength } from "./password-strength";

export function SetupForm() {
  const t = useTranslations("account");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const tooShort = password.length < minPasswordLength;
  const [checked, setChecked] = useState(false);

  async function createOwner(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (tooShort) return;
    setPending(true);
    setProblem(undefined);
    const { error } = await auth.signUp.email({ name: name.trim(), email: email.trim(), password });
    if (!error) return window.location.assign("/workflows");
    setProblem(setupProblem(error, texts()));
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
      <FormField
        label={t("password")}
        error={checked && tooShort ? t("setup.passwordTooShort", { min: minPasswordLength }) : undefined}
        help={<StrengthHint password={password} />}
      >
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            autoComplete="new-password"
            required
            maxLength={128}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </FormField>
      <Button type="submit" pending={pending}>
        {t("setup.submit")}
      </Button>
    </form>
  );
}

const barColors = ["bg-input", "bg-danger", "bg-warning", "bg-success"];

function StrengthHint({ password }: { password: string }) {
  const t = useTranslations("account.strength");
  const { level, advice } = passwordStrength(password);
  return (
    <span className="flex flex-col gap-1.5">
      <span aria-hidden className="mt-0.5 grid grid-cols-3 gap-1">
        {[1, 2, 3].map((bar) => (
          <span key={bar} className={cn("h-1 rounded-full", bar <= level ? barColors[level] : "bg-hover")} />
        ))}
      </span>
      <span className="min-h-8" aria-live="polite">
        {t(advice, { min: minPasswordLength })}
      </span>
    </span>
  );
}

function setupProblem(error: { status: number; code?: string; message?: string }, t: Texts) {
  if (error.code === "WITHOUT_TLS") return t("account.withoutTls");
  if (error.status === 403) return t("account.setup.hasOwner");
  if (error.status === 0) return t("account.noAnswer");
  return error.message || t("account.setup.failed");
}
