import { CompletionContext } from "@codemirror/autocomplete";
import { javascript } from "@codemirror/lang-javascript";
import { EditorState } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import type { ExpressionHost } from "../expression-host";
import { completeExpression } from "./expression-completion";

const host: ExpressionHost = {
  ...{ dataKey: "", hasData: true, itemIndex: 0, itemCount: 1, onItem: () => {} },
  input: { name: "Ann", address: { city: "Bern" } },
  ...{ nodeNames: ["Orders"], allNodeNames: ["Orders"], variableNames: ["region"] },
  fieldsOf: async () => ({ total: 12 }),
  inputFields: async () => [["name", "address"]],
  preview: async () => ({ ok: true, value: null, text: "" }),
};

async function offered(text: string, whole: boolean): Promise<string[]> {
  const state = EditorState.create({ doc: text, extensions: javascript() });
  const found = await completeExpression(() => host, whole)(new CompletionContext(state, text.length, false));
  return found?.options.map(({ label }) => label) ?? [];
}

describe("what an expression may go on with", () => {
  it("is asked for in code only", async () => {
    expect(await offered("{{ $", false)).toContain("$json");
    expect(await offered("$", false)).toEqual([]);
  });

  it("is the fields of the data, and the methods of its type with their docs", async () => {
    expect(await offered("{{ $json.", false)).toEqual(expect.arrayContaining(["name", "address"]));
    expect(await offered("{{ $json.address.city.", false)).toContain("toTitleCase()");
    expect(await offered("{{ $('Orders').item.json.", false)).toContain("total");
    expect(await offered("{{ $vars.", false)).toEqual(["region"]);
  });

  it("is without the names of the Code node", async () => {
    expect(await offered("{{ i", false)).not.toContain("items");
  });
});

describe("what code may go on with", () => {
  it("is the variables, its items and the console", async () => {
    expect(await offered("return i", true)).toEqual(
      expect.arrayContaining(["items", "item", "$json", "console.log()"]),
    );
    expect(await offered("console.", true)).toContain("log()");
    expect(await offered("items.", true)).toContain("map()");
  });

  it.each(["item.json.", "items[0].json.", "const all = items[i].json.", "$input.first().json.", "$json."])(
    "after %j is the fields of an item",
    async (text) => {
      expect(await offered(`const a = 1;\n${text}`, true)).toEqual(expect.arrayContaining(["name", "address"]));
    },
  );
});
