import type { Json } from "@/shared/item";

export const ways = [
  { value: "count", label: "Count" },
  { value: "countUnique", label: "Count different values" },
  { value: "sum", label: "Sum" },
  { value: "average", label: "Average" },
  { value: "min", label: "Smallest" },
  { value: "max", label: "Largest" },
  { value: "append", label: "Collect in a list" },
  { value: "concatenate", label: "Join as text" },
] as const;
type Way = (typeof ways)[number]["value"];

export type Entry = { how: Way; field: string; includeEmpty: boolean; separator: string };

const prefixes: { [way in Way]: string } = {
  count: "count_",
  countUnique: "unique_count_",
  sum: "sum_",
  average: "average_",
  min: "min_",
  max: "max_",
  append: "appended_",
  concatenate: "concatenated_",
};

/** The name of the result, such as `sum_price` or `count_address_city`. */
export const nameOf = ({ how, field }: Entry) =>
  `${prefixes[how]}${field.replace(/[\]["]/g, "").replace(/[[ .]/g, "_")}`;

export const isMissing = (value: Json | undefined) => value === undefined || value === null || value === "";

export function summaryOf(values: (Json | undefined)[], { how, includeEmpty, separator }: Entry): Json {
  const kept = includeEmpty ? values : values.filter((value) => !isMissing(value));
  switch (how) {
    case "count":
      return kept.length;
    case "countUnique":
      return new Set(kept).size;
    case "sum":
      return numbers(values).reduce((sum, value) => sum + value, 0);
    case "average": {
      const given = numbers(values);
      return given.length ? given.reduce((sum, value) => sum + value, 0) / given.length : null;
    }
    case "min":
      return best(values, (a, b) => a < b);
    case "max":
      return best(values, (a, b) => a > b);
    case "append":
      return kept.map((value) => value ?? null);
    case "concatenate":
      return kept.map((value) => (typeof value === "object" ? JSON.stringify(value) : String(value))).join(separator);
  }
}

const numbers = (values: (Json | undefined)[]) => values.filter((value) => typeof value === "number");

/** Values are compared as they are, numbers and texts alike. */
function best(values: (Json | undefined)[], isBetter: (a: string, b: string) => boolean): Json {
  let found: Json | undefined;
  for (const value of values) {
    if (isMissing(value)) continue;
    if (found === undefined || isBetter(value as string, found as string)) found = value;
  }
  return found ?? null;
}
