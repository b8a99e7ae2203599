"use client";

import { Check, Copy } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";

/** A text to take along. Copies without a secure address too. */
export function CopyField({ label, text }: { label: string; text: string }) {
  const t = useTranslations("editor.copyField");
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      field.current?.select();
      document.execCommand("copy");
    }
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  }

  return (
    <span className="flex min-w-0 gap-2">
      <Input
        ref={field}
        readOnly
        aria-label={label}
        value={text}
        className="font-mono text-xs"
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button
        variant="secondary"
        size="icon"
        aria-label={copied ? t("copied") : t("copy", { label })}
        onClick={() => void copy()}
      >
        {copied ? <Check aria-hidden className="text-success" /> : <Copy aria-hidden />}
      </Button>
    </span>
  );
}
