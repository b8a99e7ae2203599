import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";
import { and, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { apiKeys } from "@/server/db/schema";
import { type ApiKeyInfo, apiScopes, type NewApiKey } from "@/shared/api-keys";
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
});

const maxKeys = 200;
const dayMs = 86_400_000;
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
    .map(({ hash: _, scopes, ...key }) => ({ ...key, scopes: JSON.parse(scopes) as string[] }));

/** The key itself is in the answer and nowhere else. */
export async function createApiKey(
  ctx: OwnContext,
  { expiresInDays, ...given }: z.infer<typeof newApiKeySchema>,
): Promise<NewApiKey> {
  const { store, actor } = ctx;
  const id = randomText(8);
  const body = `${prefix}${id}_${randomText(43)}`;
  const key = `${body}_${checksum(body)}`;
  const createdAt = Date.now();
  const info: ApiKeyInfo = {
    ...{ id, ...given, createdBy: actor.name, userId: actor.id, createdAt, lastUsedAt: null },
    expiresAt: expiresInDays === 0 ? null : createdAt + expiresInDays * dayMs,
  };
  await store.transaction((tx) => {
    if (tx.select({ id: apiKeys.id }).from(apiKeys).all().length >= maxKeys) {
      throw new AppError("LIMIT", `There can be at most ${maxKeys} API keys`, {
        hint: "Revoke those that nobody uses",
      });
    }
    tx.insert(apiKeys)
      .values({ ...info, scopes: JSON.stringify(info.scopes), hash: hashOf(key).toString("base64") })
      .run();
    audit(ctx, "apiKey.create", { id, details: { scopes: info.scopes, expiresInDays } });
  });
  return { ...info, key };
}

/** The key is refused from now on. */
export async function revokeApiKey(ctx: OwnContext, { id }: { id: string }): Promise<void> {
  const { store, actor } = ctx;
  await store.transaction((tx) => {
    audit(ctx, "apiKey.revoke", { id });
    const { changes } = tx
      .delete(apiKeys)
      .where(and(eq(apiKeys.id, id), actor.isAdmin ? undefined : eq(apiKeys.userId, actor.id)))
      .run();
    // Nor is it noted then.
    if (changes === 0)
      throw new AppError("NOT_FOUND", "There is no such API key", { hint: "It may have been revoked" });
  });
}

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
  const { hash: _, scopes, ...info } = row;
  return { ...info, scopes: JSON.parse(scopes) as string[] };
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
