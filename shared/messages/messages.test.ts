import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { describe, expect, it } from "vitest";
import en from "./en";
import { chooseLocale, locales } from "./locales";
import { readMessages } from "./read-messages";
import zh from "./zh-CN";

type Tree = { [key: string]: string | Tree };

const english = flat(en);
const translated = locales.filter((locale) => locale !== "en");

describe("the texts of the interface", () => {
  it.each(translated)("in %s are complete: each text of English, and none besides", async (locale) => {
    const texts = flat(await readMessages(locale));
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort());
    expect([...english, ...texts].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it.each(translated)("in %s have the places for values that English has", async (locale) => {
    const texts = flat(await readMessages(locale));
    const different = [...english].filter(
      ([key, text]) => placesOf(text).join() !== placesOf(texts.get(key) ?? "").join(),
    );
    expect(different).toEqual([]);
  });

  it("are translated: a Chinese text without a Chinese character is a name, a unit or a sample", () => {
    const left = [...flat(zh)].filter(
      ([key, text]) => !/\p{Script=Han}/u.test(text) && /[a-z]{2} [a-z]{2}/i.test(text) && english.get(key) === text,
    );
    expect(left).toEqual([]);
  });
});

describe("the language", () => {
  it.each([
    [undefined, null, "en"],
    [undefined, "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"],
    [undefined, "zh", "zh-CN"],
    [undefined, "zh-Hant-TW", "en"],
    [undefined, "fr, zh-CN;q=0.3, en;q=0.7", "en"],
    [undefined, "de-DE", "en"],
    ["zh-CN", "en-US", "zh-CN"],
    ["xx", "zh-CN", "zh-CN"],
  ] as const)("chosen as %s by a browser that asks for %s is %s", (chosen, header, locale) => {
    expect(chooseLocale(chosen, header)).toBe(locale);
  });
});

function flat(tree: Tree, prefix = ""): Map<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[prefix + key, value]] : [...flat(value, `${prefix}${key}.`)],
  );
  return new Map(entries);
}

/** Names of values and tags, each once. */
function placesOf(text: string): string[] {
  const names = new Set<string>();
  const visit = (elements: MessageFormatElement[]) => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      names.add(element.value);
      if (element.type === TYPE.tag) visit(element.children);
      if (element.type === TYPE.plural || element.type === TYPE.select) {
        for (const option of Object.values(element.options)) visit(option.value);
      }
    }
  };
  visit(parse(text));
  return [...names].sort();
}
