import type { Json, JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { list, object, text } from "../params";

export const setMappers: Mappers = {
  set(params, version): Mapped {
    const options = object(params.options);
    const dots = options.dotNotation !== false;
    const keepOthers =
      version >= 3.3
        ? params.includeOtherFields === true
        : version >= 3
          ? text(params.include, "all") !== "none"
          : params.keepOnlySet !== true;
    if (params.mode === "raw") {
      return {
        type: "core.editFields",
        params: { values: { is: "object", object: params.jsonOutput ?? {} }, keepOthers, dots },
      };
    }
    return {
      type: "core.editFields",
      params: { values: { is: "fields", fields: setFields(params, version) }, keepOthers, dots },
    };
  },
};

function setFields(params: JsonObject, version: number): Json {
  const types: { [type: string]: string } = {
    string: "string",
    number: "number",
    boolean: "boolean",
    array: "array",
    object: "object",
  };
  if (version >= 3.3) {
    return list(object(params.assignments).assignments).map(({ name, type, value }) => ({
      name: text(name),
      type: types[text(type)] ?? "any",
      value: value ?? "",
    }));
  }
  if (version >= 3) {
    return list(object(params.fields).values).map((row) => {
      const type = text(row.type, "stringValue");
      return { name: text(row.name), type: types[type.replace("Value", "")] ?? "any", value: row[type] ?? "" };
    });
  }
  return Object.entries(object(params.values)).flatMap(([type, rows]) =>
    list(rows).map(({ name, value }) => ({ name: text(name), type: types[type] ?? "any", value: value ?? "" })),
  );
}
