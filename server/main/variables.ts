import { z } from "zod";

/** Throws an error that names the variable and what is wrong with it. */
export function parseVariables<T extends z.ZodType>(schema: T, given: object): z.output<T> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`The environment variable ${issue?.path.join(".")} is not valid: ${issue?.message}`);
}

/** For a variable that has a grammar of its own: what its parser says becomes the problem that is reported. */
export const readBy =
  <T>(parse: (text: string) => T) =>
  (text: string, ctx: z.RefinementCtx<string>): T => {
    try {
      return parse(text);
    } catch (thrown) {
      ctx.addIssue({ code: "custom", message: thrown instanceof Error ? thrown.message : String(thrown) });
      return z.NEVER;
    }
  };
