import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import type { JsonObject } from "@/shared/item";

const { run } = nodeHarness();
const page =
  '<h1>Hi <b>you</b></h1><ul><li><a href="/a">A</a></li><li><a href="/b">B</a></li></ul><input value="7"><p> x\n y </p>';
const extract = (values: JsonObject[], more: JsonObject = {}, item: JsonObject = { data: page }) =>
  run("core.html", { action: { is: "extract", values, ...more } }, [item]);

describe("HTML", () => {
  it("extracts by CSS selector", async () => {
    const values = [
      { name: "title", selector: "h1" },
      { name: "inner", selector: "h1", give: "html" },
      { name: "links", selector: "a", give: "attribute", attribute: "href", all: true },
      { name: "n", selector: "input", give: "value" },
      { name: "rest", selector: "h1", skip: "b" },
      { name: "none", selector: "h6" },
    ] as JsonObject[];
    expect((await extract(values)).main).toEqual([
      { title: "Hi you", inner: "Hi <b>you</b>", links: ["/a", "/b"], n: "7", rest: "Hi" },
    ]);
  });

  it("reads every entry of a list, which keeps its origin", async () => {
    const { main, items } = await extract([{ name: "b", selector: "b" }], {}, { data: ["<b>1</b>", "<b>2</b>"] });
    expect(main).toEqual([{ b: "1" }, { b: "2" }]);
    expect(items.main?.map(({ from }) => from)).toEqual([{ item: 0 }, { item: 0 }]);
  });

  it("gives texts by lines or plain, and cleans them", async () => {
    expect((await extract([{ name: "t", selector: "ul" }])).main).toEqual([{ t: "* A [/a]\n * B [/b]" }]);
    expect((await extract([{ name: "t", selector: "ul" }], { plain: true })).main).toEqual([{ t: "AB" }]);
    expect((await extract([{ name: "t", selector: "p" }], { plain: true, clean: true })).main).toEqual([{ t: "x y" }]);
  });

  it("says which selector is wrong and which field is missing", async () => {
    expect((await extract([{ name: "t", selector: "a[" }])).error).toMatchObject({
      code: "SELECTOR_INVALID",
      param: "action.values.0.selector",
    });
    expect((await extract([], {}, {})).error).toMatchObject({ code: "FIELD_MISSING" });
  });

  it("fills a template per item", async () => {
    const action = { is: "template", html: "=<p>{{ $json.n }}</p>" };
    expect((await run("core.html", { action }, [{ n: 1 }, { n: 2 }])).main).toEqual([
      { html: "<p>1</p>" },
      { html: "<p>2</p>" },
    ]);
  });
});
