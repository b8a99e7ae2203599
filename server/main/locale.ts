import type { IncomingMessage } from "node:http";
import { chooseLocale, type Locale, localeCookie } from "@/shared/messages/locales";

/** As the pages of the interface choose it, so that all of them speak one language. */
export function localeOf({ headers }: IncomingMessage): Locale {
  const chosen = headers.cookie
    ?.split(/;\s*/)
    .find((part) => part.startsWith(`${localeCookie}=`))
    ?.slice(localeCookie.length + 1);
  return chooseLocale(chosen, headers["accept-language"] ?? null);
}
