import { NodeError } from "@/nodes/sdk";

export type MarkdownOptions = {
  bullet: string;
  emphasis: string;
  strong: string;
  fence: string;
  indentedCode: boolean;
  keepDataImages: boolean;
  /** Names of elements, separated by commas. */
  ignore: string;
  replace: { text: string; by: string }[];
};

export async function toMarkdown(html: string, options: MarkdownOptions): Promise<string> {
  await refuseDeep(html);
  const { default: Turndown } = await import("turndown");
  const service = new Turndown({
    headingStyle: "atx",
    hr: "---",
    emDelimiter: options.emphasis === "*" ? "*" : "_",
    strongDelimiter: options.strong === "__" ? "__" : "**",
    codeBlockStyle: options.indentedCode ? "indented" : "fenced",
    fence: options.fence === "~~~" ? "~~~" : "```",
  });
  const ignored = options.ignore.split(",").map((name) => name.trim().toLowerCase());
  service.remove((node) => hidden.has(node.nodeName) || contentless(node.nodeName, ignored));
  service.addRule("listItem", {
    filter: "li",
    replacement(content, node) {
      const list = node.parentNode as unknown as { nodeName: string; children: ArrayLike<unknown> } | null;
      const index = list ? Array.from(list.children).indexOf(node) + 1 : 1;
      const mark = list?.nodeName === "OL" ? `${index}.` : options.bullet || "*";
      const text = content.trim().replace(/\n+(?=\S)/g, `\n${" ".repeat(mark.length + 1)}`);
      return `${mark} ${text}\n`;
    },
  });
  service.addRule("strikethrough", {
    filter: (node) => /^(DEL|S|STRIKE)$/.test(node.nodeName),
    replacement: (content) => (content ? `~~${content}~~` : ""),
  });
  service.addRule("dataImage", {
    filter: (node) =>
      node.nodeName === "IMG" && !options.keepDataImages && /^data:/i.test(node.getAttribute("src") ?? ""),
    replacement: () => "",
  });
  addTables(service);
  const written = service.turndown(html).trim();
  const text = options.replace.reduce((given, entry) => given.replaceAll(entry.text, entry.by), written);
  return startsWithSpace(html) ? ` \n\n${text}` : text;
}

/** Time and stack of the conversion grow with the depth, and no page of people is as deep. */
async function refuseDeep(html: string): Promise<void> {
  const { load } = await import("cheerio");
  let level = load(html).root().contents().toArray();
  for (let depth = 0; level.length; depth++) {
    if (depth > maxDepth) throw tooDeep;
    level = level.flatMap((node) => ("children" in node ? node.children : []));
  }
}

const maxDepth = 500;
const tooDeep = new NodeError(`The HTML has more than ${maxDepth} elements within each other`, {
  code: "HTML_TOO_DEEP",
  param: "to.html",
});

const hidden = new Set(["HEAD", "TITLE", "STYLE", "SCRIPT", "NOSCRIPT", "META", "LINK", "TEMPLATE"]);
/** Headings and other blocks with a form of their own in Markdown are not left out, as in n8n. */
const translated = /^(H[1-6]|P|UL|OL|LI|A|B|STRONG|I|EM|PRE|CODE|TABLE|BLOCKQUOTE|BR|HR)$/;
const contentless = (name: string, ignored: string[]) => ignored.includes(name.toLowerCase()) && !translated.test(name);

/** n8n keeps the space between a document's opening tags as a paragraph of its own. */
const startsWithSpace = (html: string) => /^\s*(<!doctype[^>]*>|<html[^>]*>)\s+</i.test(html);

type Service = {
  addRule(
    name: string,
    rule: {
      filter: "table"[] | (keyof HTMLElementTagNameMap)[];
      replacement(content: string, node: { parentNode: unknown; previousSibling: unknown }): string;
    },
  ): unknown;
};

function addTables(service: Service) {
  const cell = (content: string) =>
    ` ${content
      .trim()
      .replace(/\s*\n\s*/g, "<br>")
      .replaceAll("|", "\\|")} |`;
  service.addRule("cell", { filter: ["th", "td"], replacement: cell });
  service.addRule("row", {
    filter: ["tr"],
    replacement(content, node) {
      const row = node as unknown as Row;
      const isFirst = row.parentNode && firstRow(row) === row;
      const rule = `\n|${" --- |".repeat(row.children.length)}`;
      return `\n|${content.replaceAll("\n", "")}${isFirst ? rule : ""}`;
    },
  });
  service.addRule("section", { filter: ["thead", "tbody", "tfoot"], replacement: (content) => content });
  service.addRule("table", { filter: ["table"], replacement: (content) => `\n\n${content.trim()}\n\n` });
}

type Row = { parentNode: Row | null; nodeName: string; children: ArrayLike<Row>; querySelector(name: string): Row };

function firstRow(row: Row): Row | undefined {
  let table: Row | null = row.parentNode;
  while (table && table.nodeName !== "TABLE") table = table.parentNode;
  return table?.querySelector("tr");
}
