import { createHash } from "node:crypto";
import { twoFactor } from "better-auth/plugins";
import { and, eq, lt } from "drizzle-orm";
import type { Store } from "@/server/db/client";
import { usedCodes } from "@/server/db/schema";

/** A code is good for 30 seconds, and the one before and after it as well. */
const codeLifeMs = 2 * 60_000;

/**
 * Codes of an authenticator app, and codes for when it is lost. Of the latter only hashes are stored: what better-auth takes
 * for a code is the hash of one, by the time it compares them.
 */
export function twoFactorOf(store: Store) {
  // 95 random bits need no slow hash.
  const hashOf = (code: string) => `h:${createHash("sha256").update(code.replace(/[\s-]/g, "")).digest("base64url")}`;

  return {
    plugin: twoFactor({
      issuer: "Islewire",
      allowPasswordless: true,
      totpOptions: { digits: 6, period: 30 },
      backupCodeOptions: {
        amount: 10,
        length: 16,
        storeBackupCodes: {
          encrypt: async (text) =>
            JSON.stringify((JSON.parse(text) as string[]).map((code) => (code.startsWith("h:") ? code : hashOf(code)))),
          decrypt: async (text) => text,
        },
      },
    }),
    hashOf,

    /** Takes a code for this try. Who saw it being typed cannot use it again. */
    takeCode(userId: string, code: string): Promise<boolean> {
      const now = Date.now();
      const hash = createHash("sha256").update(`${userId} ${code.trim()}`).digest("base64url");
      return store.transaction((tx) => {
        tx.delete(usedCodes)
          .where(and(eq(usedCodes.userId, userId), lt(usedCodes.usedAt, now - codeLifeMs)))
          .run();
        return tx.insert(usedCodes).values({ userId, hash, usedAt: now }).onConflictDoNothing().run().changes === 1;
      });
    },
  };
}

export type TwoFactor = ReturnType<typeof twoFactorOf>;
