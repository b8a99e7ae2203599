"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { PasswordStep } from "./password-step";
import { RecoveryCodes } from "./recovery-codes";

export function NewCodes({ hasPassword, onClose }: { hasPassword: boolean; onClose: () => void }) {
  const t = useTranslations("accounts.twoFactor");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [codes, setCodes] = useState<readonly string[]>();
  if (codes) return <RecoveryCodes codes={codes} onDone={onClose} />;
  return (
    <PasswordStep<{ backupCodes: string[] }>
      path="/two-factor/generate-backup-codes"
      hasPassword={hasPassword}
      action={t("next")}
      onCancel={onClose}
      onDone={({ backupCodes }) => {
        setCodes(backupCodes);
        void queryClient.invalidateQueries(trpc.account.pathFilter());
      }}
    />
  );
}
