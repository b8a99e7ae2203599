"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { type AuthAnswer, postAuth } from "../auth";
import { FormError, FormField } from "../form-field";
import { PasswordInput } from "../sign-in/password-input";
import { Button } from "../ui/button";
import { DialogFooter } from "../ui/dialog";

type PasswordStepProps<T> = {
  path: string;
  hasPassword: boolean;
  action: string;
  onCancel?: () => void;
  onDone: (body: T) => void;
};

/** A change of the second factor that the password is asked for; who has none has proved lately who it is. */
export function PasswordStep<T>({ path, hasPassword, action, onCancel, onDone }: PasswordStepProps<T>) {
  const t = useTranslations("accounts.twoFactor");
  const common = useTranslations("common");
  const [password, setPassword] = useState("");
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function send(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    setProblem(undefined);
    const answer = await postWithPassword<T>(path, hasPassword ? password : undefined);
    setPending(false);
    if (answer.ok) return onDone(answer.body);
    if (answer.code === "INVALID_PASSWORD" || answer.code === "WRONG") return setProblem(t("wrongPassword"));
    setProblem(answer.code === "TOO_MANY_TRIES" ? answer.message : t("failed"));
  }

  return (
    <form onSubmit={send} className="flex flex-col gap-4" noValidate>
      {problem && <FormError message={problem} />}
      {hasPassword && (
        <FormField label={t("password")}>
          {(control) => (
            <PasswordInput
              {...control}
              autoFocus
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </FormField>
      )}
      <DialogFooter>
        {onCancel && (
          <Button variant="secondary" onClick={onCancel}>
            {common("cancel")}
          </Button>
        )}
        <Button type="submit" pending={pending} disabled={hasPassword && password === ""}>
          {action}
        </Button>
      </DialogFooter>
    </form>
  );
}

/** The password proves who it is for both: nobody is asked for it twice. */
async function postWithPassword<T>(path: string, password: string | undefined): Promise<AuthAnswer<T>> {
  if (password === undefined) return postAuth<T>(path, {});
  const confirmed = await postAuth("/confirm", { password });
  return confirmed.ok ? postAuth<T>(path, { password }) : confirmed;
}
