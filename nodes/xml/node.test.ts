import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import type { JsonObject } from "@/shared/item";

const { run } = nodeHarness();
const parse = (data: string, more: JsonObject = {}) => run("core.xml", { to: { is: "json", ...more } }, [{ data }]);
const build = (json: JsonObject, more: JsonObject = {}) => run("core.xml", { to: { is: "xml", ...more } }, [json]);

describe("XML, as JSON", () => {
  it("gives texts, attributes and lists", async () => {
    const source = '<?xml version="1.0"?><o id="7"><l>a</l><l n="2">b &amp; &#x41;</l><e/><![CDATA[<x>]]></o>';
    expect((await parse(source)).main).toEqual([{ o: { _: "<x>", id: "7", l: ["a", { _: "b & A", n: "2" }], e: "" } }]);
    expect((await parse('<o id="7"><l>a</l></o>', { mergeAttributes: false, lists: true, root: false })).main).toEqual([
      { $: { id: "7" }, l: ["a"] },
    ]);
    const options = { lowerCase: true, normalize: true, ignoreAttributes: true };
    expect((await parse('<O id="7"><L> a   b </L></O>', options)).main).toEqual([{ o: { l: "a b" } }]);
  });

  it("refuses bombs and what is no XML", async () => {
    const bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>';
    expect((await parse(bomb)).error?.message).toMatch(/entities/);
    expect((await parse("<a><b></a>")).error).toMatchObject({ code: "XML_INVALID", param: "field" });
    const deep = `${"<a>".repeat(5_000)}${"</a>".repeat(5_000)}`;
    expect((await parse(deep)).error?.code).toBe("XML_INVALID");
    expect((await run("core.xml", {}, [{}])).error?.code).toBe("FIELD_MISSING");
  });

  it("changes no prototype", async () => {
    await parse("<__proto__><x>1</x></__proto__>");
    const { main } = await parse("<a><constructor><prototype>1</prototype></constructor></a>");
    expect(main[0] === undefined || JSON.stringify(main)).toBeTruthy();
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});

describe("JSON, as XML", () => {
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

  it("writes elements, attributes and lists", async () => {
    const json = { o: { $: { id: 7 }, l: ["a", { _: "b & <c>", $: { n: '"' } }], e: null } };
    expect((await build(json)).main[0]?.data).toBe(
      `${head}<o id="7">\n  <l>a</l>\n  <l n="&quot;">b &amp; &lt;c&gt;</l>\n  <e/>\n</o>`,
    );
    expect((await build({ a: 1, b: "<" }, { headless: true, cdata: true, rootName: "r" })).main[0]?.data).toBe(
      "<r>\n  <a>1</a>\n  <b><![CDATA[<]]></b>\n</r>",
    );
  });

  it("says which name is impossible", async () => {
    expect((await build({ a: { "b c": 1 } })).error?.message).toMatch(/"b c" cannot be/);
  });
});
