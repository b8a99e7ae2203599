import type { Fields } from "@/shared/field";

/** A parameter's path such as `values.fields.0.value` as the form calls it: Values › Fields › 1 › Value. */
export function fieldName(path: string, known: Fields | undefined): string {
  let fields = known;
  const names = path.split(".").map((key) => {
    if (/^\d+$/.test(key)) return String(Number(key) + 1);
    const field = fields && Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (field?.control === "list") fields = field.of;
    else if (field?.control === "choice") {
      fields = Object.assign({}, ...Object.values(field.cases).map((one) => one.fields)) as Fields;
    }
    return key === "is" ? "" : (field?.label ?? key);
  });
  return names.filter(Boolean).join(" › ");
}
