import { marked, type Token, type Tokens } from "marked";
import { createContext, Fragment, type ReactNode, useContext, useMemo } from "react";

/** More than fits on any note; and what is nested deeper than this nobody wrote to be read. */
const maxLength = 10_000;
const maxDepth = 24;

/** The text of a note as elements. HTML in it stays text; links lead to web pages and mail addresses only. */
export default function NoteMarkdown({ text }: { text: string }) {
  const tokens = useMemo(() => tokensOf(text.slice(0, maxLength)), [text]);
  return tokens ? <Blocks tokens={tokens} /> : <p className="whitespace-pre-wrap">{text}</p>;
}

function tokensOf(text: string): Token[] | undefined {
  try {
    return marked.lexer(text, { gfm: true, breaks: true });
  } catch {
    // Nested beyond what can be read: it is shown as it was written.
    return undefined;
  }
}

const Depth = createContext(0);

function Deeper({ tokens, draw }: { tokens: readonly Token[]; draw: (token: Token) => ReactNode }) {
  const depth = useContext(Depth);
  if (depth > maxDepth) return "…";
  return (
    <Depth value={depth + 1}>
      {keyed(tokens).map(([key, token]) => (
        <Fragment key={key}>{draw(token)}</Fragment>
      ))}
    </Depth>
  );
}

const Blocks = ({ tokens }: { tokens: readonly Token[] }) => <Deeper tokens={tokens} draw={block} />;
const Inline = ({ tokens = [] }: { tokens?: readonly Token[] }) => <Deeper tokens={tokens} draw={inline} />;

/** The same token may come twice, so its place is its key. */
const keyed = (tokens: readonly Token[]) => tokens.map((token, index): [number, Token] => [index, token]);

const headings = [
  "mb-1 font-semibold text-xl leading-7",
  "mb-1 font-semibold text-lg leading-6",
  "mb-1 font-semibold text-base leading-6",
] as const;

/** `marked` types its tokens loosely: a plugin could bring others. Its own are told apart by `type`. */
function block(token: Token): ReactNode {
  const known = token as
    | Tokens.Heading
    | Tokens.Paragraph
    | Tokens.List
    | Tokens.Code
    | Tokens.Blockquote
    | Tokens.Hr
    | Tokens.Table
    | Tokens.Space
    | Tokens.HTML
    | Tokens.Text;
  switch (known.type) {
    case "heading":
      return (
        <p className={headings[known.depth - 1] ?? "mb-1 font-semibold"}>
          <Inline tokens={known.tokens} />
        </p>
      );
    case "paragraph":
      return (
        <p className="mb-2">
          <Inline tokens={known.tokens} />
        </p>
      );
    case "list":
      return <List list={known} />;
    case "code":
      return <pre className="mb-2 overflow-x-auto rounded-md bg-surface/60 p-2 font-mono text-xs">{known.text}</pre>;
    case "blockquote":
      return (
        <blockquote className="mb-2 border-current/30 border-l-2 pl-2">
          <Blocks tokens={known.tokens} />
        </blockquote>
      );
    case "hr":
      return <hr className="my-2 border-current/20" />;
    case "table":
      return <Table table={known} />;
    case "text":
      return known.tokens ? <Inline tokens={known.tokens} /> : known.text;
    case "html":
      return <p className="mb-2 whitespace-pre-wrap">{known.text.trim()}</p>;
    case "space":
      return null;
  }
}

function List({ list: { ordered, start, items } }: { list: Tokens.List }) {
  const Tag = ordered ? "ol" : "ul";
  return (
    <Tag
      className={ordered ? "mb-2 list-decimal pl-5" : "mb-2 list-disc pl-5"}
      {...(ordered && { start: Number(start) })}
    >
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is all that tells items apart
        <li key={index} className={item.task ? "list-none" : undefined}>
          {item.task && <span aria-hidden>{item.checked ? "☑ " : "☐ "}</span>}
          <Blocks tokens={item.tokens} />
        </li>
      ))}
    </Tag>
  );
}

function Table({ table: { header, rows } }: { table: Tokens.Table }) {
  const cells = (row: Tokens.TableCell[], Tag: "th" | "td") =>
    row.map((cell, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the place is all that tells cells apart
      <Tag key={index} className="border border-current/20 px-1.5 text-left">
        <Inline tokens={cell.tokens} />
      </Tag>
    ));
  return (
    <table className="mb-2 text-xs">
      <thead>
        <tr>{cells(header, "th")}</tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is all that tells rows apart
          <tr key={index}>{cells(row, "td")}</tr>
        ))}
      </tbody>
    </table>
  );
}

function inline(token: Token): ReactNode {
  const known = token as
    | Tokens.Strong
    | Tokens.Em
    | Tokens.Del
    | Tokens.Codespan
    | Tokens.Br
    | Tokens.Link
    | Tokens.Image
    | Tokens.Escape
    | Tokens.Tag
    | Tokens.Text;
  switch (known.type) {
    case "strong":
      return (
        <strong>
          <Inline tokens={known.tokens} />
        </strong>
      );
    case "em":
      return (
        <em>
          <Inline tokens={known.tokens} />
        </em>
      );
    case "del":
      return (
        <del>
          <Inline tokens={known.tokens} />
        </del>
      );
    case "codespan":
      return <code className="rounded-sm bg-surface/60 px-1 font-mono text-xs">{known.text}</code>;
    case "br":
      return <br />;
    case "link":
      return <WebLink {...known} />;
    case "image":
      return known.text || known.href;
    case "text":
      return known.tokens ? <Inline tokens={known.tokens} /> : known.text;
    case "escape":
    case "html":
      return known.text;
  }
}

function WebLink({ href, tokens }: Tokens.Link) {
  const isSafe = URL.canParse(href) && ["http:", "https:", "mailto:"].includes(new URL(href).protocol);
  if (!isSafe) return <Inline tokens={tokens} />;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" className="nodrag underline" tabIndex={-1}>
      <Inline tokens={tokens} />
    </a>
  );
}
