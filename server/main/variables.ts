import type { z } from "zod";

/** Throws an error that names the variable and what is wrong with it. */
export function parseVariables<T extends z.ZodType>(schema: T, given: object): z.output<T> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`The environment variable ${issue?.path.join(".")} is not valid: ${issue?.message}`);
}
