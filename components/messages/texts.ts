import type { useTranslations } from "use-intl";

/** Gives the text of a key such as `workflows.deleted`, with values for its places. */
export type Texts = ReturnType<typeof useTranslations<never>>;

let current: Texts | undefined;

export function rememberTexts(texts: Texts) {
  current = texts;
}

/**
 * For code that runs in the browser alone and outside of components, as after a click: a toast, a confirmation. What is
 * drawn uses `useTranslations`, for the server draws for people of all languages at once.
 */
export function texts(): Texts {
  if (!current) throw new Error("There are no texts before the page is drawn");
  return current;
}
