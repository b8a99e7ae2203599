import fc from "fast-check";
import { createTranslator } from "use-intl/core";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/shared/item";
import en from "@/shared/messages/en";
import { rememberTexts } from "../messages/texts";
import { httpParams } from "./http-params";
import { looksLikeCurl } from "./looks-like-curl";
import { parseCurl } from "./parse-curl";
import { shellWords } from "./shell-words";

rememberTexts(createTranslator({ locale: "en", messages: en }));

const pairs = (values: JsonObject) => Object.entries(values).map(([name, value]) => ({ name, value }));
const url = "https://x.example/a";
const params = (rest: string) => httpParams(parseCurl(`curl ${url} ${rest}`));
const notes = (rest: string) => parseCurl(`curl ${url} ${rest}`).notes;

describe("words of a command", () => {
  it.each([
    ["a  b\tc\n", ["a", "b", "c"]],
    ["a \\\n  b \\\r\n c", ["a", "b", "c"]],
    [`'it'\\''s' "a b" c"d"'e'`, ["it's", "a b", "cde"]],
    [`"a\\"b\\\\c\\d" 'a\\b'`, ['a"b\\c\\d', "a\\b"]],
    [`"" ''`, ["", ""]],
    ["$'a\\n\\t\\'\\x41\\u00e9\\101' a\\ b", ["a\n\t'AéA", "a b"]],
    [
      'curl ^"https://x^" ^\r\n -H ^"a: ^%^22b^" --data-raw ^"{^\\^"n^\\^":1}^"',
      ["curl", "https://x", "-H", "a: %22b", "--data-raw", '{"n":1}'],
    ],
    ["curl https://x ^\n -k", ["curl", "https://x", "-k"]],
  ])("%j", (text, words) => {
    expect(shellWords(text)).toEqual({ words, hasMore: false });
  });

  it("end at what is another command, and need their quotes closed", () => {
    expect(shellWords("a 'b|c' | jq .")).toEqual({ words: ["a", "b|c"], hasMore: true });
    expect(shellWords("a>file").words).toEqual(["a"]);
    expect(() => shellWords("a 'b")).toThrow(/quote ' is not closed: 'b/);
  });

  it("give back what was quoted, whatever it is", () => {
    const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }).filter((text) => !text.includes("^"))), (words) => {
        expect(shellWords(words.map(quoted).join(" ")).words).toEqual(words);
      }),
    );
  });

  it("of a large command are found in one pass", () => {
    const before = process.cpuUsage();
    shellWords(`a '${"b".repeat(400_000)}' ${"\\x".repeat(100_000)} ${"'c' ".repeat(50_000)}`);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000);
  });
});

describe("a curl command", () => {
  it.each<[string, JsonObject]>([
    ["", { method: "GET", url, query: [], headers: [], body: { is: "none" } }],
    ["-X delete", { method: "DELETE" }],
    ["-XPATCH -d a=1", { method: "PATCH", body: { is: "form", fields: pairs({ a: "1" }) } }],
    ["--request=PUT", { method: "PUT" }],
    ["-I", { method: "HEAD" }],
    ["-H 'A: b: c' -H 'Empty;' -H 'Gone:'", { headers: pairs({ A: "b: c", Empty: "" }) }],
    ["-d a=1 -d 'b=x y&c=%26'", { method: "POST", body: { is: "form", fields: pairs({ a: "1", b: "x y", c: "&" }) } }],
    ["--data-urlencode 'q=a&b' --data-urlencode x=", { body: { is: "form", fields: pairs({ q: "a&b", x: "" }) } }],
    [`-H 'Content-Type: application/json' -d '{"a":{"b":[1]}}'`, { headers: [], body: json({ a: { b: [1] } }) }],
    [`--json '{"a":1}'`, { method: "POST", headers: pairs({ Accept: "application/json" }), body: json({ a: 1 }) }],
    [
      `-d '{"id":12345678901234567890}' -H 'content-type: application/json'`,
      { body: json('{"id":12345678901234567890}') },
    ],
    [`--json '{"a":"=1+1"}'`, { body: json({ a: "==1+1" }) }],
    [`-H 'Content-Type: application/json' -d 'no json'`, { body: json("no json") }],
    [
      "-H 'Content-Type: text/xml' --data-raw '<a/>'",
      { headers: [], body: { is: "text", text: "<a/>", contentType: "text/xml" } },
    ],
    ["--data-raw @name", { body: { is: "text", text: "@name", contentType: "application/x-www-form-urlencoded" } }],
    [
      "--data-binary @a.bin -H 'Content-Type: image/png'",
      { body: { is: "file", field: "data" }, headers: pairs({ "Content-Type": "image/png" }) },
    ],
    ["-T a.bin", { method: "PUT", body: { is: "file", field: "data" } }],
    [
      "-F a=1 -F 'file=@a.txt;type=text/plain' -F 'b=\"q;r\"' --form-string c=@d -H 'Content-Type: multipart/form-data'",
      {
        method: "POST",
        headers: [],
        body: {
          is: "multipart",
          fields: pairs({ a: "1", b: "q;r", c: "@d" }),
          files: [{ name: "file", field: "data1" }],
        },
      },
    ],
    [
      "-G -d a=1 --data-urlencode 'b=x y'",
      { method: "GET", url, query: pairs({ a: "1", b: "x y" }), body: { is: "none" } },
    ],
    ["-u ann:secret", { headers: pairs({ Authorization: `Basic ${btoa("ann:secret")}` }) }],
    ["--oauth2-bearer t", { headers: pairs({ Authorization: "Bearer t" }) }],
    [
      "-b 'a=1; b=2' -A me -e https://r.example",
      { headers: pairs({ Cookie: "a=1; b=2", "User-Agent": "me", Referer: "https://r.example" }) },
    ],
    ["-sSLk --compressed -m 2.5 --max-redirs 3", { anyCertificate: true, timeoutSeconds: 2.5, maxRedirects: 3 }],
    ["-o out.json --retry 3 --connect-timeout 5 -w '%{http_code}'", { method: "GET", url }],
  ])("with %s", (rest, wanted) => {
    expect(params(rest)).toMatchObject(wanted);
  });

  it.each([
    ["curl x.example/a?b=1", { url: "http://x.example/a", query: pairs({ b: "1" }) }],
    [
      "curl -X POST --url 'https://x.example/?flag&a=1'",
      { method: "POST", url: "https://x.example/?flag&a=1", query: [] },
    ],
    ["$ curl.exe '=https://x.example'", { url: "http://=https://x.example" }],
    ["curl -H 'X: =1' https://x.example", { headers: [{ name: "X", value: "==1" }] }],
  ])("%s", (command, wanted) => {
    expect(httpParams(parseCurl(command))).toMatchObject(wanted);
  });

  it.each([
    ["| jq .", /after the command/],
    ["https://y.example", /first URL/],
    ["-x http://proxy.example", /proxy/],
    ["-u a:b", /credential/],
    ["-b cookies.txt", /file "cookies.txt"/],
    ["-d @a.json -d b=1", /"a.json" is left out/],
  ])("notes what %s loses", (rest, note) => {
    expect(notes(rest)).toContainEqual(expect.stringMatching(note));
  });

  it.each([
    ["wget https://x.example", /not a curl command/],
    ["curl", /not a curl command/],
    ["curl -k", /names no URL/],
    ["curl https://x.example -H", /option -H has no value/],
    ["curl 'https://x.example", /not closed/],
    ["curl https://x.example -X BREW", /method BREW/],
    [`curl ${"x".repeat(1_000_001)}`, /longer than 1 MB/],
  ])("is refused: %s", (command, message) => {
    expect(() => httpParams(parseCurl(command))).toThrow(message);
  });

  it("is told apart from other texts", () => {
    expect(["curl x", "  curl\tx", "$ curl x", "curl.exe x"].every(looksLikeCurl)).toBe(true);
    expect(["curly x", "see curl x", '{"nodes":[]}'].some(looksLikeCurl)).toBe(false);
  });

  it("of any words at all gives parameters or an error in words", () => {
    const word = fc.oneof(
      fc.constantFrom("-X", "-H", "-d", "-F", "--json", "-G", "-u", "--constructor", "-__proto__", "a=@b"),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(word), (words) => {
        try {
          expect(httpParams(parseCurl(`curl https://x.example ${words.join(" ")}`)).url).toBeTypeOf("string");
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Error);
          expect(thrown).not.toBeInstanceOf(TypeError);
        }
      }),
    );
  });
});

function json(value: JsonObject | string): JsonObject {
  return { is: "json", value };
}
