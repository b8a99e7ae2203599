import type { IncomingMessage } from "node:http";
import { createTranslator } from "use-intl/core";
import en from "@/shared/messages/en/hostedForms.json";
import type { Locale } from "@/shared/messages/locales";
import zh from "@/shared/messages/zh-CN/hostedForms.json";
import { localeOf } from "../locale";

const translator = (locale: Locale, messages: typeof en) => createTranslator({ locale, messages });

/** What the pages say by themselves, in the language of one visitor. */
export type FormTexts = ReturnType<typeof translator>;

/** Made once: a translator keeps what it has read of its texts. */
const translators: { [locale in Locale]: FormTexts } = { en: translator("en", en), "zh-CN": translator("zh-CN", zh) };

export const formTexts = (req: IncomingMessage): FormTexts => translators[localeOf(req)];

/** For owners, who read the reasons of the server. */
export const englishTexts = translators.en;

/** A text of the workflow. As long as it is the one that every form begins with, it is said as the visitor speaks. */
export const written = (text: string, standard: "submit" | "thanks" | "recorded", t: FormTexts): string =>
  text === en[standard] ? t(standard) : text;
