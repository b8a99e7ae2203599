import { NodeError } from "@/nodes/sdk";

export type HtmlOptions = {
  document: boolean;
  breaks: boolean;
  tables: boolean;
  strikethrough: boolean;
  tasks: boolean;
  links: boolean;
  newWindow: boolean;
  headingIds: boolean;
  dashedIds: boolean;
  idPrefix: string;
  firstLevel: number;
};

export async function toHtml(markdown: string, options: HtmlOptions): Promise<string> {
  const { Marked } = await import("marked");
  const ids = new Map<string, number>();
  const marked = new Marked({
    breaks: options.breaks,
    tokenizer: {
      table: options.tables ? keep : skip,
      del: options.strikethrough ? keep : skip,
      url: options.links ? keep : skip,
    },
    renderer: {
      heading({ tokens, depth, text }) {
        const level = Math.min(depth + options.firstLevel - 1, 6);
        const id = options.headingIds ? ` id="${idOf(text, options, ids)}"` : "";
        return `<h${level}${id}>${this.parser.parseInline(tokens)}</h${level}>\n`;
      },
      link({ href, title, tokens }) {
        const more = title ? ` title="${escaped(title)}"` : "";
        const target = options.newWindow ? ' rel="noopener noreferrer" target="_blank"' : "";
        return `<a href="${escaped(href)}"${more}${target}>${this.parser.parseInline(tokens)}</a>`;
      },
      text(token) {
        const inner = "tokens" in token && token.tokens ? this.parser.parseInline(token.tokens) : undefined;
        return inner ?? ("escaped" in token && token.escaped ? token.text : escaped(token.text)).replaceAll("...", "…");
      },
      checkbox: ({ checked }) => (options.tasks ? `<input type="checkbox" disabled${checked ? " checked" : ""}> ` : ""),
    },
  });
  const html = (await parse(marked, markdown)).trim();
  if (!options.document) return html;
  return `<!DOCTYPE HTML>\n<html>\n<head>\n<meta charset="utf-8">\n</head>\n<body>\n${html}\n</body>\n</html>`;
}

async function parse(marked: { parse(markdown: string): string | Promise<string> }, markdown: string): Promise<string> {
  try {
    return await marked.parse(markdown);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const hint = "Quotes or lists stand within each other, thousands of them";
    throw new NodeError("The Markdown is nested too deep", { code: "MARKDOWN_TOO_DEEP", hint, param: "to.markdown" });
  }
}

/** Marked's own way. */
const keep = () => false as const;
/** Not known: stays as it is written. */
const skip = () => undefined;

function idOf(text: string, { dashedIds, idPrefix }: HtmlOptions, ids: Map<string, number>): string {
  const plain = text.toLowerCase();
  const id = idPrefix + (dashedIds ? plain.replace(/[^\w\s-]/g, "").replace(/\s/g, "-") : plain.replace(/\W/g, ""));
  const count = ids.get(id) ?? 0;
  ids.set(id, count + 1);
  return count ? `${id}-${count}` : id;
}

const escapes: { [character: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string) =>
  text.replace(/&(?!(#\d{1,7}|#x[\da-f]{1,6}|\w{2,31});)|[<>"]/gi, (character) => escapes[character] ?? character);
