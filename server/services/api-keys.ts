import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";
import { and, desc, eq } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/server/db/client";
import { apiKeys } from "@/server/db/schema";
import { type ApiKeyInfo, apiScopes, type NewApiKey, overlapHours } from "@/shared/api-keys";
import { AppError } from "@/shared/errors";
import { audit } from "./audit";
import type { ServiceContext } from "./context";

type KeyContext = Pick<ServiceContext, "store">;
type OwnContext = Pick<ServiceContext, "store" | "actor">;

export const newApiKeySchema = z.strictObject({
  name: z.string().trim().min(1, "is required").max(128),
  scopes: z.array(z.enum(apiScopes)).min(1, "needs one scope"),
  /** 0: never. */
  expiresInDays: z.number().int().min(0).max(365),
  addresses: z
    .array(
      z.union(
        [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
        "is no address or network such as 203.0.113.7 or 10.0.0.0/8",
      ),
    )
    .max(50)
    .default([]),
});

export const rotateApiKeySchema = z.strictObject({
  id: z.string().max(64),
  /** 0: the key before is refused at once. */
  overlapHours: z.number().int().min(0).max(overlapHours.max).default(overlapHours.default),
});

const maxKeys = 200;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** How exact the last use is noted: a busy key must not write all the time. */
const usedEveryMs = 60_000;

/** Of the actor; administrators see all. */
export const listApiKeys = ({ store, actor }: OwnContext): ApiKeyInfo[] =>
  store.read
    .select()
    .from(apiKeys)
    .where(actor.isAdmin ? undefined : eq(apiKeys.userId, actor.id))
    .orderBy(desc(apiKeys.createdAt))
    .all()
    .map(infoOf);

/** With the rights of `userId`. The key itself is in the answer and nowhere else. */
export async function createApiKey(
  ctx: OwnContext,
  { expiresInDays, addresses: from = [], ...given }: z.input<typeof newApiKeySchema>,
  userId = ctx.actor.id,
): Promise<NewApiKey> {
  const expiresAt = expiresInDays === 0 ? null : Date.now() + expiresInDays * dayMs;
  return ctx.store.transaction((tx) => {
    const made = add(tx, { ...given, addresses: from, userId, createdBy: ctx.actor.name, expiresAt });
    const { id, scopes, addresses } = made;
    audit(ctx, "apiKey.create", { id, details: { scopes, expiresInDays, ...(addresses.length > 0 && { addresses }) } });
    return made;
  });
}

/** A new key that may do the same, for as long from now as the one before was made for. That one is good for a while. */
export async function rotateApiKey(
  ctx: OwnContext,
  { id, overlapHours: hours }: z.infer<typeof rotateApiKeySchema>,
): Promise<NewApiKey> {
  const now = Date.now();
  return ctx.store.transaction((tx) => {
    const row = tx.select().from(apiKeys).where(own(ctx, id)).get();
    if (!row) throw notThere();
    if (row.replacedBy !== null) {
      throw new AppError("CONFLICT", "This key has been replaced already", {
        hint: `Replace the one that follows it: ${prefix}${row.replacedBy}…`,
      });
    }
    const before = infoOf(row);
    const term = before.expiresAt === null ? null : before.expiresAt - before.createdAt;
    audit(ctx, "apiKey.rotate", { id, details: { overlapHours: hours } });
    if (hours === 0) tx.delete(apiKeys).where(eq(apiKeys.id, id)).run();
    const made = add(tx, { ...before, expiresAt: term === null ? null : now + term });
    if (hours > 0) {
      const end = Math.min(now + hours * hourMs, before.expiresAt ?? Number.POSITIVE_INFINITY);
      tx.update(apiKeys).set({ replacedBy: made.id, expiresAt: end }).where(eq(apiKeys.id, id)).run();
    }
    return made;
  });
}

/** The key is refused from now on. */
export async function revokeApiKey(ctx: OwnContext, { id }: { id: string }): Promise<void> {
  await ctx.store.transaction((tx) => {
    audit(ctx, "apiKey.revoke", { id });
    // Nor is it noted then.
    if (tx.delete(apiKeys).where(own(ctx, id)).run().changes === 0) throw notThere();
  });
}

/** Administrators have all. */
const own = ({ actor }: OwnContext, id: string) =>
  and(eq(apiKeys.id, id), actor.isAdmin ? undefined : eq(apiKeys.userId, actor.id));

const notThere = () => new AppError("NOT_FOUND", "There is no such API key", { hint: "It may have been revoked" });

type NewRow = Pick<ApiKeyInfo, "name" | "scopes" | "addresses" | "createdBy" | "userId" | "expiresAt">;

function add(tx: Tx, { name, scopes, addresses, createdBy, userId, expiresAt }: NewRow): NewApiKey {
  if (tx.select({ id: apiKeys.id }).from(apiKeys).all().length >= maxKeys) {
    throw new AppError("LIMIT", `There can be at most ${maxKeys} API keys`, { hint: "Revoke those that nobody uses" });
  }
  const id = randomText(8);
  const body = `${prefix}${id}_${randomText(43)}`;
  const key = `${body}_${checksum(body)}`;
  const row = tx
    .insert(apiKeys)
    .values({
      ...{ id, name, createdBy, userId, expiresAt, createdAt: Date.now() },
      scopes: JSON.stringify(scopes),
      addresses: addresses.length > 0 ? JSON.stringify(addresses) : null,
      hash: hashOf(key).toString("base64"),
    })
    .returning()
    .get();
  return { ...infoOf(row), key };
}

const infoOf = ({ hash: _, scopes, addresses, ...key }: typeof apiKeys.$inferSelect): ApiKeyInfo => ({
  ...key,
  scopes: JSON.parse(scopes),
  addresses: addresses === null ? [] : JSON.parse(addresses),
});

/** Whose key it is, or undefined: unknown, revoked and expired ones are not told apart. */
export function findApiKey({ store }: KeyContext, key: string): ApiKeyInfo | undefined {
  const [, id = "", sum] = /^iw_([0-9A-Za-z]{8})_[0-9A-Za-z]{43}_([0-9A-Za-z]{6})$/.exec(key) ?? [];
  if (sum !== checksum(key.slice(0, -7))) return undefined;
  const row = store.read.select().from(apiKeys).where(eq(apiKeys.id, id)).get();
  const isSame = timingSafeEqual(hashOf(key), row ? Buffer.from(row.hash, "base64") : hashOf(""));
  const now = Date.now();
  if (!row || !isSame || (row.expiresAt !== null && row.expiresAt <= now)) return undefined;
  if (now - (row.lastUsedAt ?? 0) > usedEveryMs) {
    const use = store.prepareWrite("UPDATE api_keys SET last_used_at = ? WHERE id = ?");
    void store.commit(() => use.run(now, id), "soon").catch(() => {});
  }
  return infoOf(row);
}

/** Known to programs that look for secrets in code. */
const prefix = "iw_";

/** 256 random bits need no slow hash. */
const hashOf = (key: string) => createHash("sha256").update(key).digest();

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Of letters and digits, each as likely as the other. */
function randomText(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 248 && text.length < length) text += letters[byte % 62];
    }
  }
  return text;
}

/** A typing error is refused without a look into the database. */
function checksum(body: string): string {
  let rest = crc32(body);
  let text = "";
  for (let place = 0; place < 6; place++) {
    text += letters[rest % 62];
    rest = Math.floor(rest / 62);
  }
  return text;
}
