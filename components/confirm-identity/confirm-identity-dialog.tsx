"use client";

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { postAuth } from "../auth";
import { DialogActions } from "../dialog-actions";
import { FormError, FormField } from "../form-field";
import { CodeInput } from "../sign-in/code-input";
import { PasswordInput } from "../sign-in/password-input";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "../ui/dialog";

export function ConfirmIdentityDialog({ onEnd }: { onEnd: (confirmed: boolean) => void }) {
  const t = useTranslations("accounts.confirm");
  const common = useTranslations("common");
  const { data } = useQuery(useTRPC().account.get.queryOptions());
  const [wantsCode, setWantsCode] = useState(false);
  const [text, setText] = useState("");
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const byCode = Boolean(data?.twoFactor && (wantsCode || !data.hasPassword));
  const cannot = data !== undefined && !data.hasPassword && !data.twoFactor;

  async function confirm(event: FormEvent) {
    event.preventDefault();
    // The form behind this dialog is not meant.
    event.stopPropagation();
    setPending(true);
    const answer = await postAuth("/confirm", byCode ? { code: text } : { password: text });
    setPending(false);
    if (answer.ok) return onEnd(true);
    setProblem(answer.status === 400 ? t("wrong") : answer.message || t("failed"));
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onEnd(false)}>
      <DialogContent className="max-w-sm">
        <DialogHeader>
          <DialogTitle>{t("title")}</DialogTitle>
          <DialogDescription>{t(cannot ? "neither" : "text")}</DialogDescription>
        </DialogHeader>
        {cannot ? (
          <DialogFooter>
            <Button variant="secondary" onClick={() => onEnd(false)}>
              {common("cancel")}
            </Button>
            <Button onClick={() => void signInAgain()}>{t("again")}</Button>
          </DialogFooter>
        ) : (
          <form onSubmit={confirm} className="flex flex-col gap-4" noValidate>
            {problem && <FormError message={problem} />}
            <FormField label={t(byCode ? "code" : "password")}>
              {(control) =>
                byCode ? (
                  <CodeInput {...control} autoFocus value={text} onChange={setText} />
                ) : (
                  <PasswordInput
                    {...control}
                    autoFocus
                    autoComplete="current-password"
                    value={text}
                    onChange={(event) => setText(event.target.value)}
                  />
                )
              }
            </FormField>
            {data?.hasPassword && data.twoFactor && (
              <Button
                variant="link"
                className="self-start"
                onClick={() => {
                  setWantsCode(!wantsCode);
                  setText("");
                }}
              >
                {t(byCode ? "usePassword" : "useCode")}
              </Button>
            )}
            <DialogActions
              pending={pending}
              disabled={text === ""}
              action={t("action")}
              onCancel={() => onEnd(false)}
            />
          </form>
        )}
      </DialogContent>
    </Dialog>
  );
}

async function signInAgain() {
  await postAuth("/sign-out", {});
  const { pathname, search } = window.location;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}
