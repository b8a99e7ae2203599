"use client";

import { useTranslations } from "use-intl";
import { useCopy } from "../item-view/copy-button";
import { Button } from "../ui/button";
import { DialogFooter } from "../ui/dialog";

/** Shown once. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const t = useTranslations("accounts.twoFactor");
  const copied = useTranslations("items.copy")("copied");
  const copying = useCopy();
  return (
    <div className="flex flex-col gap-4">
      <div>
        <p className="font-medium text-sm">{t("codesTitle")}</p>
        <p className="mt-0.5 text-muted text-sm">{t("codesText")}</p>
      </div>
      <ul
        aria-label={t("codesTitle")}
        className="grid grid-cols-2 gap-x-4 gap-y-1.5 rounded-lg border border-border bg-sunken p-3 font-mono text-sm"
      >
        {codes.map((code) => (
          <li key={code} className="text-center">
            {code}
          </li>
        ))}
      </ul>
      <DialogFooter>
        <Button variant="secondary" onClick={() => void copying.copy(codes.join("\n"))}>
          {copying.copied ? copied : t("copyCodes")}
        </Button>
        <Button onClick={onDone}>{t("saved")}</Button>
      </DialogFooter>
    </div>
  );
}
