import { type Locale, localeCookie } from "@/shared/messages/locales";

/** Remembers the language in this browser, and loads the page anew: all that was read was read in the other one. */
export function setLocale(locale: Locale) {
  // biome-ignore lint/suspicious/noDocumentCookie: cookieStore needs HTTPS, which a server at home often lacks
  document.cookie = `${localeCookie}=${locale}; path=/; max-age=31536000; samesite=lax`;
  window.location.reload();
}
