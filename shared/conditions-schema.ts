import { z } from "zod";
import { type Conditions, conditionTypes, operators } from "./conditions";

/** NaN is a number that is not there: of the values that JSON lacks, conditions know this one. */
const side = z.json().or(z.nan()).default(null);

export const conditionsSchema: z.ZodType<Conditions> = z.object({
  combine: z.enum(["and", "or"]).default("and"),
  ignoreCase: z.boolean().default(false),
  loose: z.boolean().default(false),
  version: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
  conditions: z
    .array(
      z
        .object({
          left: side,
          type: z.enum(conditionTypes),
          operation: z.string(),
          right: side,
        })
        .refine((c) => operators[c.type].some((known) => known.operation === c.operation), {
          error: "is not a known comparison",
        }),
    )
    .default([]),
});
