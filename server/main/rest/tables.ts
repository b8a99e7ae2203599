import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { authorize, keyActor } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/context";
import { countTableRows, deleteRows, insertRows, listRows, updateRow, upsertRows } from "@/server/services/table-rows";
import { getTable, listTables } from "@/server/services/tables";
import type { ApiScope } from "@/shared/api-keys";
import { AppError } from "@/shared/errors";
import { safeParse } from "@/shared/safe-parse";
import { rowQuerySchema, rowSchema, tableSortSchema } from "@/shared/table-schema";
import { sendJson, sendProblem } from "../answer";
import { clientAddress } from "../sender";
import { receiveCsv, sendTable } from "../tables/transfer";
import type { Bearer } from "./bearer";
import { readJson } from "./read-json";

const maxRows = 10_000;
const rows = z.array(rowSchema).min(1).max(maxRows);
const insertBody = z.strictObject({ rows });
const upsertBody = z.strictObject({ rows, key: z.array(z.string().max(200)).min(1).max(20) });
const updateBody = z.strictObject({ values: rowSchema });
const deleteBody = z.union([
  z.strictObject({ ids: z.array(z.number().int().positive()).min(1).max(maxRows) }),
  rowQuerySchema.extend({ where: rowQuerySchema.shape.where.unwrap() }),
]);

type Call = {
  /** With the key's owner as its actor. */
  services: ServiceContext;
  req: IncomingMessage;
  res: ServerResponse;
  url: URL;
  table: string;
  row: number;
};
type Route = { method: string; path: RegExp; scope: ApiScope; answer(call: Call): unknown };

/**
 * `/api/v1/tables…` for other programs. A table goes by its name or id. Reads take filters as JSON in the query, so that
 * a link can be kept: `?where=[{"column":"sku","is":"equal","value":"A"}]&sort=-count&limit=100&after=…`.
 */
export function createTablesApi(services: ServiceContext, bearer: Bearer) {
  const routes: Route[] = [
    { method: "GET", path: /^$/, scope: "tables:read", answer: ({ services }) => ({ tables: listTables(services) }) },
    {
      method: "GET",
      path: /^\/([^/]+)$/,
      scope: "tables:read",
      answer: ({ services, table }) => getTable(services, { table }),
    },
    {
      ...{ method: "GET", path: /^\/([^/]+)\/rows$/, scope: "tables:read" },
      answer: ({ services, table, url }) => listRows(services, { table, ...listQuery(url) }),
    },
    {
      ...{ method: "GET", path: /^\/([^/]+)\/count$/, scope: "tables:read" },
      answer: ({ services, table, url }) => ({ count: countTableRows(services, { table, ...filters(url) }) }),
    },
    {
      ...{ method: "GET", path: /^\/([^/]+)\/export$/, scope: "tables:read" },
      answer: ({ services, table, url, res }) => sendTable(services, table, url, res),
    },
    {
      ...{ method: "POST", path: /^\/([^/]+)\/rows$/, scope: "tables:write" },
      answer: async ({ services, table, req }) => ({
        rows: await insertRows(services, { table, ...(await readJson(req, insertBody)) }),
      }),
    },
    {
      ...{ method: "PUT", path: /^\/([^/]+)\/rows$/, scope: "tables:write" },
      answer: async ({ services, table, req }) => ({
        rows: await upsertRows(services, { table, ...(await readJson(req, upsertBody)) }),
      }),
    },
    {
      ...{ method: "PATCH", path: /^\/([^/]+)\/rows\/(\d{1,15})$/, scope: "tables:write" },
      answer: async ({ services, table, row: id, req }) =>
        updateRow(services, { table, id, ...(await readJson(req, updateBody)) }),
    },
    {
      ...{ method: "DELETE", path: /^\/([^/]+)\/rows$/, scope: "tables:write" },
      answer: async ({ services, table, req }) => deleteRows(services, { table, ...(await readJson(req, deleteBody)) }),
    },
    {
      ...{ method: "POST", path: /^\/([^/]+)\/import$/, scope: "tables:write" },
      answer: ({ services, table, req, url }) => receiveCsv(services, table, req, url),
    },
  ];

  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> => {
    const path = url.pathname.slice("/api/v1/tables".length);
    if (!url.pathname.startsWith("/api/v1/tables")) return sendProblem(res, 404, "There is no such address");
    const fitting = routes.filter((route) => route.path.test(path));
    if (fitting.length === 0) return sendProblem(res, 404, "There is no such address");
    const route = fitting.find(({ method }) => method === req.method);
    const checked = bearer.check(req, res, route?.scope ?? "tables:read");
    if ("refusal" in checked) {
      const { status, message, hint, headers } = checked.refusal;
      return sendProblem(res, status, message, hint, headers);
    }
    if (!route) {
      const allow = fitting.map(({ method }) => method).join(", ");
      return sendProblem(res, 405, `This address takes ${allow}`, undefined, { allow });
    }
    const [, table = "", row = "0"] = route.path.exec(path) ?? [];
    const own = { ...services, actor: keyActor(services.store, checked.key, clientAddress(req)) };
    if (table) {
      const { id } = getTable(own, { table: decoded(table) });
      authorize(own, route.scope === "tables:read" ? "view" : "edit", { is: "table", id });
    }
    const answer = await route.answer({ services: own, req, res, url, table: decoded(table), row: Number(row) });
    if (answer !== undefined) sendJson(res, 200, answer);
  };
}

function filters(url: URL) {
  const where = url.searchParams.get("where");
  const match = url.searchParams.get("match");
  return fitting(rowQuerySchema, { ...(where && { where: json(where) }), ...(match && { match }) });
}

function listQuery(url: URL) {
  const sort = url.searchParams.get("sort");
  const limit = url.searchParams.get("limit");
  const after = url.searchParams.get("after") ?? undefined;
  const way = sort?.startsWith("-") ? "down" : "up";
  return {
    ...filters(url),
    ...(sort && { sort: fitting(tableSortSchema, { column: sort.replace(/^-/, ""), way }) }),
    ...(limit && { limit: fitting(z.number().int().min(1).max(1_000), Number(limit)) }),
    after,
  };
}

function fitting<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = safeParse(schema, value);
  if ("data" in read) return read.data;
  const [issue] = read.issues;
  throw new AppError(
    "INVALID",
    `The query does not fit: ${issue?.path.map(String).join(".") || "a parameter"}: ${issue?.message}`,
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("INVALID", 'The parameter "where" is not JSON');
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AppError("INVALID", "The address is not valid");
  }
}
