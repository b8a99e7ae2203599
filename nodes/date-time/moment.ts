import type { DateTime } from "luxon";

/** Formats with the tokens of Moment.js (`YYYY-MM-DD`), which older workflows use. */

const tokens =
  /\[[^\]]*\]|Mo|MM?M?M?|Do|DDDo|DD?D?D?|do|dddd|ddd|dd?|E|gggg|gg|GGGG|GG|YYYYYY|YYYY|YY|Qo|Q|wo|ww?|Wo|WW?|HH?|hh?|kk?|mm?|ss?|SS?S?|ZZ?|zz?|A|a|X|x|LTS|LT|LL?L?L?|ll?l?l?|./gs;

const luxon: { [token: string]: string } = {
  ...{ YYYY: "yyyy", YY: "yy", Y: "y", MMMM: "MMMM", MMM: "MMM", MM: "MM", M: "M", DD: "dd", D: "d" },
  ...{ DDDD: "ooo", DDD: "o", dddd: "cccc", ddd: "ccc", E: "c", GGGG: "kkkk", GG: "kk", gggg: "kkkk", gg: "kk" },
  ...{ WW: "WW", W: "W", ww: "WW", w: "W", Q: "q", HH: "HH", H: "H", hh: "hh", h: "h", mm: "mm", m: "m", ss: "ss" },
  ...{ s: "s", SSS: "SSS", SS: "uu", S: "uuu", Z: "ZZ", ZZ: "ZZZ", z: "ZZZZ", zz: "ZZZZ", A: "a", X: "X", x: "x" },
  ...{ L: "MM/dd/yyyy", LL: "MMMM d, yyyy", LLL: "MMMM d, yyyy h:mm a", LLLL: "cccc, MMMM d, yyyy h:mm a" },
  ...{ l: "M/d/yyyy", ll: "MMM d, yyyy", lll: "MMM d, yyyy h:mm a", llll: "ccc, MMM d, yyyy h:mm a" },
  ...{ LT: "h:mm a", LTS: "h:mm:ss a" },
};

export function formatMoment(date: DateTime, format: string): string {
  const english = date.setLocale("en-US");
  return format.replace(tokens, (token) => {
    if (token.startsWith("[")) return token.slice(1, -1);
    if (token === "Do") return ordinal(date.day);
    if (token === "Mo") return ordinal(date.month);
    if (token === "DDDo") return ordinal(date.ordinal);
    if (token === "Qo") return ordinal(date.quarter);
    if (token === "Wo" || token === "wo") return ordinal(date.weekNumber);
    if (token === "d") return String(date.weekday % 7);
    if (token === "dd") return english.toFormat("ccc").slice(0, 2);
    if (token === "a") return english.toFormat("a").toLowerCase();
    if (token === "k" || token === "kk") return String(date.hour || 24).padStart(token.length, "0");
    const known = Object.hasOwn(luxon, token) ? luxon[token] : undefined;
    return known ? english.toFormat(known) : token;
  });
}

/** For reading. Text that is no token is quoted. */
export const momentToLuxon = (format: string): string =>
  format.replace(tokens, (token) => {
    if (token.startsWith("[")) return quoted(token.slice(1, -1));
    if (token === "a") return "a";
    if (token === "Do") return "d";
    const known = Object.hasOwn(luxon, token) ? luxon[token] : undefined;
    return known ?? (/[a-z]/i.test(token) ? quoted(token) : token);
  });

const quoted = (text: string) => `'${text.replaceAll("'", "")}'`;

function ordinal(number: number): string {
  const suffixes = ["th", "st", "nd", "rd"];
  const rest = number % 100;
  return `${number}${suffixes[(rest - 20) % 10] ?? suffixes[rest] ?? "th"}`;
}
