import type { Json } from "./item";

/** The methods that expressions add to values: one table for the sandbox, the editor's completion and the docs. */

export type ReceiverType = "string" | "number" | "boolean" | "date" | "array" | "object";

export type ExpressionMethod = {
  type: ReceiverType;
  name: string;
  /** The parameters as they are shown: `(unit?)`. */
  signature: string;
  doc: string;
  /** An expression and what it gives. */
  example: readonly [code: string, gives: Json];
};

/** Other names for the same methods. */
export const methodAliases: { readonly [type in ReceiverType]: { readonly [alias: string]: string } } = {
  string: {
    fromBase64: "base64Decode",
    toBase64: "base64Encode",
    fromJson: "parseJson",
    toDecimalNumber: "toFloat",
    toWholeNumber: "toInt",
  },
  number: { toDecimalNumber: "toFloat", toWholeNumber: "toInt" },
  boolean: { toDecimalNumber: "toFloat", toWholeNumber: "toInt" },
  date: {},
  array: { mean: "average", removeEmpty: "compact", removeDuplicates: "unique", head: "first", tail: "last" },
  object: { removeEmpty: "compact" },
};

export const expressionMethods: readonly ExpressionMethod[] = [
  method("string", "base64Decode", "()", "The text that is written as base64", ['"SGk=".base64Decode()', "Hi"]),
  method("string", "base64Encode", "()", "The text as base64", ['"Hi".base64Encode()', "SGk="]),
  method("string", "extractDomain", "()", "The domain of an address or e-mail address", [
    '"https://example.com/a".extractDomain()',
    "example.com",
  ]),
  method("string", "extractEmail", "()", "The first e-mail address in the text", [
    '"To: ann@example.com".extractEmail()',
    "ann@example.com",
  ]),
  method("string", "extractUrl", "()", "The first web address in the text", [
    '"See https://example.com".extractUrl()',
    "https://example.com",
  ]),
  method("string", "extractUrlPath", "()", "The path of a web address", [
    '"https://example.com/a/b?c".extractUrlPath()',
    "/a/b",
  ]),
  method(
    "string",
    "hash",
    "(algorithm?)",
    "A hash in hexadecimal: md5 (if none is named), sha1, sha224, sha256, sha384, sha512, sha3, base64",
    ['"a".hash("sha1")', "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"],
  ),
  method("string", "isDomain", "()", "Whether it is a domain name", ['"example.com".isDomain()', true]),
  method("string", "isEmail", "()", "Whether it is an e-mail address", ['"ann@example.com".isEmail()', true]),
  method("string", "isEmpty", "()", "Whether there is no character", ['"".isEmpty()', true]),
  method("string", "isNotEmpty", "()", "Whether there is a character", ['"a".isNotEmpty()', true]),
  method("string", "isNumeric", "()", "Whether it is a number", ['"1.5".isNumeric()', true]),
  method("string", "isUrl", "()", "Whether it is a web address", ['"https://example.com".isUrl()', true]),
  method("string", "length", "()", "The number of characters", ['"abc".length()', 3]),
  method("string", "parseJson", "()", "The value of a JSON text", ["'[1,2]'.parseJson()", [1, 2]]),
  method("string", "quote", "(mark?)", "The text between quotation marks", ['"a".quote()', '"a"']),
  method("string", "removeMarkdown", "()", "The text without Markdown marks", ['"**a** _b_".removeMarkdown()', "a b"]),
  method("string", "removeTags", "()", "The text without HTML tags", ['"<b>a</b>".removeTags()', "a"]),
  method("string", "replaceSpecialChars", "()", "Accented letters as plain ones", [
    '"déjà".replaceSpecialChars()',
    "deja",
  ]),
  method("string", "toBoolean", "()", 'False for "false", "no", "0" and no text, else true', [
    '"no".toBoolean()',
    false,
  ]),
  method("string", "toDate", "()", "A JavaScript date", ['"2026-01-02".toDate().getUTCDate()', 2]),
  method(
    "string",
    "toDateTime",
    "(format?)",
    "A Luxon date; `format` is a Luxon format, or ms, s, us, excel for numbers",
    ['"2026-01-02".toDateTime().day', 2],
  ),
  method("string", "toFloat", "()", "A number with decimals", ['"1.5".toFloat()', 1.5]),
  method("string", "toInt", "(radix?)", "A whole number", ['"42.9".toInt()', 42]),
  method("string", "toJsonString", "()", "The text as JSON", ['"a".toJsonString()', '"a"']),
  method("string", "toNumber", "()", "A number", ['"1.5".toNumber()', 1.5]),
  method("string", "toSentenceCase", "()", "A capital at the start of each sentence", [
    '"one. two".toSentenceCase()',
    "One. Two",
  ]),
  method("string", "toSnakeCase", "()", "Small letters, with _ between words", ['"My Name".toSnakeCase()', "my_name"]),
  method("string", "toTitleCase", "()", "A capital at the start of each longer word", [
    '"the art of war".toTitleCase()',
    "The Art of War",
  ]),
  method("string", "urlDecode", "(whole?)", "The text without % escapes", ['"a%20b".urlDecode()', "a b"]),
  method("string", "urlEncode", "(whole?)", "The text with % escapes; `true` for a whole address", [
    '"a b&c".urlEncode()',
    "a%20b%26c",
  ]),
  method("number", "abs", "()", "The number without its sign", ["(-2).abs()", 2]),
  method("number", "ceil", "()", "The next whole number above", ["(1.2).ceil()", 2]),
  method("number", "floor", "()", "The next whole number below", ["(1.8).floor()", 1]),
  method("number", "format", "(locale?, options?)", "The number as people write it", [
    '(1234.5).format("de-DE")',
    "1.234,5",
  ]),
  method("number", "isEmpty", "()", "Always false", ["(0).isEmpty()", false]),
  method("number", "isEven", "()", "Whether two divides it", ["(2).isEven()", true]),
  method("number", "isInteger", "()", "Whether it is a whole number", ["(1.5).isInteger()", false]),
  method("number", "isNotEmpty", "()", "Always true", ["(0).isNotEmpty()", true]),
  method("number", "isOdd", "()", "Whether two does not divide it", ["(3).isOdd()", true]),
  method("number", "round", "(places?)", "The nearest number with that many decimals", ["(1.256).round(2)", 1.26]),
  method("number", "toBoolean", "()", "False for 0, else true", ["(0).toBoolean()", false]),
  method("number", "toDateTime", "(format?)", "A Luxon date of a time: ms (if none is named), s, us, excel", [
    '(0).toDateTime("s").toMillis()',
    0,
  ]),
  method("number", "toFloat", "()", "The number itself", ["(1.5).toFloat()", 1.5]),
  method("number", "toInt", "()", "The nearest whole number", ["(1.2).toInt()", 1]),
  method("number", "toNumber", "()", "The number itself", ["(1.5).toNumber()", 1.5]),
  method("boolean", "isEmpty", "()", "Always false", ["false.isEmpty()", false]),
  method("boolean", "isNotEmpty", "()", "Always true", ["false.isNotEmpty()", true]),
  method("boolean", "toBoolean", "()", "The value itself", ["true.toBoolean()", true]),
  method("boolean", "toFloat", "()", "1 for true, 0 for false", ["true.toFloat()", 1]),
  method("boolean", "toInt", "()", "1 for true, 0 for false", ["true.toInt()", 1]),
  method("boolean", "toNumber", "()", "1 for true, 0 for false", ["false.toNumber()", 0]),
  method("date", "beginningOf", "(unit?)", "The start of the week, or of another unit", [
    'DateTime.utc(2026, 1, 31).beginningOf("month").day',
    1,
  ]),
  method("date", "diffTo", "(other, unit?)", "The time since the other date, in days or other units", [
    'DateTime.utc(2026, 1, 31).diffTo("2026-01-30T00:00:00Z", "hours")',
    24,
  ]),
  method("date", "diffToNow", "(unit?)", "The time since now, in days or other units", [
    '$now.diffToNow("hours").round()',
    0,
  ]),
  method("date", "endOfMonth", "()", "The last moment of the month", ["DateTime.utc(2026, 2, 3).endOfMonth().day", 28]),
  method("date", "extract", "(part?)", "A part: year, month, week, day, hour, minute, yearDayNumber …", [
    'DateTime.utc(2026, 1, 31).extract("month")',
    1,
  ]),
  method("date", "format", "(format)", "The date in a Luxon format", [
    'DateTime.utc(2026, 1, 31).format("dd.MM.yyyy")',
    "31.01.2026",
  ]),
  method("date", "isBetween", "(one, other)", "Whether it lies between two dates", [
    'DateTime.utc(2026, 1, 31).isBetween("2026-01-01", "2026-03-01")',
    true,
  ]),
  method("date", "isDst", "()", "Whether daylight saving time applies", ["DateTime.utc(2026, 1, 31).isDst()", false]),
  method("date", "isEmpty", "()", "Always false", ["DateTime.utc(2026, 1, 31).isEmpty()", false]),
  method("date", "isInLast", "(count?, unit?)", "Whether it lies in the last minutes, or other units", [
    '$now.isInLast(5, "minutes")',
    true,
  ]),
  method("date", "isNotEmpty", "()", "Always true", ["DateTime.utc(2026, 1, 31).isNotEmpty()", true]),
  method("date", "isWeekend", "()", "Whether it is Saturday or Sunday", [
    "DateTime.utc(2026, 1, 31).isWeekend()",
    true,
  ]),
  method("date", "minus", "(count, unit?)", "An earlier date; also takes an object as Luxon does", [
    'DateTime.utc(2026, 1, 31).minus(1, "day").day',
    30,
  ]),
  method("date", "plus", "(count, unit?)", "A later date; also takes an object as Luxon does", [
    'DateTime.utc(2026, 1, 31).plus(1, "day").day',
    1,
  ]),
  method("date", "toDateTime", "()", "A Luxon date", ["new Date(0).toDateTime().toMillis()", 0]),
  method("array", "append", "(…values)", "The list with values added", ["[1].append(2, 3)", [1, 2, 3]]),
  method("array", "average", "()", "The mean of the numbers", ["[1, 2, 6].average()", 3]),
  method("array", "chunk", "(size)", "The list in pieces", ["[1, 2, 3].chunk(2)", [[1, 2], [3]]]),
  method("array", "compact", "()", "The list without null, empty texts and empty objects", [
    '[1, null, ""].compact()',
    [1],
  ]),
  method("array", "difference", "(other)", "The values that the other list does not have", [
    "[1, 2].difference([2])",
    [1],
  ]),
  method("array", "first", "()", "The first value", ["[1, 2].first()", 1]),
  method("array", "intersection", "(other)", "The values both lists have", ["[1, 2].intersection([2, 3])", [2]]),
  method("array", "isEmpty", "()", "Whether there is no value", ["[].isEmpty()", true]),
  method("array", "isNotEmpty", "()", "Whether there is a value", ["[].isNotEmpty()", false]),
  method("array", "last", "()", "The last value", ["[1, 2].last()", 2]),
  method("array", "max", "()", "The largest number", ["[1, 3, 2].max()", 3]),
  method("array", "merge", "(other?)", "One object of all objects, with those of another list", [
    "[{ a: 1 }, { b: 2 }].merge()",
    { a: 1, b: 2 },
  ]),
  method("array", "min", "()", "The smallest number", ["[2, 1].min()", 1]),
  method("array", "pluck", "(…fields)", "These fields of each object", ['[{ a: 1 }, { a: 2 }].pluck("a")', [1, 2]]),
  method("array", "randomItem", "()", "One value by chance", ["[7].randomItem()", 7]),
  method("array", "renameKeys", "(from, to, …)", "The objects with fields renamed", [
    '[{ a: 1 }].renameKeys("a", "b")',
    [{ b: 1 }],
  ]),
  method("array", "smartJoin", "(keyField, valueField)", "One object with a field for each object", [
    '[{ k: "a", v: 1 }].smartJoin("k", "v")',
    { a: 1 },
  ]),
  method("array", "sum", "()", "The sum of the numbers", ["[1, 2].sum()", 3]),
  method("array", "toJsonString", "()", "The list as JSON", ["[1].toJsonString()", "[1]"]),
  method("array", "union", "(other)", "The values of both lists, each once", ["[1, 2].union([2, 3])", [1, 2, 3]]),
  method("array", "unique", "(…fields)", "Each value once; objects by these fields", ["[1, 1, 2].unique()", [1, 2]]),
  method("object", "compact", "()", "The object without fields that are null or empty", [
    "({ a: 1, b: null }).compact()",
    { a: 1 },
  ]),
  method("object", "hasField", "(name)", "Whether it has the field", ['({ a: 1, b: 2 }).hasField("a")', true]),
  method("object", "isEmpty", "()", "Whether it has no field", ["({}).isEmpty()", true]),
  method("object", "isNotEmpty", "()", "Whether it has a field", ["({ a: 1, b: 2 }).isNotEmpty()", true]),
  method("object", "keepFieldsContaining", "(text)", "Only the fields whose text contains it", [
    '({ a: "xy", b: "z" }).keepFieldsContaining("x")',
    { a: "xy" },
  ]),
  method("object", "keys", "()", "The names of its fields", ["({ a: 1, b: 2 }).keys()", ["a", "b"]]),
  method("object", "removeField", "(name)", "The object without the field", [
    '({ a: 1, b: 2 }).removeField("a")',
    { b: 2 },
  ]),
  method("object", "removeFieldsContaining", "(text)", "The object without fields whose text contains it", [
    '({ a: "xy", b: "z" }).removeFieldsContaining("x")',
    { b: "z" },
  ]),
  method("object", "toJsonString", "()", "The object as JSON", ["({ a: 1 }).toJsonString()", '{"a":1}']),
  method("object", "urlEncode", "()", "The object as a query string", ["({ a: 1, b: 2 }).urlEncode()", "a=1&b=2"]),
  method("object", "values", "()", "The values of its fields", ["({ a: 1, b: 2 }).values()", [1, 2]]),
];

/** Every name and other name; a call of one of them goes through the sandbox's dispatch. */
export const methodNames: ReadonlySet<string> = new Set([
  ...expressionMethods.map(({ name }) => name),
  ...Object.values(methodAliases).flatMap((aliases) => Object.keys(aliases)),
]);

export const methodsOf = (type: ReceiverType) => expressionMethods.filter((entry) => entry.type === type);

function method(
  type: ReceiverType,
  name: string,
  signature: string,
  doc: string,
  example: ExpressionMethod["example"],
): ExpressionMethod {
  return { type, name, signature, doc, example };
}
