import { createHash } from "node:crypto";
import { neighbourhood } from "../sender";

/** Wrong tries that cost nothing but the time of typing. */
const freeTries = 5;
const firstWaitMs = 15_000;
/** How long anybody has to wait at most. */
const maxWaitMs = 15 * 60_000;
/** Who has tried nothing for so long begins anew. */
const forgetMs = 60 * 60_000;
/** Of one account from everywhere, and of one network at all accounts, within `maxWaitMs`. */
const maxOfAccount = 100;
const maxOfNetwork = 100;
const maxEntries = 20_000;

type Entry = { tries: number; until: number; latest: number };

/**
 * Slows down who guesses: an account from one network, a network at many accounts, an account from many networks. Nobody
 * is shut out for good, and an account not at all where its user signed in before.
 */
export function createAttempts({ now = Date.now, isKnown }: AttemptOptions) {
  const pairs = new Map<string, Entry>();
  const accounts = new Map<string, Entry>();
  const networks = new Map<string, Entry>();

  return {
    /** Counts a try, before it is known how it ends. Seconds to wait, or 0: go on. */
    begin(account: string, address: string): number {
      const network = neighbourhood(address);
      const key = keyOf(account);
      const pair = entryOf(pairs, `${key} ${network}`, forgetMs);
      const whole = entryOf(accounts, key, maxWaitMs);
      const all = entryOf(networks, network, maxWaitMs);
      const at = now();
      const waitMs = Math.max(
        pair.until - at,
        all.tries >= maxOfNetwork ? all.latest + maxWaitMs - at : 0,
        whole.tries >= maxOfAccount && !isKnown(account, address) ? whole.latest + maxWaitMs - at : 0,
      );
      if (waitMs > 0) return Math.ceil(waitMs / 1_000);
      for (const entry of [pair, whole, all]) {
        entry.tries++;
        entry.latest = at;
      }
      if (pair.tries >= freeTries) {
        pair.until = at + Math.min(firstWaitMs * 2 ** (pair.tries - freeTries), maxWaitMs);
      }
      return 0;
    },

    /** The last try of that account was right. */
    succeeded(account: string, address: string): void {
      const network = neighbourhood(address);
      pairs.delete(`${keyOf(account)} ${network}`);
      const all = networks.get(network);
      if (all && all.tries > 0) all.tries--;
    },
  };

  function entryOf(map: Map<string, Entry>, key: string, keptMs: number): Entry {
    const at = now();
    const found = map.get(key);
    if (found && found.latest + keptMs > at) return found;
    map.delete(key);
    if (map.size >= maxEntries) map.delete(map.keys().next().value ?? "");
    const made: Entry = { tries: 0, until: 0, latest: at };
    map.set(key, made);
    return made;
  }
}

export type Attempts = ReturnType<typeof createAttempts>;
type AttemptOptions = {
  now?: () => number;
  /** Its user was signed in from there before. */
  isKnown(account: string, address: string): boolean;
};

/** What is sent as an address may be anything, and of any length. */
const keyOf = (account: string) => createHash("sha256").update(account.trim().toLowerCase()).digest("base64");
