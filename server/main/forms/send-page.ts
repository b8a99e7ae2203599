import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { commonHeaders } from "../answer";
import { localeOf } from "../locale";
import { sandbox } from "../webhooks/reply";
import { Html, html } from "./html";
import type { Page } from "./pages";
import { ownStyle } from "./sanitize";
import { script } from "./script";
import { style } from "./style";

const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const scriptHash = hashOf(script);
const styleHash = hashOf(style);

type Options = { embed?: boolean; headers?: { [name: string]: string } };

/** A whole page. Nothing runs in it but our script, and no style counts but ours and the form's own, by their hashes. */
export function sendPage(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  { title, body, css, head }: Page,
  { embed = false, headers = {} }: Options = {},
): void {
  if (res.headersSent || res.destroyed) return;
  const own = ownStyle(css);
  const page = html`<!doctype html>
<html lang="${localeOf(req)}"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<style>${new Html(style)}</style>${own !== "" && html`<style>${new Html(own)}</style>`}${head}</head>
<body>${body}<script>${new Html(script)}</script></body></html>`;
  const bytes = Buffer.from(page.text);
  res.writeHead(status, {
    ...commonHeaders,
    "content-type": "text/html; charset=utf-8",
    "content-length": bytes.length,
    "cache-control": "no-store",
    vary: "Accept-Language, Cookie",
    "content-security-policy": [
      sandbox,
      "default-src 'none'",
      `script-src ${scriptHash}`,
      `style-src ${styleHash}${own === "" ? "" : ` ${hashOf(own)}`}`,
      "img-src https: data:",
      "media-src https: data:",
      "connect-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      `frame-ancestors ${embed ? "*" : "'self'"}`,
    ].join("; "),
    ...headers,
  });
  res.end(req.method === "HEAD" ? undefined : bytes);
}
