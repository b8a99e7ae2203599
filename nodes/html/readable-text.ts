import type { CheerioAPI } from "cheerio";

/** A node of a parsed document. */
export type AnyNode = ReturnType<ReturnType<CheerioAPI["root"]>["contents"]>[number];

const blocks = new Set(
  "address article aside blockquote dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul".split(
    " ",
  ),
);
const paragraphs = new Set("blockquote h1 h2 h3 h4 h5 h6 ol p pre table ul".split(" "));
const hidden = new Set(["script", "style", "noscript", "template", "head", "img"]);

/** Text as a reader sees it: blocks on lines of their own, an empty line around paragraphs, links with their address. */
export function readableText($: CheerioAPI, root: AnyNode): string {
  let text = "";
  const breakLine = (lines: number) => {
    if (text === "") return;
    const ends = text.length - withoutEnd(text, "\n").length;
    text = withoutEnd(text, " ") + "\n".repeat(Math.max(lines - ends, 0));
  };
  const stack: (AnyNode | (() => void))[] = [root];
  while (stack.length > 0) {
    const node = stack.pop();
    if (node === undefined) break;
    if (typeof node === "function") node();
    else if (node.type === "text") {
      const words = node.data.replace(/\s+/g, " ");
      text += text === "" || /\s/.test(text.at(-1) ?? "") ? words.trimStart() : words;
    } else if ("children" in node && !("name" in node && hidden.has(node.name))) {
      const name = "name" in node ? node.name : "";
      const lines = paragraphs.has(name) ? 2 : blocks.has(name) ? 1 : 0;
      if (name === "br") text = `${withoutEnd(text, " ")}\n`;
      if (lines) breakLine(lines);
      if (name === "li") text += " * ";
      if (lines) stack.push(() => breakLine(lines));
      const address = name === "a" ? $(node).attr("href") : undefined;
      const before = text.length;
      if (address)
        stack.push(() => {
          const label = text.slice(before).trim();
          if (label !== address) text += label ? ` [${address}]` : `[${address}]`;
        });
      stack.push(...[...node.children].reverse());
    }
  }
  return text.trim();
}

/** From the end, for the text is long and this is done for each of its lines. */
function withoutEnd(text: string, sign: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === sign) end--;
  return text.slice(0, end);
}
