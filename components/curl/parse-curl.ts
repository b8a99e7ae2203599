import { texts } from "../messages/texts";
import { type CurlOption, curlOptions } from "./curl-options";
import { looksLikeCurl } from "./looks-like-curl";
import { shellWords } from "./shell-words";

export type Pair = { name: string; value: string };
export type FormPart = Pair | { name: string; file: string };

/** What a curl command asks for. `notes` are for its reader: what could not come along. */
export type CurlRequest = {
  method: string;
  url: string;
  headers: Pair[];
  body:
    | { is: "none" }
    | { is: "text"; text: string }
    | { is: "parts"; parts: FormPart[] }
    | { is: "file"; file: string };
  anyCertificate: boolean;
  timeoutSeconds?: number;
  maxRedirects?: number;
  notes: string[];
};

const maxCharacters = 1_000_000;

/** Throws an error in plain words for what is no curl command. */
export function parseCurl(text: string): CurlRequest {
  const t = texts();
  if (!looksLikeCurl(text)) throw new Error(t("editor.curl.problems.noCommand"));
  if (text.length > maxCharacters) throw new Error(t("editor.curl.problems.tooLong"));
  const { words, hasMore } = shellWords(text.trim().replace(/^\$\s+/, ""));
  const options = curlOptions(words.slice(1));
  const of = (...names: string[]) => options.filter(({ name }) => names.includes(name)).map(({ value }) => value);
  const has = (name: string) => options.some((option) => option.name === name);

  const notes = hasMore ? [t("editor.curl.notes.more")] : [];
  const [url, ...others] = of("url");
  if (url === undefined || url === "") throw new Error(t("editor.curl.problems.noUrl"));
  if (others.length) notes.push(t("editor.curl.notes.otherUrls", { count: others.length }));
  const data = readData(options, notes);
  const headers = readHeaders(options, data.isJson, notes);
  const parts = options.flatMap((option) => formPart(option));
  const isQuery = has("get");
  const upload = of("upload-file").at(-1);
  const body = parts.length
    ? ({ is: "parts", parts } as const)
    : upload !== undefined
      ? ({ is: "file", file: upload } as const)
      : isQuery
        ? ({ is: "none" } as const)
        : data.body;
  for (const name of lost) if (has(name)) notes.push(t(`editor.curl.notes.${name}`));
  const withQuery = [...of("url-query").map(encodedPair), ...(isQuery && data.text ? [data.text] : [])];
  const usual = has("head") ? "HEAD" : upload !== undefined ? "PUT" : body.is === "none" ? "GET" : "POST";
  return {
    ...{ method: (of("request").at(-1) ?? usual).toUpperCase(), url: addressOf(url, withQuery) },
    ...{ headers, body, anyCertificate: has("insecure"), notes },
    ...numberOption("timeoutSeconds", of("max-time").at(-1)),
    ...numberOption("maxRedirects", of("max-redirs").at(-1)),
  };
}

/** Options that cannot come along; a note says so for each. */
const lost = ["proxy", "cert", "config", "netrc", "aws-sigv4"] as const;

type Data = { body: CurlRequest["body"]; text: string; isJson: boolean };

/** curl joins what several options give with `&`. */
function readData(options: readonly CurlOption[], notes: string[]): Data {
  const plainTexts: string[] = [];
  const jsonTexts: string[] = [];
  let file: string | undefined;
  for (const { name, value } of options) {
    const isPlain = name === "data-raw" || name === "data-urlencode";
    const target = name === "json" ? jsonTexts : plainTexts;
    if (!/^(data(-raw|-binary|-ascii|-urlencode)?|json)$/.test(name)) continue;
    if (!isPlain && value.startsWith("@")) file = value.slice(1);
    else if (name === "data-urlencode") target.push(encodedPair(value));
    else target.push(name === "data" || name === "data-ascii" ? value.replace(/[\r\n]/g, "") : value);
  }
  const isJson = jsonTexts.length > 0;
  const text = isJson ? jsonTexts.join("") : plainTexts.join("&");
  if (file !== undefined && (plainTexts.length || isJson)) notes.push(texts()("editor.curl.notes.file", { file }));
  else if (file !== undefined) return { body: { is: "file", file }, text, isJson };
  return { body: plainTexts.length || isJson ? { is: "text", text } : { is: "none" }, text, isJson };
}

/** `content`, `=content` and `name=content` of `--data-urlencode`. */
function encodedPair(value: string): string {
  const equals = value.indexOf("=");
  if (equals <= 0) return encodeURIComponent(value.slice(equals + 1));
  return `${value.slice(0, equals)}=${encodeURIComponent(value.slice(equals + 1))}`;
}

function readHeaders(options: readonly CurlOption[], isJson: boolean, notes: string[]): Pair[] {
  const headers: Pair[] = [];
  const set = (name: string, value: string) => {
    if (!headers.some((header) => header.name.toLowerCase() === name.toLowerCase())) headers.push({ name, value });
  };
  for (const { name, value } of options) if (name === "header") headers.push(...headerOf(value));
  for (const { name, value } of options) {
    if (name === "user-agent") set("User-Agent", value);
    if (name === "referer") set("Referer", value.replace(/;auto$/, ""));
    if (name === "oauth2-bearer") set("Authorization", `Bearer ${value}`);
    if (name === "user") set("Authorization", `Basic ${base64(value.includes(":") ? value : `${value}:`)}`);
    if (name === "cookie" && value.includes("=")) set("Cookie", value);
    if (name === "cookie" && !value.includes("=")) notes.push(texts()("editor.curl.notes.cookieFile", { file: value }));
  }
  if (isJson) {
    set("Content-Type", "application/json");
    set("Accept", "application/json");
  }
  if (headers.some(({ name }) => /^(authorization|cookie|x-api-key)$/i.test(name)))
    notes.push(texts()("editor.curl.notes.secret"));
  return headers;
}

/** `Name: value`; with `;` it is sent empty, and `Name:` would take it away. */
function headerOf(line: string): Pair[] {
  const [, name, value] = /^\s*([^:;\s]+)\s*:\s*([\s\S]*?)\s*$/.exec(line) ?? [];
  if (name !== undefined) return value ? [{ name, value }] : [];
  const [, empty] = /^\s*([^:;\s]+)\s*;\s*$/.exec(line) ?? [];
  return empty === undefined ? [] : [{ name: empty, value: "" }];
}

function formPart({ name: option, value: text }: CurlOption): FormPart[] {
  if (option !== "form" && option !== "form-string") return [];
  const equals = text.indexOf("=");
  if (equals < 0) return [];
  const [name, value] = [text.slice(0, equals), text.slice(equals + 1)];
  if (option === "form-string") return [{ name, value }];
  const bare = value.replace(/;\s*(?:type|filename|headers|encoder)=[^;]*/g, "");
  if (/^[@<]/.test(bare)) return [{ name, file: bare.slice(1) }];
  return [{ name, value: bare.replace(/^"([\s\S]*)"$/, "$1") }];
}

/** curl takes an address without a scheme as http. */
function addressOf(url: string, query: readonly string[]): string {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(url) ? url : `http://${url}`;
  if (query.length === 0) return address;
  const [, before = address, hash = ""] = /^([^#]*)(#.*)?$/.exec(address) ?? [];
  return `${before}${before.includes("?") ? "&" : "?"}${query.join("&")}${hash}`;
}

function numberOption<Name extends string>(name: Name, text: string | undefined): { [key in Name]?: number } {
  const number = Number(text);
  return text !== undefined && Number.isFinite(number) && number >= 0
    ? ({ [name]: number } as { [key in Name]: number })
    : {};
}

const base64 = (text: string) =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
