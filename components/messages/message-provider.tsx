"use client";

import { type ReactNode, useEffect } from "react";
import { IntlProvider, useTranslations } from "use-intl";
import type { Locale } from "@/shared/messages/locales";
import type { Messages } from "@/shared/messages/read-messages";
import { rememberTexts } from "./texts";

/** The texts of one language, for components (`useTranslations`) and for what answers to a click (`texts`). */
export function MessageProvider(props: { locale: Locale; messages: Messages; children: ReactNode }) {
  const { locale, messages, children } = props;
  return (
    // No message formats a date: times are drawn by `components/time.tsx`, in the zone of the browser.
    <IntlProvider locale={locale} messages={messages} timeZone="UTC">
      <Remembered />
      {children}
    </IntlProvider>
  );
}

function Remembered() {
  const t = useTranslations();
  useEffect(() => rememberTexts(t), [t]);
  return null;
}
