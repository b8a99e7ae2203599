import compile from "icu-minify/compile";
import type { Locale } from "@/shared/messages/locales";
import { type Messages, readMessages } from "@/shared/messages/read-messages";

type Tree = { [key: string]: string | Tree };

const byLocale = new Map<Locale, Messages>();

/**
 * The messages of a language in the form that the formatter of the pages reads, for `next.config.mjs` puts the one
 * without a parser in the place of the usual one. Types stay those of the texts.
 */
export async function compiledMessages(locale: Locale): Promise<Messages> {
  const known = byLocale.get(locale);
  if (known) return known;
  // Plural forms come without a prototype, and React passes on plain objects only.
  const compiled = JSON.parse(JSON.stringify(compileAll(await readMessages(locale)))) as Messages;
  byLocale.set(locale, compiled);
  return compiled;
}

function compileAll(tree: Tree): object {
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [key, typeof value === "string" ? compile(value) : compileAll(value)]),
  );
}
