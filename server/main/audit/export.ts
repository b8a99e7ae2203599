import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { auditAlone } from "@/server/services/audit";
import { type AuditFilter, auditFilterSchema, exportAuditEvents } from "@/server/services/audit-log";
import type { ServiceContext } from "@/server/services/context";
import { AppError } from "@/shared/errors";
import { commonHeaders } from "../answer";
import { disposition } from "../webhooks/reply";

/** The events that fit, oldest first, as fast as they are taken. That somebody took them is an event, too. */
export async function sendAuditLog(ctx: ServiceContext, url: URL, res: ServerResponse): Promise<void> {
  const format = url.searchParams.get("format") === "csv" ? "csv" : "ndjson";
  const filter = filterOf(url.searchParams.get("filter") ?? "{}");
  await auditAlone(ctx, "audit.export", { details: { format, ...filter } });
  res.writeHead(200, {
    ...commonHeaders,
    "content-type": format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8",
    "content-disposition": disposition(`audit-${new Date().toISOString().slice(0, 10)}.${format}`),
    "cache-control": "private, no-store",
  });
  await pipeline(Readable.from(exportAuditEvents(ctx, filter, format)), res).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== "ERR_STREAM_PREMATURE_CLOSE") throw thrown;
  });
}

function filterOf(text: string): AuditFilter {
  try {
    return auditFilterSchema.parse(JSON.parse(text));
  } catch {
    throw new AppError("INVALID", 'The parameter "filter" does not fit');
  }
}
