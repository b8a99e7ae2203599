import type { BetterAuthOptions } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError } from "better-auth/api";
import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { eq } from "drizzle-orm";
import type { Reader, Store, Tx } from "@/server/db/client";
import { account, session, twoFactor, user, verification } from "@/server/db/schema";
import type { Cipher } from "@/server/secrets/cipher";
import { hashToken, newToken } from "@/server/services/tokens";

type Adapter = ReturnType<ReturnType<typeof drizzleAdapter>>;
type Where = { field: string; value: unknown };
type Query = { model: string; where?: readonly Where[]; [name: string]: unknown };

export const ownedMessage = "This server has an owner already. Ask them for access";

/**
 * better-auth's view of our tables. Reads go to the reading connection; a write, or a group of them, takes its turn at the
 * one writer. It knows sessions by their token; what is stored is a hash of it.
 */
export function queuedAdapter(
  { store, cipher, secret }: { store: Store; cipher: Cipher; secret: string },
  options: BetterAuthOptions,
): Adapter {
  const schema = { user, session, account, verification, twoFactor };
  const on = (db: Reader | Tx) =>
    sealing(
      { cipher, key: secret },
      hashingTokens(drizzleAdapter(db, { provider: "sqlite", schema, transaction: false })(options)),
    );
  const write = <T>(work: (adapter: Adapter) => Promise<T>) => store.transaction((tx) => work(writing(tx, on(tx))));
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

function writing(tx: Tx, adapter: Adapter): Adapter {
  return {
    ...adapter,
    async create(data) {
      if (data.model === "user") {
        if (tx.select({ id: user.id }).from(user).limit(1).get()) throw owned();
        const made = await adapter.create(data);
        tx.update(user).set({ role: "owner" }).run();
        return made as never;
      }
      if (data.model === "session") {
        const { userId } = data.data as unknown as { userId: string };
        const found = tx.select({ disabledAt: user.disabledAt }).from(user).where(eq(user.id, userId)).get();
        if (found?.disabledAt !== null) throw disabled();
        const made = (await adapter.create(data)) as { id: string };
        const now = Date.now();
        tx.update(session).set({ lastUsedAt: now, confirmedAt: now }).where(eq(session.id, made.id)).run();
        return made as never;
      }
      return adapter.create(data);
    },
  };
}

function hashingTokens(adapter: Adapter): Adapter {
  const hashed = <Q>(query: Q): Q => {
    const { model, where, ...rest } = query as Query;
    if (model !== "session" || !where) return query;
    return { model, where: where.map(hashedCondition), ...rest } as Q;
  };
  /** What is found by a token has that one; other sessions keep their hash. */
  const withToken = <R>(query: unknown, found: R): R => {
    const { model, where = [] } = query as Query;
    const asked = model === "session" && where.find(({ field }) => field === "token")?.value;
    return typeof asked === "string" && found ? ({ ...found, token: asked } as R) : found;
  };
  return {
    ...adapter,
    async create(data) {
      if (data.model !== "session") return adapter.create(data);
      const token = newToken();
      const made = await adapter.create({ ...data, data: { ...data.data, token: hashToken(token) } });
      return { ...(made as object), token } as never;
    },
    findOne: async (query) => withToken(query, await adapter.findOne(hashed(query))) as never,
    findMany: (query) => adapter.findMany(hashed(query)),
    count: (query) => adapter.count(hashed(query)),
    update: async (query) => withToken(query, await adapter.update(hashed(query))) as never,
    updateMany: (query) => adapter.updateMany(hashed(query)),
    delete: (query) => adapter.delete(hashed(query)),
    deleteMany: (query) => adapter.deleteMany(hashed(query)),
    consumeOne: (query) => adapter.consumeOne(hashed(query)),
    incrementOne: (query) => adapter.incrementOne(hashed(query)),
  };
}

type Keyed = { id: string; userId: string; secret?: string };

/**
 * Secrets of authenticator apps lie under a data key, like credentials: that of sessions may be changed at any time, and
 * nobody must be locked out by it.
 */
function sealing({ cipher, key }: { cipher: Cipher; key: string }, adapter: Adapter): Adapter {
  const placeOf = (userId: string) => ({ table: "two_factor", id: userId, type: "secret" });
  const sealed = async (userId: string, secret: string) =>
    cipher.seal(await symmetricDecrypt({ key, data: secret }), placeOf(userId));
  const opened = async <R>({ model }: { model: string }, found: R): Promise<R> => {
    const row = found as Keyed | null;
    if (model !== "twoFactor" || !row?.secret) return found;
    const data = cipher.open(row.secret, placeOf(row.userId));
    return { ...row, secret: await symmetricEncrypt({ key, data }) } as R;
  };
  return {
    ...adapter,
    async create(query) {
      const row = query.data as unknown as Keyed;
      if (query.model !== "twoFactor" || !row.secret) return adapter.create(query);
      const data = { ...query.data, secret: await sealed(row.userId, row.secret) };
      return (await opened(query, await adapter.create({ ...query, data }))) as never;
    },
    async update(query) {
      const { secret } = query.update as Partial<Keyed>;
      if (query.model !== "twoFactor" || !secret) return (await opened(query, await adapter.update(query))) as never;
      const row = await adapter.findOne<Keyed>({ model: query.model, where: query.where });
      if (!row) return null;
      const update = { ...query.update, secret: await sealed(row.userId, secret) };
      return (await opened(query, await adapter.update({ ...query, update }))) as never;
    },
    findOne: async (query) => (await opened(query, await adapter.findOne(query))) as never,
    findMany: async (query) =>
      (await Promise.all((await adapter.findMany(query)).map((row) => opened(query, row)))) as never,
    incrementOne: async (query) => (await opened(query, await adapter.incrementOne(query))) as never,
    consumeOne: async (query) => (await opened(query, await adapter.consumeOne(query))) as never,
  };
}

function hashedCondition(condition: Where): Where {
  if (condition.field !== "token") return condition;
  const { value } = condition;
  return { ...condition, value: Array.isArray(value) ? value.map(String).map(hashToken) : hashToken(String(value)) };
}

const owned = () => new APIError("FORBIDDEN", { message: ownedMessage });
const disabled = () =>
  new APIError("FORBIDDEN", { code: "ACCOUNT_DISABLED", message: "This account is disabled. Ask an administrator" });
