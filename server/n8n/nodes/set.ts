import type { Json, JsonObject } from "@/shared/item";
import type { Exporters, Mapped, Mappers } from "../mapper";
import { list, object, stored, text, unless } from "../params";

export const setMappers: Mappers = {
  set(params, version): Mapped {
    const options = object(params.options);
    const include = includeOf(params, version);
    const keepsFiles =
      version >= 3.4 ? include !== "none" && options.stripBinary !== true : options.includeBinary !== false;
    const shared: JsonObject = {
      keepOthers: include !== "none",
      ...othersOf(include, params),
      ...(options.dotNotation === false && { dots: false }),
      ...(options.ignoreConversionErrors === true && { lenient: true }),
      ...(!keepsFiles && { files: false }),
      ...(params.duplicateItem === true && { copies: params.duplicateCount ?? 1 }),
    };
    const values: JsonObject =
      version >= 3 && (params.mode === "raw" || params.mode === "json")
        ? { is: "object", object: params.jsonOutput ?? defaultOutput }
        : { is: "fields", fields: fieldsOf(params, version) };
    return { type: "core.editFields", params: { values, ...shared } };
  },
};

const defaultOutput = { my_field_1: "value", my_field_2: 1 };

function includeOf(params: JsonObject, version: number): string {
  if (version < 3) return params.keepOnlySet === true ? "none" : "all";
  if (version >= 3.3 && params.includeOtherFields !== true) return "none";
  return text(params.include, "all");
}

function othersOf(include: string, params: JsonObject): JsonObject {
  if (include === "selected") return { others: { is: "selected", fields: params.includeFields ?? "" } };
  return include === "except" ? { others: { is: "except", fields: params.excludeFields ?? "" } } : {};
}

const types = ["string", "number", "boolean", "array", "object"];
const typeOf = (type: string) => (types.includes(type) ? type : "any");

function fieldsOf(params: JsonObject, version: number): Json {
  if (version >= 3.3) {
    return list(object(params.assignments).assignments).map(({ name, type, value }) => ({
      ...{ name: text(name), type: typeOf(text(type, "string")), value: value ?? null },
    }));
  }
  if (version >= 3) {
    return list(object(params.fields).values).map((row) => {
      const type = text(row.type, "stringValue");
      const value = row[type] ?? defaults[type] ?? "";
      return { name: text(row.name), type: typeOf(type.replace("Value", "")), value };
    });
  }
  // Old versions took every value as it was.
  return Object.entries(object(params.values)).flatMap(([type, rows]) =>
    list(rows).map(({ name, value }) => ({
      ...{ name: text(name, "propertyName"), type: "any", value: value ?? defaults[`${type}Value`] ?? "" },
    })),
  );
}

const defaults: JsonObject = { stringValue: "", numberValue: 0, booleanValue: true, objectValue: "={}" };

export const setExporters: Exporters = {
  "core.editFields": (params) => {
    const { values, keepOthers, others, dots, lenient, files, copies = 0 } = params;
    // What keeps files without keeping fields was possible up to version 3.3 only.
    const isOld = files !== false && keepOthers === false;
    const assignments = list(object(values).fields).map(({ name = "", type = "string", value = null }, index) => ({
      ...{ id: `field-${index}`, name, value, type },
    }));
    const kept = object(others);
    return {
      type: "n8n-nodes-base.set",
      typeVersion: isOld ? 3.3 : 3.4,
      parameters: stored({
        ...(object(values).is === "object"
          ? { mode: "raw", jsonOutput: object(values).object }
          : { assignments: { assignments } }),
        ...(keepOthers !== false && {
          includeOtherFields: true,
          include: unless(kept.is, "all"),
          ...(kept.is === "selected" && { includeFields: kept.fields }),
          ...(kept.is === "except" && { excludeFields: kept.fields }),
        }),
        ...(copies !== 0 && { duplicateItem: true, duplicateCount: copies }),
        options: stored({
          dotNotation: dots === false ? false : undefined,
          ignoreConversionErrors: unless(lenient, false),
          stripBinary: files === false && keepOthers !== false ? true : undefined,
        }),
      }),
    };
  },
};
