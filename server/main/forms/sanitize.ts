import { escaped, Html } from "./html";

/** Markup of a workflow's author, built anew from what is allowed: nothing of it can run, or leave its place. */

type MarkupNode = {
  type: string;
  data?: string;
  name?: string;
  attribs?: { [name: string]: string };
  children?: MarkupNode[];
};

const plain =
  "abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody tfoot thead tr u ul";
const tags = new Map<string, RegExp>([
  ...plain.split(" ").map((tag): [string, RegExp] => [tag, /^$/]),
  ["a", /^href$/],
  ["img", /^(src|alt|width|height)$/],
  ["video", /^(src|poster|width|height|controls)$/],
  ["audio", /^(src|controls)$/],
  ["source", /^(src|type)$/],
  ["td", /^(colspan|rowspan)$/],
  ["th", /^(colspan|rowspan|scope)$/],
]);
const everywhere = /^(class|title|lang|dir)$/;
const empty = /^(br|hr|img|source)$/;
/** What they hold is no text for people. */
const dropped =
  /^(script|style|iframe|object|embed|template|noscript|svg|math|title|textarea|select|xmp|plaintext|head|frameset|noembed|noframes)$/;
const links = /^(https?:|mailto:|tel:)/i;
const media = /^(https?:\/\/|data:(image|video|audio)\/[\w.+-]+[;,])/i;

const maxLength = 200_000;
const maxDepth = 60;

export async function sanitize(markup: string): Promise<Html> {
  if (!/[<&]/.test(markup)) return new Html(escaped(markup));
  // Few forms have markup: the parser is loaded with the first one.
  const { load } = await import("cheerio/slim");
  const root = load(markup.slice(0, maxLength), { xml: { xmlMode: false } }, false).root()[0];
  return new Html(allowed((root?.children ?? []) as unknown as MarkupNode[], 0));
}

function allowed(nodes: MarkupNode[], depth: number): string {
  if (depth > maxDepth) return "";
  return nodes.map((node) => allowedNode(node, depth)).join("");
}

function allowedNode({ type, data = "", name = "", attribs = {}, children = [] }: MarkupNode, depth: number): string {
  if (type === "text") return escaped(data);
  const tag = name.toLowerCase();
  if (!tag || dropped.test(tag)) return "";
  const own = tags.get(tag);
  if (!own) return allowed(children, depth + 1);
  const kept = Object.entries(attribs).filter(
    ([attribute, value]) => (own.test(attribute) || everywhere.test(attribute)) && isSafe(attribute, value),
  );
  const opened = kept.map(([attribute, value]) => ` ${attribute}="${escaped(value)}"`).join("");
  const more = tag === "a" ? ' rel="noopener noreferrer nofollow" target="_blank"' : "";
  return empty.test(tag) ? `<${tag}${opened}>` : `<${tag}${opened}${more}>${allowed(children, depth + 1)}</${tag}>`;
}

function isSafe(attribute: string, value: string): boolean {
  if (attribute === "href") return links.test(value.trim());
  return attribute === "src" || attribute === "poster" ? media.test(value.trim()) : true;
}

/** For `<style>`: it ends where we end it. */
export const ownStyle = (css: string): string => css.slice(0, maxLength).replaceAll("</", "<\\/");
