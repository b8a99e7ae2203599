import type en from "./en";
import type { Locale } from "./locales";

export type Messages = typeof en;

const files: { [locale in Locale]: () => Promise<{ default: Messages }> } = {
  en: () => import("./en"),
  "zh-CN": () => import("./zh-CN"),
};

/** The texts of one language. */
export async function readMessages(locale: Locale): Promise<Messages> {
  return (await files[locale]()).default;
}
