import type { IncomingMessage, ServerResponse } from "node:http";
import { type BetterAuthOptions, betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError } from "better-auth/api";
import { fromNodeHeaders, toNodeHandler } from "better-auth/node";
import type { User } from "@/server/api/trpc";
import type { Reader, Store, Tx } from "@/server/db/client";
import { account, session, user, verification } from "@/server/db/schema";
import type { Cipher } from "@/server/secrets/cipher";
import type { InstanceRole } from "@/shared/access";
import { isPrivateHost } from "@/shared/private-host";
import { commonHeaders, isJson, sendJson } from "./answer";
import { auditHooks } from "./auth-audit";
import { hostName } from "./origin";
import { type Limits, sendTooMany } from "./rate-limits";
import { senderOf } from "./sender";

export type Auth = {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** The signed-in user, or null. */
  userOf(req: IncomingMessage): Promise<User | null>;
  sessionOf(req: IncomingMessage): Promise<{ user: User; sessionId: string } | null>;
  /** Nobody has an account yet: the next one to sign up owns the server. */
  needsSetup(): boolean;
};

type Options = {
  store: Store;
  cipher: Cipher;
  baseUrl: string;
  limits: Limits;
  goesByTls(req: IncomingMessage): boolean;
  /** Without TLS people may sign in under names of the Internet, too. */
  plainSignIn: boolean;
};

/** Set by our door and nobody else: where the connection came from. */
export const clientAddressHeader = "x-islewire-client";

/** Over TLS a name that no other host and no plain connection can set; without it one that browsers take at all. */
const sessionCookie = { plain: "islewire.session_token", tls: "__Host-islewire.session_token" };

const ownedMessage = "This server has an owner already. Ask them for access";

export function createAuth({ store, cipher, baseUrl, limits, goesByTls, plainSignIn }: Options): Auth {
  const findUser = store.rawRead.prepare("SELECT 1 FROM user LIMIT 1");
  const findActive = store.rawRead.prepare<[string], { role: InstanceRole }>(
    "SELECT role FROM user WHERE id = ? AND disabled_at IS NULL",
  );
  const needsSetup = () => findUser.get() === undefined;

  const secret = cipher.derive("sessions").toString("hex");
  /** Each knows its own cookie; sessions are the same. Made with the first who comes that way. */
  const made: { [way in keyof typeof sessionCookie]?: ReturnType<typeof make> } = {};
  const of = (req: IncomingMessage) => {
    const way = goesByTls(req) ? "tls" : "plain";
    made[way] ??= make(way);
    return made[way];
  };

  function make(way: keyof typeof sessionCookie) {
    const auth = betterAuth({
      appName: "Islewire",
      baseURL: baseUrl,
      secret,
      database: (options: BetterAuthOptions) => queuedAdapter(store, options),
      emailAndPassword: { enabled: true, minPasswordLength: 8, maxPasswordLength: 128 },
      session: { expiresIn: 14 * 86_400, updateAge: 3_600 },
      // The door has compared the origin with the host already, whatever name the server is called by.
      trustedOrigins: (request) => [request?.headers.get("origin") ?? baseUrl],
      // Ours come first, and are the same for all doors.
      rateLimit: { enabled: false },
      advanced: {
        useSecureCookies: false,
        cookiePrefix: way === "tls" ? "__Host-islewire" : "islewire",
        defaultCookieAttributes: { secure: way === "tls" },
        cookies: { session_token: { name: sessionCookie[way] } },
        ipAddress: { ipAddressHeaders: [clientAddressHeader] },
      },
      telemetry: { enabled: false },
      hooks: auditHooks(store, clientAddressHeader),
      logger: { level: "error" },
    });
    return { api: auth.api, handle: toNodeHandler(auth) };
  }

  return {
    needsSetup,
    async handle(req, res) {
      for (const [name, value] of Object.entries(commonHeaders)) res.setHeader(name, value);
      res.setHeader("cache-control", "no-store");
      if (req.headers["content-type"] !== undefined && !isJson(req)) return sendJson(res, 415, notJson);
      const isEntry = /^\/api\/auth\/sign-(in|up)\//.test(req.url ?? "");
      const seconds = limits.takeOf(isEntry ? "signIn" : "stranger", req);
      if (seconds > 0) return sendTooMany(req, res, seconds);
      // Before the password is hashed: an open server must not work for everybody.
      if (req.url?.startsWith("/api/auth/sign-up/") && !needsSetup()) {
        return sendJson(res, 403, { message: ownedMessage });
      }
      if (isEntry && isOpenPlain(req)) return sendJson(res, 403, withoutTls);
      await of(req).handle(req, res);
    },
    userOf: async (req) => (await sessionOf(req))?.user ?? null,
    sessionOf,
  };

  /** A password would go through the Internet as it is. */
  function isOpenPlain(req: IncomingMessage): boolean {
    return !plainSignIn && !goesByTls(req) && !isPrivateHost(hostName(senderOf(req).host));
  }

  async function sessionOf(req: IncomingMessage) {
    if (!req.headers.cookie) return null;
    const found = await of(req).api.getSession({ headers: fromNodeHeaders(req.headers) });
    const row = found && findActive.get(found.user.id);
    if (!found || !row) return null;
    const { id, name, email } = found.user;
    return { user: { id, name, email, role: row.role }, sessionId: found.session.id };
  }
}

const notJson = { code: "NOT_JSON", message: "The request is not JSON" };

const withoutTls = {
  code: "WITHOUT_TLS",
  message: "Nobody signs in without TLS under this name: passwords would go through the Internet in the clear",
};

type Adapter = ReturnType<ReturnType<typeof drizzleAdapter>>;

/** Reads go to the reading connection; a write, or a group of them, takes its turn at the one writer. */
function queuedAdapter(store: Store, options: BetterAuthOptions): Adapter {
  const schema = { user, session, account, verification };
  const on = (db: Reader | Tx) => drizzleAdapter(db, { provider: "sqlite", schema, transaction: false })(options);
  const writing = (tx: Tx): Adapter => {
    const adapter = on(tx);
    return {
      ...adapter,
      async create(data) {
        if (data.model !== "user") return adapter.create(data);
        if (tx.select({ id: user.id }).from(user).limit(1).get()) throw owned();
        const made = await adapter.create(data);
        tx.update(user).set({ role: "owner" }).run();
        return made as never;
      },
    };
  };
  const write = <T>(work: (adapter: Adapter) => Promise<T>) => store.transaction((tx) => work(writing(tx)));
  return {
    ...on(store.read),
    transaction: (work) => write(work),
    create: (data) => write((adapter) => adapter.create(data)),
    update: (data) => write((adapter) => adapter.update(data)),
    updateMany: (data) => write((adapter) => adapter.updateMany(data)),
    delete: (data) => write((adapter) => adapter.delete(data)),
    deleteMany: (data) => write((adapter) => adapter.deleteMany(data)),
    consumeOne: (data) => write((adapter) => adapter.consumeOne(data)),
    incrementOne: (data) => write((adapter) => adapter.incrementOne(data)),
  };
}

const owned = () => new APIError("FORBIDDEN", { message: ownedMessage });
