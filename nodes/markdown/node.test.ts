import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import type { JsonObject } from "@/shared/item";

const { run } = nodeHarness();
const toMarkdown = async (html: string, more: JsonObject = {}) =>
  (await run("core.markdown", { to: { is: "markdown", html, ...more } })).main[0]?.data;
const toHtml = async (markdown: string, more: JsonObject = {}) =>
  (await run("core.markdown", { to: { is: "html", markdown, ...more } })).main[0]?.data;

describe("Markdown, of HTML", () => {
  it("writes headings, lists, links, code and tables", async () => {
    const html =
      "<h2>Hi</h2><ul><li>a</li><li><b>b</b></li></ul><ol><li>one</li></ol><p><a href='https://x.example'>x</a></p>" +
      "<pre><code>1 < 2</code></pre><table><tr><th>k</th><th>v</th></tr><tr><td>a|b</td><td>2</td></tr></table>";
    expect(await toMarkdown(html)).toBe(
      "## Hi\n\n* a\n* **b**\n\n1. one\n\n[x](https://x.example)\n\n```\n1 < 2\n```\n\n" +
        "| k | v |\n| --- | --- |\n| a\\|b | 2 |",
    );
  });

  it("leaves out what is no text, what it is told to, and pictures within the text", async () => {
    const html = "<title>t</title><style>x</style><script>y</script><nav>menu</nav><p>a<img src='data:,x'></p>";
    expect(await toMarkdown(html, { ignore: "nav" })).toBe("a");
    expect(await toMarkdown(html, { ignore: "nav", keepDataImages: true })).toBe("a![](data:,x)");
    expect(await toMarkdown("<p>one two</p>", { replace: [{ text: "two", by: "2" }] })).toBe("one 2");
  });
});

describe("HTML, of Markdown", () => {
  it("writes it, with ids", async () => {
    expect(await toHtml("# Ein & Test\n\na **b** <i>c</i>...")).toBe(
      '<h1 id="eintest">Ein &amp; Test</h1>\n<p>a <strong>b</strong> <i>c</i>…</p>',
    );
    const options = { headingIds: false, firstLevel: 3, newWindow: true, breaks: true };
    expect(await toHtml("# A\nx\ny [l](u)", options)).toBe(
      '<h3>A</h3>\n<p>x<br>y <a href="u" rel="noopener noreferrer" target="_blank">l</a></p>',
    );
  });

  it("can leave extensions out", async () => {
    expect(await toHtml("~~a~~ https://x.example", { strikethrough: false })).toBe("<p>~~a~~ https://x.example</p>");
    expect(await toHtml("|a|\n|-|\n|1|", { tables: false })).toMatch(/^<p>\|a\|/);
    expect(await toHtml("|a|\n|-|\n|1|")).toMatch(/^<table>/);
  });

  it("can make a whole document", async () => {
    expect(await toHtml("a", { document: true })).toMatch(/^<!DOCTYPE HTML>[\s\S]*<body>\n<p>a<\/p>\n<\/body>/);
  });
});
