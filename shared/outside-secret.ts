import { z } from "zod";
import { isJsonObject, type Json } from "./item";

/** Where a value of a credential is, when it is not stored with it. A structure, so that no text can be taken for one. */
export type OutsideSecret =
  | { from: "environment"; name: string }
  | { from: "file"; path: string }
  | { from: "vault"; path: string; key: string };

export type OutsideValue = { $outside: OutsideSecret };

export const outsideKinds = ["environment", "file", "vault"] as const;
export const environmentPrefix = "ISLEWIRE_SECRET_";

const text = z.string().trim().min(1, "is required").max(512);
const schema: z.ZodType<OutsideSecret> = z.discriminatedUnion("from", [
  z.strictObject({
    from: z.literal("environment"),
    name: text.regex(/^ISLEWIRE_SECRET_\w+$/, `names a variable that begins with ${environmentPrefix}`),
  }),
  z.strictObject({ from: z.literal("file"), path: text }),
  z.strictObject({
    from: z.literal("vault"),
    path: text.regex(/^[^/?#\s]+(\/[^/?#\s]+)+$/, "is the mount and the path, such as secret/shop"),
    key: text,
  }),
]);

export const isOutsideValue = (value: unknown): value is OutsideValue =>
  isJsonObject((value ?? null) as Json) && Object.hasOwn(value as object, "$outside");

/** What is wrong with it, if anything. */
export function problemOfOutside({ $outside }: OutsideValue): string | undefined {
  const { error } = schema.safeParse($outside);
  if (!error) return undefined;
  const [issue] = error.issues;
  return `(${[issue?.path.join("."), issue?.message].filter(Boolean).join(" ")})`;
}

/** How people call it. */
export function nameOfOutside({ $outside }: OutsideValue): string {
  switch ($outside.from) {
    case "environment":
      return `the variable ${$outside.name}`;
    case "file":
      return `the file ${$outside.path}`;
    case "vault":
      return `"${$outside.key}" of ${$outside.path} in the vault`;
  }
}
