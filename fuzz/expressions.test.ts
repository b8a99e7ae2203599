import fc from "fast-check";
import { afterAll, beforeAll, describe } from "vitest";
import { compileParams } from "@/server/sandbox/compile-params";
import { openSandbox, type Sandbox } from "@/server/sandbox/testing";
import { fuzz, type Outcome, strangeText } from "./fuzz.testing";

let sandbox: Sandbox;
const canary = "canary-of-the-fuzzed-environment";
beforeAll(() => {
  process.env.ISLEWIRE_FUZZ_CANARY = canary;
  sandbox = openSandbox({ memoryMb: 64 });
});
afterAll(() => {
  delete process.env.ISLEWIRE_FUZZ_CANARY;
  sandbox.executor.stop();
});

/** Expressions that mostly can be parsed, of what attacks are made of. */
const source = fc.letrec<{ code: string }>((tie) => {
  const code = tie("code");
  const name = fc.constantFrom(
    ...[
      "$json",
      "$json.a",
      "$input",
      "$now",
      "$workflow",
      "$execution",
      "$vars",
      "$items",
      "$('x')",
      "$env",
      "$jmespath",
    ],
    ...[
      "this",
      "process",
      "globalThis",
      "require",
      "Function",
      "constructor",
      "Object",
      "Array",
      "DateTime",
      "JSON",
      "Math",
    ],
    ...["Symbol", "Promise", "Reflect", "Error", "Map", "eval", "undefined", "NaN", "x"],
  );
  const property = fc.constantFrom(
    ...[
      "constructor",
      "__proto__",
      "prototype",
      "toString",
      "length",
      "a",
      "map",
      "call",
      "first",
      "all",
      "item",
      "json",
    ],
    ...["mainModule", "env", "stack", "then", "caller", "toJSON", "valueOf", "hash", "toDateTime", "isEmpty", "keys"],
  );
  const binary = fc.constantFrom(
    "+",
    "-",
    "*",
    "/",
    "%",
    "**",
    "==",
    "===",
    "<",
    "in",
    "instanceof",
    "&&",
    "||",
    "??",
    ",",
    "=",
  );
  return {
    code: fc.oneof(
      { depthSize: "medium", withCrossShrink: true },
      { weight: 4, arbitrary: name },
      { weight: 2, arbitrary: fc.integer({ min: -5, max: 1_000 }).map(String) },
      strangeText.filter((text) => text.length < 100).map((text) => JSON.stringify(text)),
      { weight: 3, arbitrary: fc.tuple(code, property).map(([of, key]) => `${of}.${key}`) },
      fc.tuple(code, property).map(([of, key]) => `${of}?.['${key.slice(0, 3)}' + '${key.slice(3)}']`),
      fc.tuple(code, code).map(([of, key]) => `(${of})[${key}]`),
      {
        weight: 2,
        arbitrary: fc.tuple(code, fc.array(code, { maxLength: 2 })).map(([of, given]) => `(${of})(${given.join()})`),
      },
      fc.tuple(code, binary, code).map(([a, sign, b]) => `(${a} ${sign} ${b})`),
      fc.tuple(code, code, code).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.array(code, { maxLength: 3 }).map((list) => `[${list.join()}]`),
      fc.tuple(property, code).map(([key, value]) => `({ ${key}: ${value}, ...${value} })`),
      code.map((inner) => `((a = ${inner}) => a)()`),
      code.map((inner) => `(function () { try { return ${inner} } catch (e) { return e } })()`),
      code.map((inner) => `(function* () { yield ${inner} })().next().value`),
      code.map((inner) => `\`\${${inner}}\``),
      code.map((inner) => `new (class { a = ${inner} })().a`),
      fc.tuple(property, code).map(([key, value]) => `(Object.prototype.${key} = ${value})`),
      code.map((inner) => `[1, 2].map((n) => ${inner})`),
    ),
  };
}).code;
const template = fc.oneof(
  { weight: 8, arbitrary: source.map((code) => `={{ ${code} }}`) },
  fc.tuple(strangeText, source).map(([text, code]) => `=${text.slice(0, 50)} {{ ${code} }}`),
  strangeText.map((text) => `={{ ${text.slice(0, 2_000)} }}`),
);

/** One call for all. What a template gives, or that it is refused; anything else throws. */
async function attempt(templates: string[]): Promise<Outcome[]> {
  const { codes } = compileParams({ all: templates });
  const errors = new Set<number>();
  let columns: Awaited<ReturnType<Sandbox["evaluate"]>> = [];
  try {
    columns =
      codes.length === 0 ? [] : await sandbox.evaluate(codes, { items: [{ json: { a: 1 } }], timeoutMs: 5_000 });
  } catch (thrown) {
    // One of many that takes too long or too much ends the call for all, and says so.
    const { code, message } = thrown as { code?: string; message: string };
    if (!/^CODE_(TIMEOUT|MEMORY|OUTPUT|CRASHED|TOO_LARGE)$/.test(code ?? "")) throw thrown;
    if (templates.length > 1) return (await Promise.all(templates.map((one) => attempt([one])))).flat();
    if (message.length > 5_000) throw new Error("The message is endless");
    return ["refused"];
  }
  const told = JSON.stringify(columns);
  if (told.includes(canary) || told.includes(process.cwd()) || /node:internal|executor\/main\.js/.test(told))
    throw new Error(`Something of the host is told: ${told.slice(0, 500)}`);
  for (const [index, { errors: failed = [], values }] of columns.entries()) {
    if (failed.length > 0) errors.add(index);
    if (values.length > 1) throw new Error("There are more values than items");
  }
  const clean = await sandbox.value(
    "={{ [1, 2].map((n) => n * 2).join() + typeof ({}).polluted + Object.keys({ a: 1 }).length }}",
  );
  if (clean !== "2,4undefined1") throw new Error(`The next expression gives ${JSON.stringify(clean)}`);
  const refused = Math.min(
    templates.length,
    errors.size + (templates.length - Math.min(codes.length, templates.length)),
  );
  return templates.map((_, index) => (index < refused ? "refused" : "accepted"));
}

describe("T004 T007 T016 expressions", () => {
  fuzz("expressions", { batch: fc.array(template, { minLength: 20, maxLength: 20 }), tries: 60, attempt });
});
