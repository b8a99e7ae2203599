"use client";

import { Eye, EyeOff, LogIn } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Json } from "@/shared/item";
import { isOutsideValue } from "@/shared/outside-secret";
import { cn } from "../ui/class-names";
import { Input } from "../ui/input";
import { Textarea } from "../ui/textarea";
import type { ControlProps } from "./control-props";
import { newOutside, OutsideSecretControl, useOutsideSecrets } from "./outside-secret-control";
import { textOf } from "./text-of";

export function SecretControl({ field, value, path, onChange, attributes, readOnly }: ControlProps<"secret">) {
  const t = useTranslations("forms.secret");
  const [visible, setVisible] = useState(false);
  const mayBeOutside = useOutsideSecrets() && !readOnly;
  if (mayBeOutside && isOutsideValue(value)) {
    const change = (next: Json) => onChange(next, path);
    return <OutsideSecretControl label={field.label} value={value} attributes={attributes} onChange={change} />;
  }
  const Icon = visible ? EyeOff : Eye;
  const common = { ...attributes, readOnly, spellCheck: false, value: textOf(value) };
  return (
    <div className="relative">
      {field.multiline ? (
        <Textarea
          {...common}
          autoComplete="off"
          className={cn("max-h-40", mayBeOutside ? "pr-18" : "pr-10", !visible && "[-webkit-text-security:disc]")}
          onChange={(event) => onChange(event.target.value, path)}
        />
      ) : (
        <Input
          {...common}
          type={visible ? "text" : "password"}
          // Browsers offer to store what they take for a sign-in.
          autoComplete="new-password"
          className={mayBeOutside ? "pr-18" : "pr-10"}
          onChange={(event) => onChange(event.target.value, path)}
        />
      )}
      {mayBeOutside && (
        <button
          type="button"
          aria-label={t("fromOutside", { label: field.label })}
          title={t("fromOutside", { label: field.label })}
          onClick={() => onChange(newOutside() as unknown as Json, path)}
          className="absolute top-1 right-9 grid h-7 w-8 place-items-center rounded-md text-muted hover:bg-hover hover:text-text"
        >
          <LogIn aria-hidden className="size-4" />
        </button>
      )}
      <button
        type="button"
        aria-label={t(visible ? "hide" : "show", { label: field.label })}
        onClick={() => setVisible(!visible)}
        className="absolute top-1 right-1 grid h-7 w-8 place-items-center rounded-md text-muted hover:bg-hover hover:text-text"
      >
        <Icon aria-hidden className="size-4" />
      </button>
    </div>
  );
}
