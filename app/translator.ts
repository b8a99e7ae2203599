import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import { cache } from "react";
import { createTranslator } from "use-intl/core";
import { chooseLocale, type Locale, localeCookie } from "@/shared/messages/locales";
import type { Messages } from "@/shared/messages/read-messages";
import { compiledMessages } from "./compiled-messages";

/** The language of this request. */
export const requestLocale = cache(
  async (): Promise<Locale> =>
    chooseLocale((await cookies()).get(localeCookie)?.value, (await headers()).get("accept-language")),
);

/** Texts for what a page says before a component draws it, such as its title. */
export async function requestTranslator() {
  const locale = await requestLocale();
  return createTranslator({ locale, messages: await compiledMessages(locale) });
}

/** `generateMetadata` of a page that has one title. */
export function titled(page: Exclude<keyof Messages["pages"]["titles"], "execution">) {
  return async (): Promise<Metadata> => {
    const t = await requestTranslator();
    return { title: t(`pages.titles.${page}`) };
  };
}
