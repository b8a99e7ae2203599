import type { IncomingMessage, ServerResponse } from "node:http";
import { type BetterAuthOptions, betterAuth } from "better-auth";
import { fromNodeHeaders, toNodeHandler } from "better-auth/node";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { account, session, user } from "@/server/db/schema";
import { logger } from "@/server/processes/logger";
import { audit } from "@/server/services/audit";
import type { ServiceContext } from "@/server/services/context";
import { hashPassword, isOutdated, verifyPassword } from "@/server/services/password-hash";
import { isConfirmed } from "@/server/services/sessions";
import { isSetupCode } from "@/server/services/setup-code";
import { hashToken, newToken } from "@/server/services/tokens";
import { AppError } from "@/shared/errors";
import { maxPasswordLength, minPasswordLength } from "@/shared/passwords";
import { isPrivateHost } from "@/shared/private-host";
import { ownedMessage, queuedAdapter } from "./accounts/adapter";
import { createAttempts } from "./accounts/attempts";
import { createCookies, sessionSeconds } from "./accounts/cookies";
import { clientAddressHeader, userHeader } from "./accounts/headers";
import { createHooks } from "./accounts/hooks";
import { createProviderSignIn } from "./accounts/provider-sign-in";
import { createSessionReader, type SignedIn } from "./accounts/session-reader";
import { twoFactorOf } from "./accounts/two-factor";
import { commonHeaders, isJson, sendJson } from "./answer";
import { createSignInAudit } from "./auth-audit";
import { hostName } from "./origin";
import { type Limits, sendTooMany } from "./rate-limits";
import { readJson } from "./rest/read-json";
import { clientAddress, neighbourhood, senderOf } from "./sender";

export type Auth = {
  /** `/api/auth/…`: sign in and out, and what else needs the cookie or a password. */
  handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void>;
  providerCallback(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void>;
  sessionOf(req: IncomingMessage): SignedIn | null;
  /** Whether a session is still good. */
  isOpen(sessionId: string): boolean;
  /** Nobody has an account yet: the next one to sign up owns the server. */
  needsSetup(): boolean;
};

type Options = {
  services: ServiceContext;
  limits: Limits;
  goesByTls(req: IncomingMessage): boolean;
  /** Without TLS people may sign in under names of the Internet, too. */
  plainSignIn: boolean;
  /** Of whoever makes the first account. */
  setupCode: string;
};

/** What is offered of better-auth. `open`: to whoever comes; `user`: with a session; `confirmed`: with a fresh one. */
const offered: { readonly [path: string]: "open" | "setup" | "user" | "confirmed" } = {
  "/sign-up/email": "setup",
  "/sign-in/email": "open",
  "/sign-out": "open",
  "/two-factor/verify-totp": "open",
  "/two-factor/verify-backup-code": "open",
  "/two-factor/enable": "confirmed",
  "/two-factor/disable": "confirmed",
  "/two-factor/generate-backup-codes": "confirmed",
  "/change-password": "user",
};

/** Where a password comes in. */
const entries = new Set(["/sign-in/email", "/sign-up/email"]);

const confirmSchema = z.union([
  z.strictObject({ password: z.string().max(1_000) }),
  z.strictObject({ code: z.string().max(20) }),
]);
const beginSchema = z.strictObject({
  provider: z.string().max(64),
  next: z.string().max(2_000).optional(),
  connect: z.boolean().default(false),
});

export function createAuth({ services, limits, goesByTls, plainSignIn, setupCode }: Options): Auth {
  const { store, cipher, baseUrl } = services;
  const secret = cipher.derive("sessions").toString("hex");
  const ways = { plain: createCookies({ secret, isSecure: false }), tls: createCookies({ secret, isSecure: true }) };
  const wayOf = (req: IncomingMessage) => (goesByTls(req) ? "tls" : "plain");
  const cookiesOf = (req: IncomingMessage) => ways[wayOf(req)];
  const reader = createSessionReader(store, cookiesOf);
  const findUser = store.rawRead.prepare("SELECT 1 FROM user LIMIT 1");
  const needsSetup = () => findUser.get() === undefined;
  const findPerson = store.rawRead.prepare<[string], { name: string; email: string }>(
    "SELECT name, email FROM user WHERE id = ?",
  );
  const findAddresses = store.rawRead
    .prepare<[string], string>(
      "SELECT s.ip_address FROM session s JOIN user u ON u.id = s.user_id WHERE u.email = ? AND s.ip_address IS NOT NULL",
    )
    .pluck();

  const attempts = createAttempts({
    isKnown: (email, address) =>
      findAddresses.all(email.trim().toLowerCase()).some((known) => neighbourhood(known) === neighbourhood(address)),
  });
  const twoFactor = twoFactorOf(store);
  const signInAudit = createSignInAudit(store);
  /** Each knows its own cookies; sessions are the same. Made with the first who comes that way. */
  const made: { [way in keyof typeof ways]?: ReturnType<typeof make> } = {};
  const of = (req: IncomingMessage) => {
    const way = wayOf(req);
    made[way] ??= make(way);
    return made[way];
  };
  const make = (way: keyof typeof ways) => {
    const auth = betterAuth(optionsOf(way));
    return { api: auth.api, pass: toNodeHandler(auth) };
  };
  const optionsOf = (way: keyof typeof ways) => ({
    appName: "Islewire",
    baseURL: baseUrl,
    secret,
    database: (options: BetterAuthOptions) => queuedAdapter({ store, cipher, secret }, options),
    emailAndPassword: {
      enabled: true,
      minPasswordLength,
      maxPasswordLength,
      password: { hash: hashPassword, verify: checkPassword },
    },
    // When it ends for want of use, `session-reader.ts` says.
    session: { expiresIn: sessionSeconds, disableSessionRefresh: true },
    verification: { storeIdentifier: "hashed" as const },
    plugins: [twoFactor.plugin],
    hooks: createHooks({ audit: signInAudit, attempts, twoFactor, personOf: (id) => findPerson.get(id) }),
    // The door has compared the origin with the host already, whatever name the server is called by.
    trustedOrigins: (request?: Request) => [request?.headers.get("origin") ?? baseUrl],
    // Ours come first, and are the same for all doors.
    rateLimit: { enabled: false },
    advanced: {
      useSecureCookies: false,
      cookiePrefix: ways[way].prefix,
      defaultCookieAttributes: { secure: way === "tls" },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    telemetry: { enabled: false },
    logger: { level: "error" as const },
  });
  const providers = createProviderSignIn({ services, cookiesOf, sessionOf: reader.sessionOf, start });

  return {
    needsSetup,
    sessionOf: reader.sessionOf,
    isOpen: reader.isOpen,
    async providerCallback(req, res, url) {
      const seconds = limits.takeOf("stranger", req);
      if (seconds > 0) return sendTooMany(req, res, seconds);
      await providers.callback(req, res, url);
    },
    async handle(req, res, url) {
      for (const [name, value] of Object.entries(commonHeaders)) res.setHeader(name, value);
      res.setHeader("cache-control", "no-store");
      const path = url.pathname.slice("/api/auth".length);
      if (req.method !== "POST") return refuse(res, 404, "There is no such address");
      // A form of another site cannot send this without asking first.
      if (!isJson(req)) return refuse(res, 415, "The request is not JSON", "NOT_JSON");
      const isEntry = entries.has(path);
      const seconds = limits.takeOf(isEntry ? "signIn" : "stranger", req);
      if (seconds > 0) return sendTooMany(req, res, seconds);
      const signedIn = reader.sessionOf(req);
      if (path === "/confirm") return confirm(req, res, signedIn);
      if (path === "/provider") return beginAtProvider(req, res, signedIn);
      const who = Object.hasOwn(offered, path) ? offered[path] : undefined;
      if (!who) return refuse(res, 404, "There is no such address");
      // Before the password is hashed: an open server must not work for everybody.
      if (who === "setup" && !needsSetup()) return refuse(res, 403, ownedMessage);
      if (isEntry && isOpenPlain(req)) return refuse(res, 403, withoutTls, "WITHOUT_TLS");
      if (who === "setup" && !isSetupCode(setupCode, String(req.headers["x-setup-code"] ?? "")))
        return refuse(res, 403, setupMessage, "SETUP_CODE");
      if ((who === "user" || who === "confirmed") && !signedIn) return refuse(res, 401, "Sign in first");
      if (who === "confirmed" && !(signedIn && isConfirmed(signedIn)))
        return refuse(res, 403, confirmMessage, "CONFIRM");
      req.headers[userHeader] = signedIn?.user.id ?? "";
      await of(req).pass(req, res);
    },
  };

  /** A password would go through the Internet as it is. */
  function isOpenPlain(req: IncomingMessage): boolean {
    return !plainSignIn && !goesByTls(req) && !isPrivateHost(hostName(senderOf(req).host));
  }

  async function checkPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
    if (!(await verifyPassword(hash, password))) return false;
    if (isOutdated(hash)) {
      const better = await hashPassword(password);
      // Salted: there is one row with this hash.
      const own = and(eq(account.providerId, "credential"), eq(account.password, hash));
      await store.transaction((tx) => tx.update(account).set({ password: better }).where(own).run());
    }
    return true;
  }

  /** Who is signed in proves it once more, by the password or a code of the authenticator app. */
  async function confirm(req: IncomingMessage, res: ServerResponse, signedIn: SignedIn | null): Promise<void> {
    if (!signedIn) return refuse(res, 401, "Sign in first");
    const given = await readJson(req, confirmSchema);
    const { id, email } = signedIn.user;
    const address = clientAddress(req);
    const seconds = attempts.begin(email, address);
    if (seconds > 0) {
      res.setHeader("retry-after", String(seconds));
      return refuse(res, 429, `Too many wrong tries. Wait ${seconds} seconds, then try again`, "TOO_MANY_TRIES");
    }
    const isRight = "code" in given ? await isCode(req, id, given.code) : await isPassword(id, given.password);
    if (!isRight) return refuse(res, 400, "This is not right", "WRONG");
    attempts.succeeded(email, address);
    const own = eq(session.id, signedIn.sessionId);
    await store.transaction((tx) => tx.update(session).set({ confirmedAt: Date.now() }).where(own).run());
    sendJson(res, 200, { ok: true });
  }

  async function isPassword(userId: string, password: string): Promise<boolean> {
    const own = and(eq(account.userId, userId), eq(account.providerId, "credential"));
    const hash = store.read.select().from(account).where(own).get()?.password;
    return Boolean(hash) && checkPassword({ hash: hash ?? "", password });
  }

  async function isCode(req: IncomingMessage, userId: string, code: string): Promise<boolean> {
    if (!store.read.select().from(user).where(eq(user.id, userId)).get()?.twoFactorEnabled) return false;
    const headers = fromNodeHeaders({ ...req.headers, [userHeader]: "", [clientAddressHeader]: clientAddress(req) });
    if (!(await twoFactor.takeCode(userId, code))) return false;
    return of(req)
      .api.verifyTOTP({ body: { code }, headers })
      .then(
        () => true,
        () => false,
      );
  }

  async function beginAtProvider(req: IncomingMessage, res: ServerResponse, signedIn: SignedIn | null): Promise<void> {
    const { provider, next, connect } = await readJson(req, beginSchema);
    if (connect && !signedIn) return refuse(res, 401, "Sign in first");
    if (connect && !(signedIn && isConfirmed(signedIn))) return refuse(res, 403, confirmMessage, "CONFIRM");
    try {
      const url = await providers.begin(req, res, {
        provider,
        next,
        link: connect ? (signedIn ?? undefined) : undefined,
      });
      sendJson(res, 200, { url });
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      logger("sign-in").warn({ provider, why: thrown.message }, "A provider could not be asked");
      refuse(res, 503, "The provider did not answer as it should. Try again, or sign in another way");
    }
  }

  async function start(req: IncomingMessage, res: ServerResponse, userId: string, providerId: string): Promise<void> {
    const token = newToken();
    const cookies = cookiesOf(req);
    const before = cookies.tokenOf(req);
    const now = new Date();
    await store.transaction((tx) => {
      if (before !== undefined)
        tx.delete(session)
          .where(eq(session.token, hashToken(before)))
          .run();
      tx.insert(session)
        .values({
          ...{ id: newToken(), token: hashToken(token), userId, providerId },
          ...{ createdAt: now, updatedAt: now, lastUsedAt: now.getTime(), confirmedAt: now.getTime() },
          expiresAt: new Date(now.getTime() + sessionSeconds * 1_000),
          ipAddress: clientAddress(req),
          userAgent: req.headers["user-agent"] ?? "",
        })
        .run();
      const name = findPerson.get(userId)?.name ?? "";
      const actor = { kind: "user", id: userId, name, address: clientAddress(req) } as const;
      audit({ store, actor }, "session.signIn", { kind: "user", id: userId });
    });
    res.appendHeader("set-cookie", cookies.session(token));
  }
}

const withoutTls = "Nobody signs in without TLS under this name: passwords would go through the Internet in the clear";
const setupMessage = "The setup code is missing or wrong. The server printed it when it started";
const confirmMessage = "Confirm that it is you";

/** In the form that better-auth answers with. */
const refuse = (res: ServerResponse, status: number, message: string, code?: string) =>
  sendJson(res, status, { message, ...(code && { code }) });
