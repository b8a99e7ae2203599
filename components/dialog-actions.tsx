"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { errorText } from "./api";
import { FormError } from "./form-field";
import { Button } from "./ui/button";
import { DialogFooter } from "./ui/dialog";

type DialogActionsProps = {
  /** Why it did not work. */
  error?: unknown;
  pending: boolean;
  disabled?: boolean;
  /** What the form does; "Save" without it. */
  action?: ReactNode;
  onCancel: () => void;
};

/** The end of a form in a dialog. */
export function DialogActions({ error, pending, disabled, action, onCancel }: DialogActionsProps) {
  const t = useTranslations("common");
  return (
    <>
      {error ? <FormError {...errorText(error)} /> : null}
      <DialogFooter>
        <Button variant="secondary" onClick={onCancel}>
          {t("cancel")}
        </Button>
        <Button type="submit" pending={pending} disabled={disabled}>
          {action ?? t("save")}
        </Button>
      </DialogFooter>
    </>
  );
}
