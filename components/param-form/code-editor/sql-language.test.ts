import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { createTranslator } from "use-intl/core";
import { describe, expect, it } from "vitest";
import en from "@/shared/messages/en";
import type { ExpressionHost } from "../expression-host";
import { querySources, sqlDialect } from "./sql-language";

const host: ExpressionHost = {
  ...{ dataKey: "", hasData: true, itemIndex: 0, itemCount: 1, onItem: () => {} },
  input: { name: "Ann" },
  ...{ nodeNames: [], allNodeNames: [], variableNames: [] },
  fieldsOf: async () => undefined,
  inputFields: async () => [["orderId", "city"], ["email"]],
  preview: async () => ({ ok: true, value: null, text: "" }),
};
const t = createTranslator({ locale: "en", messages: en });

async function offered(text: string, isTemplate = false): Promise<string[]> {
  const at = text.indexOf("|");
  const state = EditorState.create({ doc: text.replace("|", ""), extensions: sqlDialect });
  const sources = querySources({ language: "sql", tables: "input", isTemplate, host: () => host, t });
  const found = await Promise.all(sources.map((source) => source(new CompletionContext(state, at, false))));
  return found.flatMap((result) => result?.options.map(({ label }) => label) ?? []);
}

describe("a query may go on with", () => {
  it("the inputs as tables", async () => {
    expect(await offered("SELECT * FROM inp|")).toEqual(expect.arrayContaining(["input1", "input2"]));
  });

  it("the fields that came to an input, under its other name too", async () => {
    expect(await offered("SELECT input1.| FROM input1")).toEqual(["orderId", "city"]);
    expect(await offered("SELECT p.| FROM input1 AS o JOIN input2 AS p")).toEqual(["email"]);
  });

  it("keywords, but not in an expression", async () => {
    expect(await offered("sel|")).toContain("SELECT");
    const inExpression = await offered("SELECT {{ $json.| }}", true);
    expect(inExpression).toContain("name");
    expect(inExpression).not.toContain("SELECT");
    expect(await offered("SELECT '{{ 1 }}' fr|", true)).toContain("FROM");
  });
});
