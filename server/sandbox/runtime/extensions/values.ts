/** What counts as no value in lists and objects, and how values are compared. */

const isObject = (value: unknown): value is { [name: string]: unknown } => typeof value === "object" && value !== null;

export function isGone(value: unknown): boolean {
  if (value === null || value === undefined || value === "" || value === "nil") return true;
  return isObject(value) && !(value instanceof Date) && Object.keys(value).length === 0;
}

/** Without what is no value, however deep. */
export function compactValue(value: unknown): unknown {
  if (!isObject(value) || value instanceof Date) return value;
  if (Array.isArray(value)) return value.filter((entry) => !isGone(entry)).map(compactValue);
  const kept = Object.entries(value).filter(([, entry]) => !isGone(entry));
  return Object.fromEntries(kept.map(([key, entry]) => [key, compactValue(entry)]));
}

/** Equal values have the same key, whatever the order of their fields. */
export function textKey(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textKey).join()}]`;
  if (value instanceof Date) return `date:${value.getTime()}`;
  if (isObject(value)) {
    const fields = Object.keys(value).sort();
    return `{${fields.map((name) => `${JSON.stringify(name)}:${textKey(value[name])}`).join()}}`;
  }
  return typeof value === "string" ? JSON.stringify(value) : `${typeof value}:${String(value)}`;
}
