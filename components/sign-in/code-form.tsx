"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { postAuth } from "../auth";
import { FormError, FormField } from "../form-field";
import { Button } from "../ui/button";
import { Input } from "../ui/input";
import { CodeInput } from "./code-input";

/** After the password: a code of the app, or one for when it is lost. */
export function CodeForm({ onDone, onBack }: { onDone: () => void; onBack: () => void }) {
  const t = useTranslations("accounts.step");
  const noAnswer = useTranslations("account")("noAnswer");
  const [isRecovery, setRecovery] = useState(false);
  const [code, setCode] = useState("");
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function send(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    setProblem(undefined);
    const path = isRecovery ? "/two-factor/verify-backup-code" : "/two-factor/verify-totp";
    const answer = await postAuth(path, { code: code.trim() });
    if (answer.ok) return onDone();
    setPending(false);
    setCode("");
    if (answer.status === 0) return setProblem(noAnswer);
    const isOver = /TOO_MANY|LOCKED|INVALID_TWO_FACTOR_COOKIE/.test(answer.code) || answer.status === 429;
    setProblem(t(isOver ? "over" : "wrong"));
  }

  return (
    <form onSubmit={send} className="flex flex-col gap-5" noValidate>
      <div>
        <h1 className="font-semibold text-lg">{t("title")}</h1>
        {!isRecovery && <p className="mt-1 text-muted">{t("text")}</p>}
      </div>
      {problem && <FormError message={problem} />}
      <FormField key={String(isRecovery)} label={t(isRecovery ? "recovery" : "code")}>
        {(control) =>
          isRecovery ? (
            <Input
              {...control}
              autoFocus
              autoComplete="off"
              spellCheck={false}
              maxLength={30}
              className="font-mono"
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          ) : (
            <CodeInput {...control} autoFocus value={code} onChange={setCode} />
          )
        }
      </FormField>
      <Button type="submit" pending={pending} disabled={code.trim().length < 6}>
        {t("submit")}
      </Button>
      <div className="flex flex-wrap justify-between gap-2">
        <Button
          variant="link"
          onClick={() => {
            setRecovery(!isRecovery);
            setCode("");
          }}
        >
          {t(isRecovery ? "useApp" : "useRecovery")}
        </Button>
        <Button variant="link" onClick={onBack}>
          {t("back")}
        </Button>
      </div>
    </form>
  );
}
