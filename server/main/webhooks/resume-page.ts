import type { IncomingMessage, ServerResponse } from "node:http";
import { html } from "../forms/html";
import { notePage } from "../forms/pages";
import { sendPage } from "../forms/send-page";
import { formTexts } from "../forms/texts";

/**
 * Scanners of mail, previews of chats and browsers that load ahead open every address they find. What waits goes on when
 * a program calls, or when a person presses the button: not because an address was looked at.
 */
export const isMeant = (req: IncomingMessage): boolean =>
  req.method !== "HEAD" && req.method !== "OPTIONS" && !(req.method === "GET" && (isPerson(req) || isAhead(req)));

/** Asks for a page, as browsers do. */
export const isPerson = ({ headers }: IncomingMessage): boolean => /\btext\/html\b/i.test(headers.accept ?? "");

const isAhead = ({ headers }: IncomingMessage) =>
  /prefetch|preview|prerender/i.test(
    [headers["sec-purpose"], headers.purpose, headers["x-purpose"], headers["x-moz"]].join(),
  );

export function askFirst(req: IncomingMessage, res: ServerResponse): void {
  const t = formTexts(req);
  const body = html`<main class="short"><h1>${t("goOnTitle")}</h1><div class="lead">${t("goOnHint")}</div><form method="post"><button class="button" type="submit">${t("goOn")}</button></form></main>`;
  sendPage(req, res, 200, { title: t("goOnTitle"), css: "", body });
}

export function sayGoesOn(req: IncomingMessage, res: ServerResponse): void {
  const t = formTexts(req);
  sendPage(req, res, 200, notePage(t("wentOn"), t("wentOnHint"), "good"));
}
