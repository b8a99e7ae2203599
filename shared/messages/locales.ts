/** The languages of the interface, the first one where nobody has chosen and the browser asks for none of them. */
export const locales = ["en", "zh-CN"] as const;
export type Locale = (typeof locales)[number];

/** Each in its own words: who cannot read the others still finds theirs. */
export const localeNames: { [locale in Locale]: string } = { en: "English", "zh-CN": "简体中文" };

/** Names the choice of this browser. */
export const localeCookie = "islewire-locale";

const isLocale = (text: string | undefined): text is Locale => (locales as readonly string[]).includes(text ?? "");

/** What was chosen in this browser, else the first of `Accept-Language` that there is. */
export function chooseLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(chosen)) return chosen;
  const asked = (acceptLanguage ?? "")
    .split(",")
    .map((part) => part.trim().split(";q="))
    .map(([tag = "", weight]) => ({ tag: tag.toLowerCase(), weight: Number(weight ?? 1) }))
    .sort((a, b) => b.weight - a.weight);
  for (const { tag } of asked) {
    const [language] = tag.split("-");
    const found = locales.find((locale) => locale.toLowerCase() === tag || locale.split("-")[0] === language);
    // Traditional characters are another script: English serves its readers better.
    if (found && !/^zh-(tw|hk|mo|hant)/.test(tag)) return found;
  }
  return "en";
}
