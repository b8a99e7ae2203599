/**
 * The elements of some names, each as its text, out of XML that is read as it comes: however long the whole is, no more
 * than one element of it is in memory. Throws `XmlBroken` for what is no XML or has
 * another root, and for documents that define entities.
 */
export async function* xmlElements(
  body: AsyncIterable<Uint8Array>,
  { roots, names }: { roots: readonly string[]; names: readonly string[] },
): AsyncGenerator<{ name: string; xml: string }> {
  const open: string[] = [];
  let hasRoot = false;
  let text = "";
  let start: { at: number; depth: number; name: string } | undefined;
  /** Up to where the text was looked at: an element that comes in many pieces is not looked at again and again. */
  let scanned = 0;

  for await (const chunk of decoded(body)) {
    text += chunk;
    let at = scanned;
    for (let token = nextToken(text, at); token; token = nextToken(text, at)) {
      at = token.end;
      if (token.kind === "other") continue;
      if (token.kind === "open") {
        if (!hasRoot && !roots.includes(token.name)) throw new XmlBroken(`it is <${token.name}>`);
        hasRoot = true;
        if (open.length > maxDepth) throw new XmlBroken("it is nested too deeply");
        if (!start && names.includes(token.name)) start = { at: token.start, depth: open.length, name: token.name };
        if (!token.isEmpty) open.push(token.name);
      } else if (open.pop() !== token.name) throw new XmlBroken(`</${token.name}> ends nothing`);
      if (start && open.length === start.depth) {
        yield { name: start.name, xml: text.slice(start.at, token.end) };
        start = undefined;
      }
    }
    const from = start?.at ?? at;
    text = text.slice(from);
    if (text.length > maxElement) throw new XmlBroken("one of its elements is too long");
    scanned = at - from;
    if (start) start.at = 0;
  }
  if (!hasRoot || open.length > 0) throw new XmlBroken("it ends too early");
}

export class XmlBroken extends Error {}

type Token =
  | { kind: "open"; name: string; isEmpty: boolean; start: number; end: number }
  | { kind: "close"; name: string; start: number; end: number }
  | { kind: "other"; start: number; end: number };

/** What stands in angle brackets next; none while its end has not come. */
function nextToken(text: string, from: number): Token | undefined {
  const start = text.indexOf("<", from);
  if (start < 0) return undefined;
  const until = (mark: string, length: number): Token | undefined => {
    const end = text.indexOf(mark, start + length);
    return end < 0 ? undefined : { kind: "other", start, end: end + mark.length };
  };
  const second = text[start + 1];
  if (second === undefined) return undefined;
  if (second === "?") return until("?>", 2);
  if (second === "!") {
    if (text.length < start + 9) return undefined;
    if (text.startsWith("<!--", start)) return until("-->", 4);
    if (text.startsWith("<![CDATA[", start)) return until("]]>", 9);
    return declaration(text, start);
  }
  const end = endOfTag(text, start);
  if (end < 0) return undefined;
  const [, slash = "", name] = tag.exec(text.slice(start, end)) ?? [];
  if (name === undefined) throw new XmlBroken("something in angle brackets is no element");
  if (slash) return { kind: "close", name, start, end };
  return { kind: "open", name, isEmpty: text[end - 2] === "/", start, end };
}

const tag = /^<(\/?)([^\s/<>"'=]+)/;

/** A document type may stand there, but what it defines could make a small document endless. */
function declaration(text: string, start: number): Token | undefined {
  const end = text.indexOf(">", start);
  if (end < 0) return undefined;
  if (text.slice(start, end).includes("[")) throw new XmlBroken("it defines its own entities");
  return { kind: "other", start, end: end + 1 };
}

/** After the `>` that is not within quotes. */
function endOfTag(text: string, start: number): number {
  let from = start;
  for (;;) {
    const end = text.indexOf(">", from);
    if (end < 0) return -1;
    const quote = openQuote(text, from, end);
    if (!quote) return end + 1;
    const closed = text.indexOf(quote.sign, Math.max(quote.at + 1, end));
    if (closed < 0) return -1;
    from = closed + 1;
  }
}

function openQuote(text: string, from: number, end: number): { sign: string; at: number } | undefined {
  let open: { sign: string; at: number } | undefined;
  for (let at = from; at < end; at++) {
    const sign = text[at];
    if (open) {
      if (sign === open.sign) open = undefined;
    } else if (sign === '"' || sign === "'") open = { sign, at };
  }
  return open;
}

/** As the document says it is written, or else in UTF-8. */
async function* decoded(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const chunk of body) {
    decoder ??= decoderFor(chunk);
    for (let start = 0; start < chunk.length; start += piece)
      yield decoder.decode(chunk.subarray(start, start + piece), { stream: true });
  }
}

function decoderFor(chunk: Uint8Array): TextDecoder {
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return new TextDecoder("utf-16be");
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return new TextDecoder("utf-16le");
  const head = new TextDecoder("latin1").decode(chunk.subarray(0, 200));
  const [, label = "utf-8"] = /<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(head) ?? [];
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder();
  }
}

const piece = 64 * 1024;
const maxElement = 8 * 1024 * 1024;
const maxDepth = 500;
