import type { z } from "zod";

/**
 * As `safeParse` of the schema. What makes a check throw does not fit either: an object may say that it has a length,
 * which is asked for before it is found to be no text, and then be no number.
 */
export function safeParse<T>(schema: z.ZodType<T>, value: unknown): { data: T } | { issues: Issue[] } {
  try {
    const { success, data, error } = schema.safeParse(value);
    return success ? { data } : { issues: error.issues };
  } catch {
    return { issues: [{ path: [], message: "something in it is neither a text nor a number" }] };
  }
}

type Issue = { path: PropertyKey[]; message: string };
