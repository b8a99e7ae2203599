import { describe, expect, it } from "vitest";
import { credentialTypes, nodes } from "./registry";
import { describedTexts } from "./sdk/api/translated";
import { describeParams } from "./sdk/params";
import { textsOf } from "./sdk/texts";
import { byWord, commonWords, translations } from "./translations";

const described = {
  nodes: Object.fromEntries(nodes.map((node) => [node.type, describedTexts(node)])),
  credentials: Object.fromEntries(
    credentialTypes.map(({ type, label, summary, params }) => [
      type,
      textsOf({ label, summary, fields: describeParams(params) }),
    ]),
  ),
};

describe.each(Object.entries(translations))("in %s", (_, translation) => {
  describe.each(["nodes", "credentials"] as const)("%s", (kind) => {
    it("all have a translation, and nothing else has", () => {
      expect(Object.keys(translation[kind]).sort()).toEqual(Object.keys(described[kind]).sort());
    });

    it.each(Object.keys(described[kind]))("%s says in it all that it says in English", (type) => {
      const english = described[kind][type] ?? {};
      const texts = translation[kind][type] ?? {};
      expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
      const prose = Object.keys(english).filter((place) => /[A-Za-z]{2,} [a-z]{2,}/.test(english[place] ?? ""));
      const samples = /placeholder$/;
      expect(prose.filter((place) => texts[place] === english[place] && !samples.test(place))).toEqual([]);
    });
  });
});

describe.each(Object.entries(byWord))("words in %s", (locale, list) => {
  it.each(list)("of $type are all said by it", (node, own) => {
    const said = new Set(Object.values(describedTexts(node)));
    expect(Object.keys(own).filter((english) => !said.has(english))).toEqual([]);
  });

  it("that are common to all are said by one", () => {
    const said = new Set(list.flatMap(([node]) => Object.values(describedTexts(node))));
    const words = commonWords[locale as keyof typeof commonWords];
    expect(Object.keys(words).filter((english) => !said.has(english) && !ofDocuments.has(english))).toEqual([]);
  });
});

/** Said by nodes that users make. */
const ofDocuments = new Set(["Server address", "Empty: as the document says"]);
