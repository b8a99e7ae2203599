import type { Json, JsonObject } from "@/shared/item";
import type { Exporters, Mapped, Mapper, Mappers } from "../mapper";
import { list, object, stored, text, word } from "../params";

/** n8n's signs, and the names that comparisons have here. */
const comparisons: { [sign: string]: string } = {
  ...{ equal: "equal", "=": "equal", "!=": "different", "<": "less", "<=": "atMost", ">": "greater", ">=": "atLeast" },
  ...{ LIKE: "like", "IS NULL": "null", "IS NOT NULL": "notNull" },
};
const signs: { [comparison: string]: string } = Object.fromEntries(
  Object.entries(comparisons).map(([sign, comparison]) => [comparison, sign === "=" ? "equal" : sign]),
);

export const databasesMappers: Mappers = { postgres: mapperOf("core.postgres"), mySql: mapperOf("core.mysql") };

function mapperOf(type: string): Mapper {
  return (params, version): Mapped => {
    if (version < 2) throw new Error("Version 1 wrote columns as one text");
    const warnings: string[] = [];
    const operation = operationOf(params, warnings);
    return { type, params: { operation }, warnings };
  };
}

function operationOf(params: JsonObject, warnings: string[]): JsonObject {
  const options = object(params.options);
  const table = tableOf(params);
  const batch = { give: "rows", ...(options.skipOnConflict === true && { refused: "others" }) };
  switch (text(params.operation, "insert")) {
    case "executeQuery":
      return {
        is: "query",
        query: text(params.query),
        values: replacements(options.queryReplacement, warnings),
        each: "each",
      };
    case "select":
      if (options.outputColumns)
        warnings.push("All columns are read: choose among them with Edit Fields, or write a query");
      return {
        ...{ is: "read", table, where: whereOf(params, warnings) },
        order: list(object(params.sort).values).map(({ column, direction }) => ({
          column: word(column),
          way: text(direction, "ASC") === "DESC" ? "DESC" : "ASC",
        })),
        limit: params.returnAll === true ? 0 : (params.limit ?? 50),
      };
    case "insert":
      return { is: "insert", table, columns: columnsOf(params).columns, ...batch };
    case "upsert": {
      const { columns, matching } = columnsOf(params);
      return { is: "upsert", table, columns, keys: matching.map(({ column }) => ({ column })), ...batch };
    }
    case "update": {
      const { columns, matching } = columnsOf(params);
      return {
        is: "update",
        table,
        columns,
        where: matching.map(({ column, value }) => ({ column, is: "equal", value })),
      };
    }
    case "deleteTable": {
      const command = text(params.deleteCommand, "truncate");
      if (command === "delete") return { is: "remove", table, where: whereOf(params, warnings), all: false };
      if (command === "truncate") return { is: "remove", table, where: [], all: true };
      return { is: "query", query: `DROP TABLE ${table}`, values: [], each: "once" };
    }
    default:
      throw new Error("An operation that n8n's node did not have");
  }
}

/** A value of n8n's resource locator, or a plain one. */
const located = (value: Json | undefined): string => word(object(value).value ?? value);

function tableOf(params: JsonObject): string {
  const schema = located(params.schema);
  const table = located(params.table);
  return schema && schema !== "public" ? `${schema}.${table}` : table;
}

type Column = { column: string; value: Json };

/** Since 2.2 in one parameter, before that in several. `matching` tells rows apart. */
function columnsOf(params: JsonObject): { columns: JsonObject; matching: Column[] } {
  const mapped = object(params.columns);
  const isNew = Object.keys(mapped).length > 0;
  const mode = text(isNew ? mapped.mappingMode : params.dataMode, "autoMapInputData");
  const written: Column[] = isNew
    ? Object.entries(object(mapped.value)).map(([column, value]) => ({ column, value }))
    : list(object(params.valuesToSend).values).map(({ column, value }) => ({
        column: word(column),
        value: value ?? null,
      }));
  const names = isNew
    ? (Array.isArray(mapped.matchingColumns) ? mapped.matchingColumns : []).map(word).filter(Boolean)
    : [located(params.columnToMatchOn)].filter(Boolean);
  const isAuto = mode === "autoMapInputData";
  const matching = names.map((column): Column => {
    const known = isNew ? written.find((one) => one.column === column)?.value : params.valueToMatchOn;
    return { column, value: isAuto || known === undefined ? `={{ $json[${JSON.stringify(column)}] }}` : known };
  });
  const withKey = isNew || isAuto ? written : [...matching, ...written];
  return { columns: isAuto ? { is: "fields" } : { is: "mapped", list: withKey }, matching };
}

function whereOf(params: JsonObject, warnings: string[]): JsonObject[] {
  const conditions = list(object(params.where).values);
  if (text(params.combineConditions, "AND") === "OR" && conditions.length > 1) {
    warnings.push("The conditions were joined by OR; here all must be true. Write a query instead");
  }
  return conditions.map(({ column, condition, value }) => ({
    column: located(column),
    is: comparisons[text(condition, "equal")] ?? "equal",
    value: value ?? null,
  }));
}

/** One text of values with commas between them, each of which may be an expression. */
function replacements(value: Json | undefined, warnings: string[]): JsonObject[] {
  const written = text(value);
  if (!written) return [];
  const isExpression = written.startsWith("=");
  const parts = splitOutside(isExpression ? written.slice(1) : written);
  const [only] = parts;
  if (parts.length === 1 && only && /^\{\{\s*\[/.test(only)) {
    warnings.push("The values of the query are one list: give each a row of its own");
  }
  return parts.map((part) => ({ value: isExpression ? literalOf(part) : part }));
}

/** What holds nothing but a literal is that literal. */
function literalOf(part: string): Json {
  const [, inner] = /^\{\{(.*)\}\}$/s.exec(part) ?? [];
  if (inner === undefined) return part.includes("{{") ? `=${part}` : part;
  try {
    return JSON.parse(inner) as Json;
  } catch {
    return `=${part}`;
  }
}

/** At commas that stand in no expression. */
function splitOutside(written: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const [index, character] of [...written].entries()) {
    if (written.startsWith("{{", index)) depth++;
    if (written.startsWith("}}", index - 1) && index > 0) depth = Math.max(0, depth - 1);
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

export const databasesExporters: Exporters = {
  "core.postgres": (params) => exported("n8n-nodes-base.postgres", 2.6, params, true),
  "core.mysql": (params) => exported("n8n-nodes-base.mySql", 2.5, params, false),
};

function exported(type: string, typeVersion: number, params: JsonObject, hasSchema: boolean) {
  const operation = object(params.operation);
  const warnings: string[] = [];
  // Here it is refused, in n8n the table would be empty.
  if (operation.is === "remove" && list(operation.where).length === 0 && operation.all !== true) return undefined;
  if (operation.refused === "others") warnings.push("n8n does not tell refused rows from others: all are refused");
  return { type, typeVersion, parameters: parametersOf(operation, hasSchema), warnings };
}

function parametersOf(operation: JsonObject, hasSchema: boolean): JsonObject {
  const written = text(operation.table);
  const dot = written.lastIndexOf(".");
  const [schema, table] = hasSchema && dot > 0 ? [written.slice(0, dot), written.slice(dot + 1)] : ["public", written];
  const locator = (mode: string, value: string): JsonObject => ({ __rl: true, mode, value });
  const where = list(operation.where).map(({ column, is, value }) =>
    stored({ column: column ?? "", condition: signs[text(is)] ?? "equal", value: value ?? undefined }),
  );
  const values = list(operation.values).map(({ value }) => asText(value ?? null));
  const place = { ...(hasSchema && { schema: locator("list", schema) }), table: locator("name", table) };
  switch (operation.is) {
    case "query":
      return stored({
        ...{ operation: "executeQuery", query: operation.query },
        options: values.length ? { queryReplacement: `=${values.join(", ")}` } : {},
      });
    case "read":
      return stored({
        ...{ operation: "select", ...place },
        ...(operation.limit === 0 ? { returnAll: true } : { limit: operation.limit }),
        where: where.length ? { values: where } : undefined,
        sort: list(operation.order).length
          ? {
              values: list(operation.order).map(({ column, way }) => ({
                column: column ?? "",
                direction: way ?? "ASC",
              })),
            }
          : undefined,
        options: {},
      });
    case "remove":
      if (where.length === 0) return { operation: "deleteTable", ...place, deleteCommand: "truncate" };
      return { operation: "deleteTable", ...place, deleteCommand: "delete", where: { values: where } };
    default: {
      const keys = (operation.is === "upsert" ? list(operation.keys) : list(operation.where)).map(
        ({ column }) => column ?? "",
      );
      return {
        ...{ operation: text(operation.is), ...place },
        columns: { ...columnsToExport(object(operation.columns)), matchingColumns: keys },
        options: {},
      };
    }
  }
}

function columnsToExport(columns: JsonObject): JsonObject {
  if (columns.is !== "mapped") return { mappingMode: "autoMapInputData", value: {} };
  const entries = list(columns.list).map(({ column, value }): [string, Json] => [word(column), value ?? null]);
  return { mappingMode: "defineBelow", value: Object.fromEntries(entries) };
}

const asText = (value: Json): string =>
  typeof value === "string" ? value.replace(/^=/, "") : `{{ ${JSON.stringify(value)} }}`;
