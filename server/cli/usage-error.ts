/** What was asked for is not understood: exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Throws when the text is none of them. */
export function oneOf<const Names extends readonly string[]>(what: string, text: string, names: Names): Names[number] {
  if (names.includes(text)) return text;
  throw new UsageError(`${what}: "${text}" is not one of ${names.join(", ")}`);
}

/** Throws when the text is no whole number of that range. */
export function wholeNumber(what: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`${what} is a number from ${min} to ${max}`);
}
