"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { postAuth } from "../auth";
import { FormError, FormField } from "../form-field";
import { CopyButton } from "../item-view/copy-button";
import { CodeInput } from "../sign-in/code-input";
import { Button } from "../ui/button";
import { DialogFooter } from "../ui/dialog";
import { toast } from "../ui/toast";
import { PasswordStep } from "./password-step";
import { QrCode } from "./qr-code";
import { RecoveryCodes } from "./recovery-codes";

type Begun = { totpURI: string; backupCodes: string[] };
type SetupProps = { hasPassword: boolean; onDone: () => void; onCancel?: () => void };

/** The password, the picture for the app with a first code, the recovery codes. */
export function TwoFactorSetup({ hasPassword, onDone, onCancel }: SetupProps) {
  const t = useTranslations("accounts.twoFactor");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [begun, setBegun] = useState<Begun>();
  const [isOn, setOn] = useState(false);
  if (!begun) {
    return (
      <PasswordStep<Begun>
        path="/two-factor/enable"
        hasPassword={hasPassword}
        action={t("next")}
        onCancel={onCancel}
        onDone={setBegun}
      />
    );
  }
  if (!isOn) return <Pairing uri={begun.totpURI} onCancel={onCancel} onDone={() => setOn(true)} />;
  return (
    <RecoveryCodes
      codes={begun.backupCodes}
      onDone={() => {
        toast.success(t("turnedOn"));
        onDone();
        void queryClient.invalidateQueries(trpc.account.pathFilter());
      }}
    />
  );
}

function Pairing({ uri, onDone, onCancel }: { uri: string; onDone: () => void; onCancel?: () => void }) {
  const t = useTranslations("accounts.twoFactor");
  const common = useTranslations("common");
  const [code, setCode] = useState("");
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const key = new URL(uri).searchParams.get("secret") ?? "";

  async function verify(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    setProblem(undefined);
    const answer = await postAuth("/two-factor/verify-totp", { code });
    setPending(false);
    if (answer.ok) return onDone();
    setProblem(answer.status === 401 ? t("wrongCode") : t("failed"));
  }

  return (
    <form onSubmit={verify} className="flex flex-col gap-4" noValidate>
      <p className="text-sm">{t("scan")}</p>
      {problem && <FormError message={problem} />}
      <QrCode text={uri} label={t("qr")} />
      <div className="text-sm">
        <p className="mb-1.5 text-muted text-xs">{t("key")}</p>
        <div className="flex items-center gap-1 rounded-lg border border-border bg-sunken py-1 pr-1 pl-3">
          <code className="min-w-0 flex-1 break-all text-xs">{key.match(/.{1,4}/g)?.join(" ")}</code>
          <CopyButton label={t("copyKey")} text={() => key} />
        </div>
      </div>
      <FormField label={t("code")} help={t("codeHelp")}>
        {(control) => <CodeInput {...control} autoFocus value={code} onChange={setCode} />}
      </FormField>
      <DialogFooter>
        {onCancel && (
          <Button variant="secondary" onClick={onCancel}>
            {common("cancel")}
          </Button>
        )}
        <Button type="submit" pending={pending} disabled={code.length < 6}>
          {t("turnOn")}
        </Button>
      </DialogFooter>
    </form>
  );
}
