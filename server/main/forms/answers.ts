import type { IncomingMessage, ServerResponse } from "node:http";
import { html } from "./html";
import { notePage } from "./pages";
import { sendPage } from "./send-page";

/** Answers that are the same for every form. */

export function missing(req: IncomingMessage, res: ServerResponse, hint: string) {
  req.resume();
  sendPage(req, res, 404, notePage("There is no form here", hint, "bad"));
}

export function refuseMethod(req: IncomingMessage, res: ServerResponse) {
  req.resume();
  const body = html`<main class="short"><h1>Not possible</h1></main>`;
  sendPage(req, res, 405, { title: "Not possible", body, css: "" }, { headers: { allow: "GET, HEAD, POST" } });
}

export function redirect(res: ServerResponse, location: string) {
  if (res.headersSent || res.destroyed) return;
  res.writeHead(303, { location, "cache-control": "no-store", "content-length": 0 });
  res.end();
}

export function sendState(res: ServerResponse, state: string) {
  const text = JSON.stringify({ state });
  res.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  res.end(text);
}
