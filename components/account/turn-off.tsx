"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { toast } from "../ui/toast";
import { PasswordStep } from "./password-step";

export function TurnOff({ hasPassword, onClose }: { hasPassword: boolean; onClose: () => void }) {
  const t = useTranslations("accounts.twoFactor");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return (
    <PasswordStep
      path="/two-factor/disable"
      hasPassword={hasPassword}
      action={t("turnOff")}
      onCancel={onClose}
      onDone={() => {
        toast.success(t("turnedOff"));
        onClose();
        void queryClient.invalidateQueries(trpc.account.pathFilter());
      }}
    />
  );
}
