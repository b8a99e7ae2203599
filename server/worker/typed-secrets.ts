import type { Fields } from "@/shared/field";
import { isJsonObject } from "@/shared/item";
import { isSecretName } from "@/shared/secret-name";

/**
 * What is entered in the parameters of a node that nobody is to read in its outputs, logs and errors: fields that are declared
 * as secrets, and rows such as headers by the name of a secret.
 */
export function typedSecrets(fields: Fields, params: unknown): string[] {
  if (!isRecord(params)) return [];
  return Object.entries(fields).flatMap(([name, field]): string[] => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    switch (field.control) {
      case "secret":
        return typeof value === "string" ? partsOf(value) : [];
      case "list":
        return Array.isArray(value) ? value.flatMap((row) => [...typedSecrets(field.of, row), ...named(row)]) : [];
      case "choice":
        return isRecord(value) ? typedSecrets(field.cases[String(value.is)]?.fields ?? {}, value) : [];
      default:
        return [];
    }
  });
}

const isRecord = (value: unknown): value is { [name: string]: unknown } => isJsonObject(value as never);

function named(row: unknown): string[] {
  if (!isRecord(row) || typeof row.name !== "string" || typeof row.value !== "string") return [];
  return isSecretName(row.name) ? partsOf(row.value) : [];
}

/** Also without the name of the scheme that stands before it, as in `Bearer abc`. */
function partsOf(value: string): string[] {
  const parts = [value, value.slice(value.indexOf(" ") + 1)];
  return value.includes("\n") ? [...parts, ...value.split("\n")] : parts;
}
