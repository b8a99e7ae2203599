import { texts } from "../messages/texts";

/** curl's options: the short name of each long one, and which take a value. */

const withValue: { [long: string]: string } = {
  ...{ request: "X", header: "H", data: "d", form: "F", user: "u", cookie: "b", "user-agent": "A", referer: "e" },
  ...{ "max-time": "m", output: "o", "upload-file": "T", proxy: "x", "cookie-jar": "c", range: "r", config: "K" },
  ...{ cert: "E", "write-out": "w", "dump-header": "D", "time-cond": "z", "continue-at": "C", "proxy-user": "U" },
  ...{ "speed-limit": "Y", "speed-time": "y", "telnet-option": "t", quote: "Q", "ftp-port": "P" },
};
const longWithValue = new Set([
  ...Object.keys(withValue),
  ...["data-raw", "data-binary", "data-ascii", "data-urlencode", "json", "url", "url-query", "form-string"],
  ...["oauth2-bearer", "max-redirs", "connect-timeout", "retry", "retry-delay", "retry-max-time", "limit-rate"],
  ...["cacert", "capath", "key", "key-type", "cert-type", "pass", "ciphers", "tls-max", "resolve", "interface"],
  ...[
    "connect-to",
    "noproxy",
    "proxy-header",
    "proto",
    "proto-default",
    "unix-socket",
    "aws-sigv4",
    "happy-eyeballs-timeout-ms",
  ],
  ...["stderr", "trace", "trace-ascii", "output-dir", "dns-servers", "max-filesize", "keepalive-time", "local-port"],
]);
const flags: { [letter: string]: string } = {
  ...{ G: "get", I: "head", k: "insecure", L: "location", s: "silent", S: "show-error", v: "verbose", i: "include" },
  ...{ f: "fail", g: "globoff", N: "no-buffer", O: "remote-name", J: "remote-header-name", R: "remote-time" },
  ...{ "#": "progress-bar", a: "append", n: "netrc", q: "disable", "0": "http1.0", "1": "tlsv1", "2": "sslv2" },
  ...{ "3": "sslv3", "4": "ipv4", "6": "ipv6", p: "proxytunnel", Z: "parallel", l: "list-only", B: "use-ascii" },
};
const shortWithValue = new Map(Object.entries(withValue).map(([long, short]) => [short, long]));

export type CurlOption = { name: string; value: string };

/** Options by their long names in the order they were given; `url` for what is no option. Throws for one without its value. */
export function curlOptions(words: readonly string[]): CurlOption[] {
  const options: CurlOption[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word.startsWith("--") && word.length > 2) options.push(longOption(word.slice(2), rest));
    else if (word.startsWith("-") && word.length > 1 && word !== "--")
      options.push(...shortOptions(word.slice(1), rest));
    else if (word !== "--") options.push({ name: "url", value: word });
  }
  return options;
}

function longOption(word: string, rest: string[]): CurlOption {
  const [, name = word, given] = /^([\w.-]+)=([\s\S]*)$/.exec(word) ?? [];
  if (!longWithValue.has(name)) return { name, value: given ?? "" };
  return { name, value: given ?? valueFor(`--${name}`, rest) };
}

/** Several letters in one word: only the last may have a value, which may follow at once. */
function shortOptions(letters: string, rest: string[]): CurlOption[] {
  const options: CurlOption[] = [];
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? "";
    const long = shortWithValue.get(letter);
    if (long !== undefined) {
      const joined = letters.slice(at + 1);
      return [...options, { name: long, value: joined || valueFor(`-${letter}`, rest) }];
    }
    options.push({ name: (Object.hasOwn(flags, letter) && flags[letter]) || letter, value: "" });
  }
  return options;
}

function valueFor(option: string, rest: string[]): string {
  const value = rest.shift();
  if (value === undefined) throw new Error(texts()("editor.curl.problems.noValue", { option }));
  return value;
}
