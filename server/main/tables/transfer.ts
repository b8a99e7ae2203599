import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { exportTable } from "@/server/services/table-export";
import { importCsv } from "@/server/services/table-import";
import { getTable, type TableContext } from "@/server/services/tables";
import { AppError } from "@/shared/errors";
import { rowQuerySchema, tableSortSchema } from "@/shared/table-schema";
import type { TableImport } from "@/shared/tables";
import { commonHeaders } from "../answer";
import { disposition } from "../webhooks/reply";

const maxFileBytes = 512 * 1024 * 1024;

const importOptions = z.strictObject({
  mapping: z.array(z.string().max(200).nullable()).min(1).max(1_000),
  delimiter: z.enum([",", ";", "\t", "|"]).default(","),
  hasHeader: z.boolean().default(true),
  key: z.array(z.string().max(200)).max(20).default([]),
});
const exportOptions = rowQuerySchema.extend({ sort: tableSortSchema.optional() });

/** Takes the CSV file that is the body. What to do with it is JSON in the query, under `options`. */
export function receiveCsv(ctx: TableContext, table: string, req: IncomingMessage, url: URL): Promise<TableImport> {
  const options = optionsOf(url, importOptions);
  getTable(ctx, { table });
  let bytes = 0;
  const limited = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= maxFileBytes) return done(null, chunk);
      done(new AppError("LIMIT", `A file has at most ${maxFileBytes / 1024 / 1024} MB`));
    },
  });
  req.on("error", (error) => limited.destroy(error));
  req.on("aborted", () => limited.destroy(new AppError("INVALID", "The file did not arrive whole")));
  return importCsv(ctx, { ...options, table }, req.pipe(limited));
}

/** Sends the rows as a file, as fast as they are taken. */
export async function sendTable(ctx: TableContext, table: string, url: URL, res: ServerResponse): Promise<void> {
  const format = url.searchParams.get("format") === "json" ? "json" : "csv";
  const order = { ...optionsOf(url, exportOptions), table, format } as const;
  const { name } = getTable(ctx, { table });
  const rows = exportTable(ctx, order);
  // The first part before the head, so that a wrong filter is an answer of its own.
  const first = await rows.next();
  res.writeHead(200, {
    ...commonHeaders,
    "content-type": format === "csv" ? "text/csv; charset=utf-8" : "application/json; charset=utf-8",
    "content-disposition": disposition(`${name.replace(/[^\p{L}\p{N} _-]+/gu, "") || "table"}.${format}`),
    "cache-control": "private, no-store",
  });
  async function* all() {
    if (!first.done) yield first.value;
    yield* rows;
  }
  await pipeline(Readable.from(all()), res).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== "ERR_STREAM_PREMATURE_CLOSE") throw thrown;
  });
}

function optionsOf<T>(url: URL, schema: z.ZodType<T>): T {
  const text = url.searchParams.get("options") ?? "{}";
  try {
    return schema.parse(JSON.parse(text));
  } catch (thrown) {
    const issue = thrown instanceof z.ZodError ? thrown.issues[0] : undefined;
    const reason = issue ? `${issue.path.join(".")}: ${issue.message}` : "it is not JSON";
    throw new AppError("INVALID", `The parameter "options" does not fit: ${reason}`);
  }
}
