import { describe, expect, it } from "vitest";
import { createAttempts } from "./attempts";

const minute = 60_000;

function guesser({ isKnown = () => false }: { isKnown?: (account: string, address: string) => boolean } = {}) {
  let at = 1_000_000;
  const attempts = createAttempts({ now: () => at, isKnown });
  return {
    attempts,
    pass(ms: number) {
      at += ms;
    },
    /** Tries every second; how many were let through. */
    tryFor(ms: number, account = "ann@example.com", address = "192.0.2.1") {
      let taken = 0;
      for (const end = at + ms; at < end; at += 1_000) if (attempts.begin(account, address) === 0) taken++;
      return taken;
    },
  };
}

describe("T125 who guesses passwords", () => {
  it("gets at most 10 tries at one account within 15 minutes, and is never shut out for good", () => {
    const { tryFor, pass, attempts } = guesser();
    expect(tryFor(15 * minute)).toBeLessThanOrEqual(10);
    const [one, other] = [tryFor(15 * minute), tryFor(15 * minute)];
    expect(one).toBeLessThanOrEqual(2);
    expect(other).toBeLessThanOrEqual(2);
    expect(one + other).toBeGreaterThan(0);
    pass(15 * minute);
    expect(attempts.begin("ann@example.com", "192.0.2.1")).toBe(0);
  });

  it("is told how long to wait, and may go on at once after the right one", () => {
    const { attempts } = guesser();
    for (let tries = 0; tries < 5; tries++) expect(attempts.begin("ann@example.com", "192.0.2.1")).toBe(0);
    expect(attempts.begin("ANN@example.com ", "192.0.2.1")).toBe(15);
    expect(attempts.begin("ann@example.com", "192.0.2.2")).toBe(0);
    attempts.succeeded("ann@example.com", "192.0.2.1");
    expect(attempts.begin("ann@example.com", "192.0.2.1")).toBe(0);
  });

  it("with one password for a thousand accounts is stopped after a hundred", () => {
    const { attempts } = guesser();
    let taken = 0;
    for (let user = 0; user < 1_000; user++) if (attempts.begin(`u${user}@example.com`, "192.0.2.1") === 0) taken++;
    expect(taken).toBe(100);
    expect(attempts.begin("ann@example.com", "192.0.2.9")).toBe(0);
  });

  it("from a thousand networks is stopped, and does not keep the user out where she signed in before", () => {
    const { attempts } = guesser({ isKnown: (_account, address) => address === "203.0.113.7" });
    let taken = 0;
    for (let from = 0; from < 1_000; from++) {
      if (attempts.begin("ann@example.com", `10.0.${from >> 8}.${from & 255}`) === 0) taken++;
    }
    expect(taken).toBe(100);
    expect(attempts.begin("ann@example.com", "203.0.113.7")).toBe(0);
  });
});
