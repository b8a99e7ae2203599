import { fail } from "../expression-error";
import { loadLuxon } from "../lazy";
import { decodeBase64, encodeBase64, hashText } from "./encoding";
import { momentOf, readDate } from "./moment";
import { domainIn, domainPattern, emailPattern, pathIn, urlPattern, wholeEmail, wholeUrl } from "./patterns";
import { removeMarkdown, toPlainLetters, toSentenceCase, toSnakeCase, toTitleCase } from "./wording";

type Methods = { [name: string]: (value: string, args: unknown[]) => unknown };

const noValues = new Set(["false", "no", "0", ""]);

export const textMethods: Methods = {
  base64Decode: (value) => decodeBase64(value),
  base64Encode: (value) => encodeBase64(value),
  extractDomain: (value) => domainIn(value),
  extractEmail: (value) => emailPattern.exec(value)?.[0],
  extractUrl: (value) => urlPattern.exec(value)?.[0],
  extractUrlPath: (value) => pathIn(value),
  hash: (value, [algorithm = "md5"]) => hash(value, String(algorithm)),
  isDomain: (value) => domainPattern.test(value),
  isEmail: (value) => wholeEmail.test(value),
  isEmpty: (value) => value === "",
  isNotEmpty: (value) => value !== "",
  isNumeric: (value) => !value.includes(" ") && !Number.isNaN(Number(value)) && !Number.isNaN(Number.parseFloat(value)),
  isUrl: (value) => wholeUrl.test(value),
  length: (value) => value.length,
  parseJson: (value) => parseJson(value),
  quote: (value, [mark = '"']) => quote(value, String(mark)),
  removeMarkdown,
  removeTags: (value) => value.replace(/<[^>]*>?/gm, ""),
  replaceSpecialChars: toPlainLetters,
  toBoolean: (value) => !noValues.has(value.toLowerCase()),
  toDate,
  toDateTime: (value, [format]) => toDateTime(value, format),
  toFloat: (value) => toNumber(value, Number.parseFloat, "cannot convert to float"),
  toInt: (value, [radix]) =>
    toNumber(value, (text) => Number.parseInt(text, Number(radix ?? 10)), "cannot convert to integer"),
  toJsonString: (value) => JSON.stringify(value),
  toNumber: (value) => toNumber(value, Number, "cannot convert to number"),
  toSentenceCase,
  toSnakeCase,
  toTitleCase,
  urlDecode: (value, [whole]) => (whole ? decodeURI(value) : decodeURIComponent(value)),
  urlEncode: (value, [whole]) => (whole ? encodeURI(value) : encodeURIComponent(value)),
};

function hash(value: string, algorithm: string): string {
  if (algorithm.toLowerCase() === "base64") return encodeBase64(value);
  const names = "md5, sha1, sha224, sha256, sha384, sha512, sha3, base64";
  return hashText(algorithm, value) ?? fail(`Unknown algorithm ${algorithm}. Available algorithms are: ${names}`);
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    const hint = value.includes("'") ? "Check you're using double quotes" : "The text is not valid JSON";
    return fail(`Parsing failed. ${hint}`);
  }
}

const quote = (value: string, mark: string) =>
  `${mark}${value.replaceAll("\\", "\\\\").replaceAll(mark, () => `\\${mark}`)}${mark}`;

function toDate(value: string): Date {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) fail("cannot convert to date");
  // Without a time of day it is midnight, wherever the text was written.
  if (!value.includes(":")) date.setHours(0, 0, 0);
  return date;
}

function toDateTime(value: string, format: unknown): unknown {
  const isTime = format === "ms" || format === "s" || format === "us" || format === "excel";
  if (isTime) return momentOf(Number(value), format);
  const moment = format ? readFormat(value, String(format)) : readDate(value);
  return moment ?? fail("cannot convert to Luxon DateTime");
}

const readFormat = (value: string, format: string) => {
  const moment = loadLuxon().DateTime.fromFormat(value, format);
  return moment.isValid ? moment : undefined;
};

function toNumber(value: string, read: (text: string) => number, message: string): number {
  const number = read(value.replace(/\p{Sc}/gu, ""));
  return Number.isNaN(number) ? fail(message) : number;
}
