import type { IncomingMessage, ServerResponse } from "node:http";
import { commonHeaders, passOverRest } from "../answer";
import { retryAfter } from "../rate-limits";
import { html } from "./html";
import { notePage } from "./pages";
import { sendPage } from "./send-page";
import { formTexts } from "./texts";

/** Answers that are the same for every form. */

export function missing(req: IncomingMessage, res: ServerResponse, hint: "published" | "test" | "link" | "file") {
  req.resume();
  const t = formTexts(req);
  sendPage(req, res, 404, notePage(t("missing.title"), t(`missing.${hint}`), "bad"));
}

export function tooMany(req: IncomingMessage, res: ServerResponse, seconds: number) {
  passOverRest(req, res);
  const t = formTexts(req);
  sendPage(req, res, 429, notePage(t("tooMany"), t("tooManyHint"), "bad"), { headers: retryAfter(seconds) });
}

export function refuseMethod(req: IncomingMessage, res: ServerResponse) {
  req.resume();
  const title = formTexts(req)("notPossible");
  const body = html`<main class="short"><h1>${title}</h1></main>`;
  sendPage(req, res, 405, { title, body, css: "" }, { headers: { allow: "GET, HEAD, POST" } });
}

export function redirect(res: ServerResponse, location: string) {
  if (res.headersSent || res.destroyed) return;
  res.writeHead(303, { ...commonHeaders, location, "cache-control": "no-store", "content-length": 0 });
  res.end();
}

export function sendState(res: ServerResponse, state: string) {
  const text = JSON.stringify({ state });
  res.writeHead(200, {
    ...commonHeaders,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    // The page that asks is sandboxed, so that it has no origin. Who knows the address may know the state.
    "access-control-allow-origin": "*",
  });
  res.end(text);
}
