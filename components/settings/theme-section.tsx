"use client";

import { useTheme } from "next-themes";
import { useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { themes } from "../shell/user-menu";
import { RadioCards } from "./radio-cards";
import { Section } from "./section";

export function ThemeSection() {
  const t = useTranslations();
  const { theme, setTheme } = useTheme();
  // The server does not know what this browser chose.
  const isBrowser = useSyncExternalStore(subscribe, inBrowser, onServer);
  return (
    <Section title={t("account.theme")} description={t("settings.inThisBrowser")}>
      <RadioCards
        label={t("account.theme")}
        cards={themes.map(({ value, icon: Icon }) => ({
          value,
          content: (
            <>
              <Icon aria-hidden className="size-4 shrink-0 text-muted" />
              {t(`account.themes.${value}`)}
            </>
          ),
        }))}
        value={isBrowser ? themes.find(({ value }) => value === (theme ?? "system"))?.value : undefined}
        onChange={setTheme}
      />
    </Section>
  );
}

const subscribe = () => () => {};
const inBrowser = () => true;
const onServer = () => false;
