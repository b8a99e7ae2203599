import { z } from "zod";
import { type Conditions, conditionTypes, operators } from "./conditions";

export const conditionsSchema: z.ZodType<Conditions> = z.object({
  combine: z.enum(["and", "or"]).default("and"),
  ignoreCase: z.boolean().default(false),
  loose: z.boolean().default(false),
  version: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
  conditions: z
    .array(
      z
        .object({
          left: z.json().default(null),
          type: z.enum(conditionTypes),
          operation: z.string(),
          right: z.json().default(null),
        })
        .refine((c) => operators[c.type].some((known) => known.operation === c.operation), {
          error: "is not a known comparison",
        }),
    )
    .default([]),
});
