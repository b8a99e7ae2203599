"use client";

import { useLocale, useTranslations } from "use-intl";
import { localeNames, locales } from "@/shared/messages/locales";
import { setLocale } from "../messages/set-locale";
import { RadioCards } from "./radio-cards";
import { Section } from "./section";

export function LanguageSection() {
  const t = useTranslations();
  return (
    <Section title={t("common.language")} description={t("settings.inThisBrowser")}>
      <RadioCards
        label={t("common.language")}
        cards={locales.map((value) => ({ value, content: localeNames[value], lang: value }))}
        value={useLocale()}
        onChange={setLocale}
      />
    </Section>
  );
}
