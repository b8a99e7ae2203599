import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { EndpointRules } from "@/nodes/sdk/services";
import type { Store } from "@/server/db/client";
import { unpack } from "@/server/db/packed-json";
import { csvLine, guardedCell } from "@/shared/csv-text";
import { isJsonObject, type Json } from "@/shared/item";
import { commonHeaders, passOverRest, sendProblem } from "../answer";
import { type Limits, sendTooMany } from "../rate-limits";
import type { Guard } from "../webhooks/guard";
import { originHeaders } from "../webhooks/reply";

type Row = {
  workflow_id: string;
  hash: string;
  rules: string;
  updated_at: number;
  changed_at: number;
  is_published: 0 | 1;
};
type Rendered = { hash: string; type: string; bytes: Buffer };

/** Rendered answers that stay in memory, by their size. */
const keptBytes = 64 * 1024 * 1024;

/** `/data/<path>`: what a workflow has put there. A read starts nothing, and costs one look at an index. */
export function createEndpoints(store: Store, guard: Guard, limits: Limits) {
  const find = store.rawRead.prepare<[string], Row>(`
    SELECT e.workflow_id, e.hash, e.rules, e.updated_at, e.changed_at, w.published_version_id IS NOT NULL AS is_published
    FROM endpoints e JOIN workflows w ON w.id = e.workflow_id WHERE e.path = ?`);
  const findBody = store.rawRead.prepare<[string], { body: Buffer }>("SELECT body FROM endpoints WHERE path = ?");
  const rendered = new Map<string, Rendered>();
  let size = 0;

  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> => {
    const path = decoded(url.pathname.slice("/data/".length).replace(/\/+$/, ""));
    const row = find.get(path);
    if (!row?.is_published) {
      const seconds = limits.takeOf("stranger", req);
      if (seconds > 0) return sendTooMany(req, res, seconds);
      passOverRest(req, res);
      const hint = row ? "Its workflow is not published" : "Nothing was put there yet: the workflow must have run once";
      return sendProblem(res, 404, `There is no data at ${url.pathname}`, hint);
    }
    const rules = JSON.parse(row.rules) as EndpointRules & { credentialId?: string };
    const origins = originHeaders(req, rules.origins);
    if (req.method === "OPTIONS") return preflight(req, res, origins);
    if (req.method !== "GET" && req.method !== "HEAD") {
      passOverRest(req, res);
      return sendProblem(res, 405, "Data is only read here", "Use GET", { allow: "GET, HEAD, OPTIONS" });
    }
    const { authentication, credentialId } = rules;
    const asked = {
      ...{ path, workflowId: row.workflow_id, ignoreBots: false, callers: [] },
      ...{ authentication: authentication ?? undefined, credentialId },
    };
    const admission = await guard(req, asked);
    if (!admission.ok) return sendProblem(res, admission.status, admission.message, admission.hint, admission.headers);

    const format = url.searchParams.get("format") ?? (accepts(req, "text/csv") ? "csv" : "json");
    if (format !== "json" && format !== "csv") {
      return sendProblem(res, 400, `There is no format "${format.slice(0, 40)}"`, "Use json or csv");
    }
    const etag = `"${row.hash.slice(0, 22)}-${format}"`;
    const headers = {
      ...commonHeaders,
      ...origins,
      ...{ etag, vary: "accept, origin", "last-modified": new Date(row.changed_at).toUTCString() },
      // How old the data is, also where it has not changed since.
      age: String(Math.max(0, Math.floor((Date.now() - row.updated_at) / 1000))),
      "cache-control": `${authentication ? "private" : "public"}, max-age=${rules.maxAge}`,
    };
    if (matches(req.headers["if-none-match"], etag)) {
      res.writeHead(304, headers);
      return void res.end();
    }
    const { type, bytes } = render(path, row.hash, format);
    res.writeHead(200, { ...headers, "content-type": type, "content-length": bytes.length });
    res.end(req.method === "HEAD" ? undefined : bytes);
  };

  function render(path: string, hash: string, format: "json" | "csv"): Rendered {
    const key = `${format} ${path}`;
    const known = rendered.get(key);
    if (known?.hash === hash) return known;
    if (known) drop(key, known);
    const text = unpack(findBody.get(path)?.body ?? Buffer.alloc(0));
    const made =
      format === "json"
        ? { hash, type: "application/json; charset=utf-8", bytes: Buffer.from(text) }
        : { hash, type: "text/csv; charset=utf-8", bytes: Buffer.from(csvOf(JSON.parse(text) as Json)) };
    rendered.set(key, made);
    size += made.bytes.length;
    for (const [oldest, { bytes }] of rendered) {
      if (size <= keptBytes || oldest === key) break;
      rendered.delete(oldest);
      size -= bytes.length;
    }
    return made;
  }

  function drop(key: string, { bytes }: Rendered) {
    rendered.delete(key);
    size -= bytes.length;
  }
}

/** Columns are the fields of all rows, in the order in which they first come. */
function csvOf(body: Json): string {
  const rows = (Array.isArray(body) ? body : [body]).map((row) => (isJsonObject(row) ? row : { value: row }));
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => csvLine(columns.map((column) => cellOf(row[column]))));
  return csvLine(columns.map(guardedCell)) + lines.join("");
}

function cellOf(value: Json | undefined): string {
  if (typeof value === "string") return guardedCell(value);
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const accepts = ({ headers }: IncomingMessage, type: string) =>
  (headers.accept ?? "").split(",").some((part) => part.split(";")[0]?.trim() === type);

/** Weak comparison, as a read asks for. */
const matches = (given: string | undefined, etag: string) =>
  given?.split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === etag) ?? false;

function preflight(req: IncomingMessage, res: ServerResponse, origins: OutgoingHttpHeaders) {
  res.writeHead(204, {
    ...commonHeaders,
    ...origins,
    "access-control-allow-methods": "GET, HEAD",
    "access-control-allow-headers": req.headers["access-control-request-headers"] ?? "authorization, x-api-key",
    "access-control-max-age": "600",
  });
  res.end();
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
