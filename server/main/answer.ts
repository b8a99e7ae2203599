import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { AppError, type ErrorCode } from "@/shared/errors";

/** What our own answers (not those of workflows) have in common. */

const httpStatus = {
  NOT_FOUND: 404,
  FORBIDDEN: 403,
  CONFLICT: 409,
  INVALID: 400,
  LIMIT: 413,
  UNAVAILABLE: 503,
  CONFIRM: 403,
} as const satisfies Record<ErrorCode, number>;

/** Headers of every answer, pages and API alike. */
export const commonHeaders = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), display-capture=()",
  // What is no page shows nothing and runs nothing, whatever a browser takes it for. Pages have their own.
  "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
} as const;

export function sendJson(res: ServerResponse, status: number, body: unknown, headers: OutgoingHttpHeaders = {}): void {
  if (res.headersSent || res.destroyed) return;
  const bytes = Buffer.from(JSON.stringify(body));
  res.writeHead(status, {
    ...commonHeaders,
    "content-type": "application/json; charset=utf-8",
    "content-length": bytes.length,
    "cache-control": "no-store",
    ...headers,
  });
  res.end(bytes);
}

export function sendProblem(
  res: ServerResponse,
  status: number,
  message: string,
  hint?: string,
  headers: OutgoingHttpHeaders = {},
): void {
  sendJson(res, status, { error: { message, ...(hint && { hint }) } }, headers);
}

/** An `AppError` as it is; anything else as one sentence. Returns whether it was ours. */
export function sendError(res: ServerResponse, thrown: unknown): boolean {
  if (thrown instanceof AppError) {
    const retry = thrown.code === "UNAVAILABLE" ? { "retry-after": String(thrown.retryAfterSeconds ?? 2) } : {};
    sendProblem(res, httpStatus[thrown.code], thrown.message, thrown.hint, retry);
    return true;
  }
  sendProblem(res, 500, "Something went wrong on the server", "See the server's log");
  return false;
}

/** What a form of another site cannot send. */
export const isJson = ({ headers }: IncomingMessage) => /^application\/json\b/i.test(headers["content-type"] ?? "");

/** How long a caller whose body is refused may go on sending it. */
const lingerMs = 2_000;

/**
 * For an answer before the body has arrived: what still comes is thrown away for a moment. Were the connection closed at
 * once, its reset could overtake the answer, and the caller would not learn what was wrong.
 */
export function passOverRest(req: IncomingMessage, res: ServerResponse): void {
  if (req.complete) return;
  res.once("finish", () => {
    req.resume();
    const end = setTimeout(() => req.destroy(), lingerMs).unref();
    req.once("close", () => clearTimeout(end));
  });
}
