import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { hostname } from "node:os";
import { senderOf } from "./sender";

/** Under which addresses our own pages and API may be used, so that no other site can act in a user's name. */
export type OriginRules = {
  /** The Host header names this server: by address, as localhost, by the machine's name or the public URL. */
  isOwnHost(req: IncomingMessage): boolean;
  /** The request comes from one of our own pages, or from something that is not a browser. */
  isOwnOrigin(req: IncomingMessage): boolean;
  /** As far as is known: it came by TLS, or by the name that stands with https in the public URL. */
  goesByTls(req: IncomingMessage): boolean;
};

export function originRules(publicUrl: string | undefined): OriginRules {
  const names = new Set(["localhost", hostname().toLowerCase(), ...(publicUrl ? [new URL(publicUrl).hostname] : [])]);

  function isOwnHost(req: IncomingMessage): boolean {
    const name = hostName(senderOf(req).host);
    if (!name) return false;
    // A rebound DNS name is never an address literal.
    return names.has(name) || isIP(name.replace(/^\[|\]$/g, "")) > 0;
  }

  function isOwnOrigin(req: IncomingMessage): boolean {
    const { origin } = req.headers;
    const { host, isSecure } = senderOf(req);
    const site = req.headers["sec-fetch-site"];
    if (site !== undefined && site !== "same-origin" && site !== "none") return false;
    if (origin === undefined) return true;
    if (publicUrl && origin === new URL(publicUrl).origin) return true;
    // A page that came without TLS may have been changed on its way: it has no say over what comes with it.
    return URL.canParse(origin) && new URL(origin).host === host && (!isSecure || origin.startsWith("https:"));
  }

  function goesByTls(req: IncomingMessage): boolean {
    const { isSecure, host } = senderOf(req);
    return isSecure || (publicUrl?.startsWith("https:") === true && host === new URL(publicUrl).host);
  }

  return { isOwnHost, isOwnOrigin, goesByTls };
}

/** Without the port; empty when it makes no sense. */
export const hostName = (host = ""): string =>
  host && URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : "";
