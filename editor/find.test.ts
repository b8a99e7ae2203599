import { describe, expect, it } from "vitest";
import { findText, replaceText } from "./find";
import { draw, english, testTypes } from "./testing";

const plain = testTypes.get("step");
if (!plain) throw new Error("The types of the tests are gone");
const types = new Map([
  ...testTypes,
  [
    "step",
    {
      ...plain,
      fields: {
        url: { control: "text", label: "URL", default: "" },
        method: { control: "select", label: "Method", options: [{ value: "shop", label: "Shop" }], default: "shop" },
        rows: {
          ...{ control: "list", label: "Rows", addLabel: "Add", default: [] },
          of: { value: { control: "text", label: "Value", default: "" } },
        },
        body: {
          ...{ control: "choice", label: "Body", default: { is: "shop" } },
          cases: { shop: { label: "Shop", fields: { text: { control: "text", label: "Text", default: "" } } } },
        },
      },
    } as const,
  ],
]);
const document = {
  ...draw("Shop -> Other"),
  notes: [
    {
      ...{ id: "n", text: "About the shop", color: "blue" as const },
      ...{ position: { x: 0, y: 0 }, size: { width: 100, height: 100 } },
    },
  ],
};
const [, other] = document.nodes;
if (other) {
  other.params = {
    ...{ url: "={{ $('Shop').item.json.shop }}", method: "shop" },
    rows: [{ value: "one" }, { value: "shop and shop" }],
    body: { is: "shop", text: "no" },
  };
}
const search = (text: string, matchCase = false) => ({ text, matchCase });

describe("finding text", () => {
  it("finds it in names, parameters and notes, and says where", () => {
    const hits = findText(document, search("shop"), types, english);
    expect(hits.map(({ title, label, count }) => `${title}: ${label} ${count}`)).toEqual([
      "Shop: Name 1",
      "Other: URL 2",
      "Other: Rows › 2 › Value 2",
      "Note: Text 1",
    ]);
  });

  it("minds case when asked to, and takes signs of patterns as they are", () => {
    expect(findText(document, search("Shop", true), types, english)).toHaveLength(2);
    expect(findText(document, search("s.op"), types, english)).toHaveLength(0);
    expect(findText(document, search("$('"), types, english)).toHaveLength(1);
    expect(findText(document, search(""), types, english)).toHaveLength(0);
  });
});

describe("replacing text", () => {
  const replaceAll = (text: string, by: string) =>
    replaceText.apply(document, {
      hits: findText(document, search(text), types, english),
      search: search(text),
      by,
      nodeTypes: types,
    });

  it("changes every place, and references follow a new name", () => {
    const { nodes, notes } = replaceAll("shop", "store");
    expect(nodes[0]?.name).toBe("store");
    expect(nodes[1]?.params).toMatchObject({
      url: "={{ $('store').item.json.store }}",
      method: "shop",
      rows: [{ value: "one" }, { value: "store and store" }],
      body: { is: "shop" },
    });
    expect(notes[0]?.text).toBe("About the store");
  });

  it("leaves a name alone that would be empty or taken", () => {
    expect(replaceAll("shop", "").nodes[0]?.name).toBe("Shop");
    expect(replaceAll("shop", "Other").nodes[0]?.name).toBe("Shop");
  });

  it("makes no expression of a plain text, and leaves an expression one", () => {
    const changed = replaceAll("one", "=1").nodes[1]?.params;
    expect(changed).toMatchObject({ rows: [{ value: "==1" }, {}] });
    expect(replaceAll("{{ ", "=").nodes[1]?.params.url).toBe("==$('Shop').item.json.shop }}");
  });

  it("pollutes nothing with hostile keys", () => {
    const hostile = draw("a");
    const [node] = hostile.nodes;
    if (node) node.params = JSON.parse('{"__proto__":{"x":"evil"},"constructor":"evil"}');
    const hits = findText(hostile, search("evil"), types, english);
    expect(hits).toHaveLength(2);
    const { nodes } = replaceText.apply(hostile, { hits, search: search("evil"), by: "good", nodeTypes: types });
    expect(JSON.stringify(nodes[0]?.params)).toBe('{"__proto__":{"x":"good"},"constructor":"good"}');
    expect(({} as { x?: string }).x).toBeUndefined();
  });
});
