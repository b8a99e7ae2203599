import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { logger } from "@/server/processes/logger";
import { decrypt, encrypt } from "@/server/secrets/data-keys";
import type { ServiceContext } from "@/server/services/context";
import { userFor } from "@/server/services/provider-users";
import { endpointsOf, findProvider, identityOf, redirectUriOf } from "@/server/services/sign-in-providers";
import { hashToken } from "@/server/services/tokens";
import type { SignInProblem } from "@/shared/account";
import { AppError } from "@/shared/errors";
import { safeAddress } from "@/shared/safe-address";
import { commonHeaders, sendProblem } from "../answer";
import type { Cookies } from "./cookies";
import type { SignedIn } from "./session-reader";

/** What the browser keeps for us, sealed, while its user is at the provider. */
type Begun = {
  providerId: string;
  state: string;
  nonce: string;
  verifier: string;
  next: string;
  until: number;
  /** Who connects its account, in which session. */
  linkTo?: { userId: string; sessionId: string };
};

type Options = {
  services: ServiceContext;
  cookiesOf(req: IncomingMessage): Cookies;
  sessionOf(req: IncomingMessage): SignedIn | null;
  /** Gives the browser a session. */
  start(req: IncomingMessage, res: ServerResponse, userId: string, providerId: string): Promise<void>;
};

const patienceSeconds = 10 * 60;
const boundTo = "provider-sign-in";
const random = () => randomBytes(32).toString("base64url");

/** Signing in at a provider: the way there, and the way back. */
export function createProviderSignIn({ services, cookiesOf, sessionOf, start }: Options) {
  const log = logger("sign-in");
  const key = services.cipher.derive("provider-sign-in");
  /** States that came back, until they are too old anyway. */
  const answered = new Map<string, number>();

  return {
    /** The address to go to. With `link`, the account of who is signed in is connected. */
    async begin(
      req: IncomingMessage,
      res: ServerResponse,
      { provider: id, next, link }: { provider: string; next: string | undefined; link: SignedIn | undefined },
    ): Promise<string> {
      const { settings } = findProvider(services, id);
      const { authorization } = await endpointsOf(services, settings);
      const begun: Begun = {
        ...{ providerId: id, state: random(), nonce: random(), verifier: random() },
        next: link ? "/settings/account" : safeAddress(next),
        until: Date.now() + patienceSeconds * 1_000,
        ...(link && { linkTo: { userId: link.user.id, sessionId: link.sessionId } }),
      };
      const url = new URL(authorization);
      const scopes = new Set([...(settings.kind === "oidc" ? ["openid"] : []), ...settings.scopes.split(/\s+/)]);
      scopes.delete("");
      for (const [name, value] of Object.entries({
        response_type: "code",
        client_id: settings.clientId,
        redirect_uri: redirectUriOf(services, id),
        scope: [...scopes].join(" "),
        state: begun.state,
        code_challenge: createHash("sha256").update(begun.verifier).digest("base64url"),
        code_challenge_method: "S256",
        ...(settings.kind === "oidc" && { nonce: begun.nonce }),
      })) {
        url.searchParams.set(name, value);
      }
      const sealed = encrypt(key, Buffer.from(JSON.stringify(begun)), boundTo).join(".");
      const cookies = cookiesOf(req);
      res.appendHeader("set-cookie", cookies.plain(cookies.names.signIn, sealed, patienceSeconds));
      return url.href;
    },

    /** `/sign-in/callback/<provider>`: the provider sends the browser back. */
    async callback(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
      if (req.method !== "GET") {
        return sendProblem(res, 405, `This address does not take ${req.method}`, undefined, { allow: "GET" });
      }
      const begun = takeBegun(req, url);
      const cookies = cookiesOf(req);
      res.appendHeader("set-cookie", cookies.cleared(cookies.names.signIn));
      const ended = begun ? await end(req, res, url.searchParams, begun) : "state";
      const page = begun?.linkTo ? "/settings/account" : "/sign-in";
      redirect(res, ended === undefined ? (begun?.next ?? "/") : `${page}?problem=${ended}`);
    },
  };

  /** What this browser began, if that is what the answer is to. */
  function takeBegun(req: IncomingMessage, url: URL): Begun | undefined {
    const cookies = cookiesOf(req);
    const sealed = cookies.readCookie(req, cookies.names.signIn);
    if (!sealed) return undefined;
    const begun = opened(sealed);
    const state = url.searchParams.get("state") ?? "";
    const now = Date.now();
    if (!begun || begun.until < now || !isSame(state, begun.state)) return undefined;
    if (url.pathname !== `/sign-in/callback/${begun.providerId}`) return undefined;
    for (const [known, until] of answered) if (until < now) answered.delete(known);
    const hash = hashToken(state);
    if (answered.has(hash)) return undefined;
    answered.set(hash, begun.until);
    return begun;
  }

  function opened(sealed: string): Begun | undefined {
    try {
      return JSON.parse(decrypt(key, sealed.split("."), boundTo).toString("utf8")) as Begun;
    } catch {
      return undefined;
    }
  }

  async function end(
    req: IncomingMessage,
    res: ServerResponse,
    answer: URLSearchParams,
    { providerId, nonce, verifier, linkTo }: Begun,
  ): Promise<SignInProblem | undefined> {
    const session = linkTo && sessionOf(req);
    if (linkTo && (session?.user.id !== linkTo.userId || session.sessionId !== linkTo.sessionId)) return "state";
    if (answer.has("error")) return "refused";
    const code = answer.get("code");
    if (!code) return "state";
    try {
      const provider = findProvider(services, providerId);
      const { settings, secret } = provider;
      const from = answer.get("iss");
      if (from !== null && settings.kind === "oidc" && trimmed(from) !== trimmed(settings.issuer)) return "state";
      const redirectUri = redirectUriOf(services, providerId);
      const identity = await identityOf(services, { settings, secret, code, verifier, nonce, redirectUri });
      const found = await userFor(services, provider, identity, linkTo?.userId);
      if ("problem" in found) return found.problem;
      if (!linkTo) await start(req, res, found.userId, providerId);
      return undefined;
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      log.warn({ provider: providerId, why: thrown.message }, "Somebody could not sign in by a provider");
      return "provider";
    }
  }
}

function redirect(res: ServerResponse, location: string): void {
  for (const [name, value] of Object.entries(commonHeaders)) res.setHeader(name, value);
  res.writeHead(303, { location, "cache-control": "no-store", "content-length": 0 });
  res.end();
}

const trimmed = (issuer: string) => issuer.replace(/\/+$/, "");

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(hashToken(one)), Buffer.from(hashToken(other))];
  return timingSafeEqual(a, b);
}
