/** Texts rewritten: letters, case, Markdown. */

/** Letters that do not come apart into a plain letter and an accent. */
const special: { readonly [letter: string]: string } = {
  ...{ ß: "ss", ẞ: "SS", æ: "ae", Æ: "AE", œ: "oe", Œ: "OE", ø: "o", Ø: "O", ð: "d", Ð: "D", þ: "th", Þ: "TH" },
  ...{ đ: "d", Đ: "D", ł: "l", Ł: "L", ı: "i", ħ: "h", Ħ: "H", ŧ: "t", Ŧ: "T", ŋ: "n", Ŋ: "N" },
};

export const toPlainLetters = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .replace(/[ßẞæÆœŒøØðÐþÞđĐłŁıħĦŧŦŋŊ]/g, (letter) => special[letter] ?? letter)
    .normalize("NFC");

export const toSnakeCase = (text: string): string =>
  text
    .toLocaleLowerCase()
    .replace(/[ -]/g, "_")
    .replace(/[\u2000-\u206f\u2e00-\u2e7f\\'!"#$%&()*+,./:;<=>?@[\]^`{|}~]/g, "");

export const toSentenceCase = (text: string): string =>
  text.replace(/[^!?.]+/g, (sentence) => {
    const start = sentence.search(/\p{L}/u);
    if (start === -1) return sentence;
    const rest = sentence.slice(start);
    const [first = ""] = rest;
    return sentence.slice(0, start) + first.toLocaleUpperCase() + rest.slice(first.length).toLocaleLowerCase();
  });

const smallWords =
  /^(?:an?|and|as|at|because|but|by|en|for|if|in|neither|nor|of|on|only|or|over|per|so|some|than|that|the|to|up|upon|v|versus|via|vs|when|with|without|yet)$/i;

/** Words keep capitals of their own; short words stay small but at both ends. */
export function toTitleCase(text: string): string {
  const words = [...text.matchAll(/\S+/g)];
  let result = "";
  let at = 0;
  for (const [index, { 0: word, index: start }] of words.entries()) {
    const isInside = index > 0 && index < words.length - 1 && !/[:.!?]$/.test(words[index - 1]?.[0] ?? "");
    const stays = /\p{L}\p{Lu}|\.\p{L}|@/u.test(word) || (isInside && smallWords.test(word));
    result += text.slice(at, start) + (stays ? word : capitalize(word));
    at = start + word.length;
  }
  return result + text.slice(at);
}

const capitalize = (word: string) =>
  word.replace(/(^|-)([^\p{L}\p{N}]*)(\p{L})/gu, (_, dash, before, letter) => dash + before + letter.toUpperCase());

export function removeMarkdown(text: string): string {
  return text
    .replace(/^([\s\t]*)([*\-+]|\d\.)\s+/gm, "$1")
    .replace(/\n={2,}/g, "\n")
    .replace(/~~/g, "")
    .replace(/`{3}.*\n/g, "")
    .replace(/<[\w|\s=':"(),;/.-]+[>\\]/g, "")
    .replace(/^[=-]{2,}\s*$/g, "")
    .replace(/\[\^.+?\](: .*?$)?/g, "")
    .replace(/\s{0,2}\[.*?\]: .*?$/g, "")
    .replace(/!\[.*?\][[(].*?[\])]/g, "")
    .replace(/\[(.*?)\][[(].*?[\])]/g, "$1")
    .replace(/^\s{0,3}>\s?/gm, "")
    .replace(/^#{1,6}\s*([^#\n]*)\s*(#{1,6})?/gm, "$1")
    .replace(/([*_]{1,3})(\S(?:.*?\S)?)\1/g, "$2")
    .replace(/`{3,}(.*?)`{3,}/gm, "$1")
    .replace(/^-{3,}\s*$/g, "")
    .replace(/`(.+?)`/g, "$1")
    .replace(/\n{2,}/g, "\n\n");
}
