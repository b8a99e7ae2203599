import type { Completion } from "@codemirror/autocomplete";

type Help = { readonly [english: string]: string };

let loading: Promise<Help> | undefined;

/** What the language of expressions says about its names, by its English text; nothing in English. */
export function expressionHelp(): Promise<Help> {
  // A page has one language from its load on.
  const isEnglish = (globalThis.document?.documentElement.lang ?? "en") === "en";
  loading ??= isEnglish
    ? Promise.resolve({})
    : import("@/shared/messages/zh-CN/expression-help.json").then(
        ({ default: help }): Help => help,
        (): Help => ({}),
      );
  return loading;
}

/** The same option with its explanation in the language of the page. Of `(unit?) …` the part after the bracket is one. */
export function explainedIn(help: Help, option: Completion): Completion {
  const { detail, info } = option;
  const told = (text: string) => help[text] ?? text;
  const inDetail = detail?.replace(/^(\([^)]*\) )?(.*)$/s, (_, args = "", text: string) => args + told(text));
  const inInfo = typeof info === "string" ? info.replace(/^[^\n]+/, told) : info;
  return {
    ...option,
    ...(inDetail !== undefined && { detail: inDetail }),
    ...(inInfo !== undefined && { info: inInfo }),
  };
}
