import type { IncomingMessage } from "node:http";
import type { User } from "@/server/api/trpc";
import type { Store } from "@/server/db/client";
import { signInRules } from "@/server/services/account";
import { idleMs, maxSessionMs } from "@/server/services/sessions";
import { hashToken } from "@/server/services/tokens";
import type { Cookies } from "./cookies";

export type SignedIn = {
  user: User;
  sessionId: string;
  /** When its user last proved who it is. */
  confirmedAt: number;
  /** The rules ask for a second factor, and there is none yet: nothing else can be done before. */
  owesTwoFactor: boolean;
};

type Row = Omit<User, never> & {
  sessionId: string;
  confirmedAt: number;
  lastUsedAt: number;
  createdAt: number;
  providerId: string | null;
  twoFactorEnabled: number;
};

/** How exact the last use is noted: a page must not write all the time. */
const usedEveryMs = 60_000;

const columns = `u.id, u.name, u.email, u.role, u.two_factor_enabled AS twoFactorEnabled, s.id AS sessionId,
  s.confirmed_at AS confirmedAt, s.last_used_at AS lastUsedAt, s.created_at AS createdAt, s.provider_id AS providerId
  FROM session s JOIN user u ON u.id = s.user_id WHERE u.disabled_at IS NULL`;

/** Reads sessions for each request anew, so that one that was ended is refused at once. */
export function createSessionReader(store: Store, cookiesOf: (req: IncomingMessage) => Cookies) {
  const byToken = store.rawRead.prepare<[string], Row>(`SELECT ${columns} AND s.token = ?`);
  const byId = store.rawRead.prepare<[string], Row>(`SELECT ${columns} AND s.id = ?`);
  const use = store.prepareWrite("UPDATE session SET last_used_at = ? WHERE id = ?");
  const isGood = (row: Row | undefined, now: number): row is Row =>
    row !== undefined && row.lastUsedAt > now - idleMs && row.createdAt > now - maxSessionMs;

  return {
    sessionOf(req: IncomingMessage): SignedIn | null {
      const token = cookiesOf(req).tokenOf(req);
      if (token === undefined) return null;
      const now = Date.now();
      const row = byToken.get(hashToken(token));
      if (!isGood(row, now)) return null;
      if (now - row.lastUsedAt > usedEveryMs) {
        void store.commit(() => use.run(now, row.sessionId), "soon").catch(() => {});
      }
      const { id, name, email, role, sessionId, confirmedAt, providerId, twoFactorEnabled } = row;
      // Who comes from a provider has shown there what it asks for.
      const owesTwoFactor = !twoFactorEnabled && providerId === null && signInRules({ store }).requireTwoFactor;
      return { user: { id, name, email, role }, sessionId, confirmedAt, owesTwoFactor };
    },

    /** Whether it is still good, for what stays open. */
    isOpen: (sessionId: string): boolean => isGood(byId.get(sessionId), Date.now()),
  };
}
