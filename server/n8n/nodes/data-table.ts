import type { Json, JsonObject } from "@/shared/item";
import type { Exporters, Mapped, Mappers } from "../mapper";
import { list, object, stored, text, word } from "../params";

const operators: { [n8n: string]: string } = {
  ...{ eq: "equal", neq: "different", gt: "greater", gte: "atLeast", lt: "less", lte: "atMost" },
  ...{ isEmpty: "empty", isNotEmpty: "notEmpty" },
};
const conditions: { [ours: string]: string } = Object.fromEntries(
  Object.entries(operators).map(([n8n, ours]) => [ours, n8n]),
);

export const dataTableMappers: Mappers = {
  dataTable(params): Mapped {
    if (text(params.resource, "row") !== "row") throw new Error("Tables are made on the page Tables");
    const { name, isId } = tableOf(params.dataTableId);
    const warnings = [
      isId
        ? "n8n's file names the table by its id: choose the table, which must be there with the same columns"
        : "The table must be there with the same columns: n8n's files bring none along",
    ];
    const operation = operationOf(params, name, warnings);
    const outputs = [params.operation === "rowNotExists" ? "missing" : "main"];
    return { type: "core.table", params: { operation }, outputs, warnings };
  },
};

function operationOf(params: JsonObject, table: string, warnings: string[]): JsonObject {
  if (object(params.options).dryRun === true) warnings.push("Dry runs are not known here: this writes");
  const rows = {
    where: list(object(params.filters).conditions).map((condition) => conditionOf(condition, warnings)),
    match: text(params.matchType, "anyCondition") === "allConditions" ? "all" : "any",
  };
  const given = { failing: "throw", give: "rows" };
  switch (text(params.operation, "insert")) {
    case "insert":
      return { is: "insert", table, columns: columnsOf(params), ...given };
    case "get":
      return { is: "read", table, ...rows, sort: sortOf(params), limit: limitOf(params) };
    case "update":
      return { is: "update", table, columns: columnsOf(params), ...rows, ...given };
    case "upsert":
      return { is: "upsert", table, ...keyed(params, rows, warnings), ...given };
    case "deleteRows":
      return { is: "delete", table, ...rows, all: false };
    case "rowExists":
    case "rowNotExists":
      return { is: "exists", table, ...rows };
    default:
      throw new Error("An operation that n8n's node did not have");
  }
}

/** The file has the name beside the id, if somebody chose it in a list. */
function tableOf(value: Json | undefined): { name: string; isId: boolean } {
  const locator = object(value);
  const known = text(locator.cachedResultName);
  const name = known || word(locator.value ?? value);
  return { name, isId: known === "" && text(locator.mode) !== "name" && !name.startsWith("=") };
}

function columnsOf(params: JsonObject): JsonObject {
  const { mappingMode, value } = object(params.columns);
  if (text(mappingMode, "defineBelow") === "autoMapInputData") return { is: "fields", unknown: "ignore" };
  return { is: "mapped", list: Object.entries(object(value)).map(([column, one]) => ({ column, value: one })) };
}

/** n8n finds rows by conditions; here a key does, which the database keeps unique. */
function keyed(params: JsonObject, { where, match }: { where: JsonObject[]; match: string }, warnings: string[]) {
  const isKey = where.length > 0 && where.every(({ is }) => is === "equal") && (match === "all" || where.length === 1);
  if (!isKey) throw new Error("Only rows with equal values can be told apart by a key");
  const names = where.map(({ column }) => word(column));
  warnings.push(`The table needs a unique key of ${names.join(" + ")}`);
  const columns = columnsOf(params);
  const written = list(columns.list);
  const missing = where
    .filter(({ column }) => !written.some((one) => one.column === column))
    .map(({ column = "", value = null }) => ({ column, value }));
  return {
    columns: columns.is === "fields" ? columns : { is: "mapped", list: [...missing, ...written] },
    key: names.map((column) => ({ column })),
  };
}

function conditionOf({ keyName, condition, keyValue }: JsonObject, warnings: string[]): JsonObject {
  const column = keyName === undefined ? "id" : word(keyName);
  const value = keyValue === undefined ? "" : keyValue;
  switch (text(condition, "eq")) {
    case "isTrue":
      return { column, is: "equal", value: true };
    case "isFalse":
      return { column, is: "equal", value: false };
    case "like":
    case "ilike":
      return { column, ...patternOf(word(value), warnings) };
    default:
      return { column, is: operators[text(condition, "eq")] ?? "equal", value };
  }
}

/** `%a%`, also with an expression between the signs. */
function patternOf(pattern: string, warnings: string[]): JsonObject {
  const sign = pattern.startsWith("=") ? "=" : "";
  const inner = /^(%?)([^%]*)(%)$/s.exec(pattern.slice(sign.length));
  if (!inner) warnings.push(`The pattern "${pattern}" is read as a text that the value contains`);
  const value = sign + (inner?.[2] ?? pattern.slice(sign.length).replaceAll("%", ""));
  return { is: inner && !inner[1] ? "startsWith" : "contains", value };
}

function sortOf({ orderBy, orderByColumn, orderByDirection }: JsonObject): JsonObject[] {
  if (orderBy !== true) return [];
  const way = text(orderByDirection, "DESC") === "ASC" ? "up" : "down";
  return [{ column: orderByColumn === undefined ? "createdAt" : word(orderByColumn), way }];
}

const limitOf = ({ returnAll, limit }: JsonObject): Json => (returnAll === true ? 0 : (limit ?? 50));

export const dataTableExporters: Exporters = {
  "core.table": (params) => {
    const operation = object(params.operation);
    const parameters = parametersOf(operation);
    return parameters && { type: "n8n-nodes-base.dataTable", typeVersion: 1.1, parameters };
  },
};

function parametersOf(operation: JsonObject): JsonObject | undefined {
  const rows = {
    dataTableId: { __rl: true, mode: "name", value: operation.table ?? "" },
    matchType: operation.match === "all" ? "allConditions" : undefined,
    filters: operation.where === undefined ? undefined : { conditions: list(operation.where).map(filterOf) },
  };
  const columns = writtenColumns(object(operation.columns));
  switch (operation.is) {
    case "read": {
      const [sort] = list(operation.sort);
      const isAll = operation.limit === 0;
      return stored({
        ...{ operation: "get", ...rows, returnAll: isAll || undefined, limit: isAll ? undefined : operation.limit },
        ...(sort && {
          orderBy: true,
          orderByColumn: sort.column,
          orderByDirection: sort.way === "up" ? "ASC" : "DESC",
        }),
      });
    }
    case "insert":
      return stored({ ...rows, columns });
    case "update":
      return stored({ operation: "update", ...rows, columns });
    case "upsert":
      // Without a key n8n would find no row, and what it reads back would be no upsert.
      return list(operation.key).length === 0
        ? undefined
        : stored({ operation: "upsert", ...rows, ...keyFilters(operation), columns });
    case "delete":
      return operation.all === true ? undefined : stored({ operation: "deleteRows", ...rows });
    case "exists":
      return stored({ operation: "rowExists", ...rows });
    default:
      return undefined;
  }
}

function writtenColumns(columns: JsonObject): JsonObject {
  if (columns.is === "fields") return { mappingMode: "autoMapInputData", value: null };
  const value = Object.fromEntries(list(columns.list).map(({ column, value = null }) => [word(column), value]));
  return { mappingMode: "defineBelow", value };
}

function keyFilters({ key, columns }: JsonObject): JsonObject {
  const written = list(object(columns).list);
  const conditions = list(key).map(({ column = "" }) => {
    const known = written.find((one) => one.column === column)?.value;
    const keyValue = known === undefined ? `={{ $json[${JSON.stringify(column)}] }}` : known;
    return { keyName: column, condition: "eq", keyValue };
  });
  return { matchType: "allConditions", filters: { conditions } };
}

function filterOf({ column = "", is, value = null }: JsonObject): JsonObject {
  const keyName = column;
  if (is === "contains" || is === "startsWith") {
    const body = word(value);
    const sign = body.startsWith("=") ? "=" : "";
    const start = is === "contains" ? "%" : "";
    return { keyName, condition: "ilike", keyValue: `${sign}${start}${body.slice(sign.length)}%` };
  }
  if (is === "equal" && typeof value === "boolean") return { keyName, condition: value ? "isTrue" : "isFalse" };
  const condition = conditions[word(is)] ?? "eq";
  return is === "empty" || is === "notEmpty" ? { keyName, condition } : { keyName, condition, keyValue: value };
}
