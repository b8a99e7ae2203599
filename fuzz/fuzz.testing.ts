import fc from "fast-check";
import { afterAll, expect, it } from "vitest";

/**
 * Inputs made at random, by the same generators in two forms: a few seconds of each with every run of the tests, always
 * the same ones, and as many as somebody asks for with `npm run fuzz -- --inputs 100000 [--seed 7] [--only importer]`.
 */
const inputs = Number(process.env.ISLEWIRE_FUZZ_INPUTS ?? 0);
const seed = Number(process.env.ISLEWIRE_FUZZ_SEED ?? 20_261);
const isLong = inputs > 0;

/** What became of an input: something was made of it, or it was refused in words. Everything else is a defect. */
export type Outcome = "accepted" | "refused";
type Target<T> = {
  /** Inputs of one try: those that cost a call of another process come many at once. */
  batch: fc.Arbitrary<T[]>;
  /** Tries in the short form. */
  tries: number;
  attempt(batch: T[]): Promise<Outcome[]> | Outcome[];
};

const natives = [Object, Array, Function, String, Number, Map, Set, Promise, RegExp, Date].map((one) => one.prototype);
const namesOf = () => natives.map((native) => Reflect.ownKeys(native).map(String).join()).join("\n");

export function fuzz<T>(title: string, { batch, tries, attempt }: Target<T>): void {
  const account = { inputs: 0, accepted: 0, refused: 0 };
  const clean = namesOf();
  const size = fc.sample(batch, { numRuns: 1, seed })[0]?.length ?? 1;
  const numRuns = isLong ? Math.ceil(inputs / Math.max(1, size)) : tries;

  it(title, { timeout: isLong ? 6 * 3_600_000 : 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(batch, async (given) => {
        const outcomes = await attempt(given);
        expect(outcomes).toHaveLength(given.length);
        for (const outcome of outcomes) account[outcome]++;
        account.inputs += given.length;
        expect(namesOf(), "prototypes of this process").toBe(clean);
      }),
      { numRuns, seed, endOnFailure: true, verbose: 0 },
    );
    // Generators that are refused everything, or nothing, try too little.
    expect(account.accepted).toBeGreaterThan(0);
    expect(account.refused).toBeGreaterThan(0);
  });
  afterAll(() => {
    if (isLong)
      console.info(`${title}: ${JSON.stringify({ ...account, seed })}, crashes, pollution and 5xx: 0 unless it failed`);
  });
}

const strangeNames = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "length",
  "0",
  "",
  "is",
  "=",
];
export const strangeText = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 30, unit: "binary" }) },
  { weight: 4, arbitrary: fc.string({ maxLength: 60 }) },
  fc.constantFrom(...strangeNames),
  fc.constantFrom(
    "={{ 1 + 1 }}",
    "={{",
    "={{ }}",
    "=",
    "{{ $json.a }}",
    "={{ $json }}",
    "={{ $('x').item }}",
    "={{ [][0].a }}",
  ),
  fc.constantFrom("\u0000", "\ud800", "\u202e", "\r\nx: y", "'; DROP TABLE x; --", "../../etc/passwd", "javascript:1"),
  fc.constantFrom("NaN", "Infinity", "-0", "1e999", "0x10", "2026-02-30", "99999999999999999999", "null", "true"),
  fc.integer({ min: 1, max: 50_000 }).map((length) => "x".repeat(length)),
);
const strangeNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -0, -1, 1e308, -1e308, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 0.1),
);

/** Any JSON, with names and numbers that often go wrong. */
export const strangeJson = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(null, true, false),
    strangeNumber,
    strangeText,
    fc.array(tie("json"), { maxLength: 5 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...strangeNames), fc.string({ maxLength: 8 })), tie("json")), {
        maxLength: 5,
      })
      .map((entries) => Object.fromEntries(entries)),
  ),
})).json;

/** As it would arrive: what JSON cannot say is gone. */
export const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
