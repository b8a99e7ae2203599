import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { NameValue, WebhookResponse } from "@/nodes/sdk/services";
import type { FileStore } from "@/server/http/files";
import { commonHeaders } from "../answer";

/** The one door for content that workflows make: nothing of it runs with the rights of our own pages. */

/** Its origin is none, so it has no cookies of ours, no storage and no frames; it cannot lead the window around it elsewhere. */
export const sandbox = "sandbox allow-forms allow-scripts allow-popups allow-modals allow-downloads";

export const userContentHeaders = {
  "content-security-policy": sandbox,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "cross-origin",
} as const;

/** Which sites' pages may read the answer. */
export function originHeaders(req: IncomingMessage, origins: readonly string[]): OutgoingHttpHeaders {
  if (origins.includes("*")) return { "access-control-allow-origin": "*" };
  const { origin } = req.headers;
  const isAllowed = origin !== undefined && origins.includes(origin.toLowerCase());
  return { vary: "origin", ...(isAllowed && { "access-control-allow-origin": origin }) };
}

/** A workflow may say otherwise. */
const defaults = { "cache-control": "no-store", "permissions-policy": commonHeaders["permissions-policy"] };

export async function reply(
  req: IncomingMessage,
  res: ServerResponse,
  { status, headers: given = [], body }: WebhookResponse,
  files: FileStore,
  origins: readonly string[] = ["*"],
): Promise<void> {
  if (res.headersSent || res.destroyed) return;
  const own = workflowHeaders(given);
  const forced = { ...userContentHeaders, ...originHeaders(req, origins) };
  const send = (type: string | undefined, bytes: Buffer) => {
    const headers: OutgoingHttpHeaders = {
      ...defaults,
      ...(type && { "content-type": type }),
      ...own,
      ...forced,
    };
    if (status !== 204 && status !== 304) headers["content-length"] = bytes.length;
    res.writeHead(status, headers);
    res.end(req.method === "HEAD" ? undefined : bytes);
  };
  switch (body.type) {
    case "json":
      return send("application/json; charset=utf-8", Buffer.from(JSON.stringify(body.value) ?? "null"));
    case "text":
      return send("text/plain; charset=utf-8", Buffer.from(body.text));
    case "none":
      return send(undefined, Buffer.alloc(0));
    case "file": {
      const { file } = body;
      res.writeHead(status, {
        ...defaults,
        "content-type": typeOf(file.mimeType),
        "content-disposition": disposition(file.name),
        ...own,
        ...forced,
        "content-length": file.size,
      });
      if (req.method === "HEAD") return void res.end();
      // The caller may go away in the middle: that is its own affair.
      await pipeline(files.read(file), res).catch(() => res.destroy());
    }
  }
}

/** Also for the page that shows an item's files: a download, whatever it is. */
export function disposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, "_");
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`;
}

const typeOf = (mimeType: string) => (/^text\//.test(mimeType) ? `${mimeType}; charset=utf-8` : mimeType);

/** What counts for the whole origin, for the connection, or is sent along with cookies. */
const forbidden = new RegExp(
  `^(${[
    ...["set-cookie2?", "set-login", "content-security-policy.*", "clear-site-data", "service-worker-allowed"],
    ...["strict-transport-security", "public-key-pins.*", "expect-ct", "alt-svc", "nel", "report-to", "reporting-.*"],
    ...["access-control-allow-(origin|credentials)", "origin-agent-cluster", "activate-storage-access", "accept-ch"],
    ...["speculation-rules", "refresh", "x-accel-.*", "x-sendfile", "connection", "keep-alive", "transfer-encoding"],
    ...["content-length", "upgrade", "trailer", "te", "proxy-.*", "sec-.*", "host"],
  ].join("|")})$`,
  "i",
);

/** The headers a workflow may set: not those that steer the browser's rights on this origin, or the connection. */
function workflowHeaders(given: NameValue[]): { [name: string]: string | string[] } {
  const headers: { [name: string]: string } = {};
  for (const { name, value } of given) {
    const isValid = /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !/[^\t\x20-\x7e\x80-\xff]/.test(value);
    if (isValid && !forbidden.test(name) && !isHarmful(name, value)) headers[name.toLowerCase()] = value;
  }
  return headers;
}

/** Code in place of an address, and pages of ours that a browser is told to load ahead. */
function isHarmful(name: string, value: string): boolean {
  if (/^(location|content-location)$/i.test(name))
    return /^(javascript|vbscript|data|blob|file|about):/i.test(bare(value));
  return (
    /^link$/i.test(name) &&
    /\brel\s*=\s*["']?[^;,]*\b(preload|modulepreload|prefetch|prerender|stylesheet)\b/i.test(value)
  );
}

/** As browsers read an address: without what is not seen. */
const bare = (text: string) => [...text].filter((sign) => sign > " ").join("");
