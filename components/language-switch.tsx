"use client";

import { useLocale, useTranslations } from "use-intl";
import { localeNames, locales } from "@/shared/messages/locales";
import { setLocale } from "./messages/set-locale";
import { cn } from "./ui/class-names";

/** For pages without a user menu. */
export function LanguageSwitch() {
  const t = useTranslations("common");
  const current = useLocale();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups the fields of a form
    <div role="group" aria-label={t("language")} className="flex gap-1">
      {locales.map((locale) => (
        <button
          key={locale}
          type="button"
          lang={locale}
          aria-pressed={locale === current}
          onClick={() => setLocale(locale)}
          className={cn(
            "rounded-md px-2 py-1 text-xs transition-colors hover:bg-hover",
            locale === current ? "font-medium text-text" : "text-muted",
          )}
        >
          {localeNames[locale]}
        </button>
      ))}
    </div>
  );
}
