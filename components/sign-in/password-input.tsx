"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { useTranslations } from "use-intl";
import { Input } from "../ui/input";

export function PasswordInput(props: Omit<ComponentProps<"input">, "type">) {
  const t = useTranslations("account");
  const [visible, setVisible] = useState(false);
  const Icon = visible ? EyeOff : Eye;
  return (
    <div className="relative">
      <Input
        {...props}
        type={visible ? "text" : "password"}
        className="pr-10"
        spellCheck={false}
        autoCapitalize="none"
      />
      <button
        type="button"
        onClick={() => setVisible(!visible)}
        className="absolute inset-y-1 right-1 grid w-8 place-items-center rounded-md text-muted hover:bg-hover hover:text-text"
      >
        <Icon aria-hidden className="size-4" />
        <span className="sr-only">{visible ? t("hidePassword") : t("showPassword")}</span>
      </button>
    </div>
  );
}
