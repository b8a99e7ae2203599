"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../ui/button";
import { toast } from "../ui/toast";
import { Hint } from "../ui/tooltip";

type CopyButtonProps = { label: string; text: () => string; className?: string };

/** Copies a text, and says so for a moment. */
export function CopyButton({ label, text, className }: CopyButtonProps) {
  const t = useTranslations("items.copy");
  const { copied, copy } = useCopy();
  return (
    <Hint label={copied ? t("copied") : label}>
      <Button variant="ghost" size="icon-sm" aria-label={label} className={className} onClick={() => void copy(text())}>
        {copied ? <Check aria-hidden className="text-success" /> : <Copy aria-hidden />}
      </Button>
    </Hint>
  );
}

export function useCopy() {
  const t = useTranslations("items.copy");
  const [copied, setCopied] = useState<string>();
  useEffect(() => {
    if (copied === undefined) return;
    const timer = setTimeout(() => setCopied(undefined), 1_500);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy(text: string) {
    try {
      // Missing where the page is neither HTTPS nor localhost.
      if (navigator.clipboard) await navigator.clipboard.writeText(text);
      else copyBySelection(text);
      setCopied(text);
    } catch {
      toast.error(t("refused"));
    }
  }

  return { copied: copied !== undefined, copiedText: copied, copy };
}

function copyBySelection(text: string) {
  const area = document.createElement("textarea");
  const focused = document.activeElement;
  area.value = text;
  // Inside an open dialog, as the focus may not leave it.
  (focused?.parentElement ?? document.body).append(area);
  area.select();
  const worked = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (!worked) throw new Error("copying was refused");
}
