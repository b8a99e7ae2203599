import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import { listAt, own, type Reader, textAt } from "./references";
import { propertiesOf, schemaOf, typeOf } from "./schema-param";

const maxLevels = 4;
const maxLength = 1_500;

/** A value such as the schema wants, as text for an empty field to show. */
export function exampleOf(given: Json, reader: Reader): string {
  let left = 100;
  const text = JSON.stringify(build(given, 0), null, 2);
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;

  function build(value: Json | undefined, level: number): Json {
    const schema = schemaOf(value, reader);
    const said = own(schema, "example") ?? own(schema, "default") ?? listAt(schema, "enum")[0];
    if (said !== undefined && (typeof said !== "object" || level > 0 || said !== null)) return said;
    switch (typeOf(schema)) {
      case "integer":
      case "number":
        return 0;
      case "boolean":
        return false;
      case "array":
        return level < maxLevels && left-- > 0 ? [build(own(schema, "items"), level + 1)] : [];
      case "object":
        return level < maxLevels ? objectOf(schema, level) : {};
      default:
        return textAt(schema, "format") === "date-time" ? "2026-01-31T12:00:00Z" : "";
    }
  }

  function objectOf(schema: JsonObject, level: number): JsonObject {
    const wanted = propertiesOf(schema).filter(
      ([name, property]) => name !== "__proto__" && !(isJsonObject(property) && own(property, "readOnly") === true),
    );
    return Object.fromEntries(
      wanted.flatMap(([name, property]) => (left-- > 0 ? [[name, build(property, level + 1)]] : [])),
    );
  }
}
