"use client";

import { Pencil, Pin, PinOff } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Hint } from "@/components/ui/tooltip";

/** Keeps what the step gave for further runs from the editor. */
export function PinButton({ onPin }: { onPin: () => Promise<void> }) {
  const t = useTranslations("panel.pin");
  const [isPending, setPending] = useState(false);

  async function pin() {
    setPending(true);
    await onPin();
    setPending(false);
  }

  return (
    <Hint label={t("pinHint")}>
      <Button variant="ghost" size="icon-sm" aria-label={t("pin")} pending={isPending} onClick={() => void pin()}>
        <Pin aria-hidden />
      </Button>
    </Hint>
  );
}

/** Says that what is shown is pinned, and for which runs that counts. */
export function PinBar({ readOnly, onEdit, onUnpin }: { readOnly: boolean; onEdit: () => void; onUnpin: () => void }) {
  const t = useTranslations("panel.pin");
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-border border-b bg-info-soft px-3 py-2 text-info text-xs">
      <Pin aria-hidden className="size-3.5 shrink-0" />
      <span className="min-w-0 flex-1 basis-40">{t("pinned")}</span>
      {!readOnly && (
        <span className="flex gap-1">
          <Button variant="ghost" size="sm" className="h-7 px-2 text-xs" onClick={onEdit}>
            <Pencil aria-hidden className="size-3.5" />
            {t("edit")}
          </Button>
          <Button variant="ghost" size="sm" className="h-7 px-2 text-xs" onClick={onUnpin}>
            <PinOff aria-hidden className="size-3.5" />
            {t("unpin")}
          </Button>
        </span>
      )}
    </div>
  );
}
