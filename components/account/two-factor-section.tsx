"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import type { AccountInfo } from "@/shared/account";
import { Section } from "../settings/section";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";
import { NewCodes } from "./new-codes";
import { TurnOff } from "./turn-off";
import { TwoFactorSetup } from "./two-factor-setup";

type Step = "on" | "off" | "codes";

export function TwoFactorSection({ account }: { account: AccountInfo }) {
  const t = useTranslations("accounts.twoFactor");
  const [step, setStep] = useState<Step>();
  const close = () => setStep(undefined);
  const titles = { on: t("title"), off: t("turnOffTitle"), codes: t("newCodes") } as const;
  const texts = { on: t("description"), off: t("turnOffText"), codes: t("newCodesText") } as const;
  return (
    <Section title={t("title")} description={t("description")}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 p-4">
        <Badge variant={account.twoFactor ? "success" : "neutral"}>{t(account.twoFactor ? "on" : "off")}</Badge>
        {account.twoFactor && (
          <span className="text-muted text-sm">{t("left", { count: account.recoveryCodesLeft })}</span>
        )}
        <span className="ml-auto flex flex-wrap gap-2">
          {account.twoFactor ? (
            <>
              <Button variant="secondary" size="sm" onClick={() => setStep("codes")}>
                {t("newCodes")}
              </Button>
              <Button variant="secondary" size="sm" onClick={() => setStep("off")}>
                {t("turnOff")}
              </Button>
            </>
          ) : (
            <Button size="sm" onClick={() => setStep("on")}>
              {t("turnOn")}
            </Button>
          )}
        </span>
      </div>
      {step && (
        <Dialog open onOpenChange={(open) => !open && close()}>
          <DialogContent className="max-w-md" onInteractOutside={(event) => event.preventDefault()}>
            <DialogHeader>
              <DialogTitle>{titles[step]}</DialogTitle>
              <DialogDescription>{texts[step]}</DialogDescription>
            </DialogHeader>
            {step === "on" && <TwoFactorSetup hasPassword={account.hasPassword} onDone={close} onCancel={close} />}
            {step === "off" && <TurnOff hasPassword={account.hasPassword} onClose={close} />}
            {step === "codes" && <NewCodes hasPassword={account.hasPassword} onClose={close} />}
          </DialogContent>
        </Dialog>
      )}
    </Section>
  );
}
