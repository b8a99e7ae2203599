import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { commonHeaders, sendProblem } from "./answer";
import type { Auth } from "./auth";

type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;
type Options = { projectFolder: string; isDev: boolean; auth: Auth };

/**
 * Our own pages. Next renders them; it is loaded with the first visit, so that a server nobody looks at stays small.
 * Who is signed in is decided here for the redirect only: what a page shows comes from the API, which checks for itself.
 */
export function createPages({ projectFolder, isDev, auth }: Options) {
  let handler: Promise<Handler> | undefined;

  async function load(): Promise<Handler> {
    const { default: next } = await import("next");
    const app = next({ dev: isDev, dir: projectFolder, customServer: true, quiet: !isDev });
    // A request that comes before this would hang for ever.
    await app.prepare();
    const handle = app.getRequestHandler();
    return (req, res) => handle(req, res);
  }

  /** Loads Next once; after a failure the next visit tries again. */
  function loaded(): Promise<Handler> {
    handler ??= load().catch((thrown) => {
      handler = undefined;
      throw thrown;
    });
    return handler;
  }

  return {
    /** Loads Next ahead of the first visit. */
    async warmUp(): Promise<void> {
      await loaded();
    },

    async handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
      if (req.method !== "GET" && req.method !== "HEAD") {
        return sendProblem(res, 405, `This address does not take ${req.method}`, undefined, { allow: "GET, HEAD" });
      }
      const redirect = isOpen(url.pathname) ? undefined : redirectFor(req, url, auth);
      if (redirect) {
        res.writeHead(307, { ...commonHeaders, location: redirect, "cache-control": "no-store" });
        return void res.end();
      }
      secure(req, res, isDev);
      const render = await loaded();
      await render(req, res);
    },
  };
}

/** Code and pictures of the pages, the same for everybody. */
const isOpen = (path: string) =>
  path.startsWith("/_next/") || path.startsWith("/__nextjs") || /^\/[\w.-]+\.(svg|ico|png|json|txt)$/.test(path);

function redirectFor(req: IncomingMessage, url: URL, auth: Auth): string | undefined {
  const { pathname } = url;
  if (auth.needsSetup()) return pathname === "/setup" ? undefined : "/setup";
  // Good for who has the link, whoever is signed in.
  if (/^\/(invite|reset)\/[\w-]+$/.test(pathname)) return undefined;
  const session = auth.sessionOf(req);
  if (pathname === "/setup") return session ? "/workflows" : "/sign-in";
  if (pathname === "/sign-in") return session ? "/workflows" : undefined;
  if (pathname === "/two-factor") return session?.owesTwoFactor ? undefined : "/workflows";
  if (session) return session.owesTwoFactor ? "/two-factor" : undefined;
  const next = new URLSearchParams(url.searchParams);
  next.delete("_rsc");
  const wanted = `${pathname}${next.size ? `?${next}` : ""}`;
  return wanted === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(wanted)}`;
}

/** Next reads the nonce out of the request's policy when it renders. */
function secure(req: IncomingMessage, res: ServerResponse, isDev: boolean): void {
  const nonce = randomBytes(16).toString("base64");
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${isDev ? " ws:" : ""}`,
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  req.headers["x-nonce"] = nonce;
  req.headers["content-security-policy"] = policy;
  for (const name of ["x-middleware-subrequest", "x-middleware-rewrite", "next-action"]) delete req.headers[name];
  for (const [name, value] of Object.entries(commonHeaders)) res.setHeader(name, value);
  res.setHeader("content-security-policy", policy);
  res.setHeader("x-frame-options", "DENY");
}
