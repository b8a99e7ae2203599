import { describe, expect, it } from "vitest";
import { hashPassword, isOutdated, verifyPassword } from "./password-hash";

describe("A hash of a password", () => {
  it("is Argon2id with a salt of its own, and fits its password alone", async () => {
    const [one, other] = await Promise.all([hashPassword("violet ladder"), hashPassword("violet ladder")]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(one).not.toBe(other);
    expect(await verifyPassword(one, "violet ladder")).toBe(true);
    expect(await verifyPassword(one, "violet ladder ")).toBe(false);
    expect(await verifyPassword(other, "Violet ladder")).toBe(false);
    expect(isOutdated(one)).toBe(false);
    expect(isOutdated(one.replace("m=19456", "m=4096"))).toBe(true);
  });

  it("fits however a keyboard writes an accent", async () => {
    expect(await verifyPassword(await hashPassword("caf\u00e9 au lait"), "cafe\u0301 au lait")).toBe(true);
  });

  it("that is none fits nothing", async () => {
    for (const hash of ["", ":", "x", "$argon2id$", "$argon2id$v=19$m=19456,t=2,p=1$AAAA$"]) {
      expect(await verifyPassword(hash, ""), hash).toBe(false);
    }
  });

  it("makes at most four at once", async () => {
    let done = 0;
    const before = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss - before);
    }, 1);
    await Promise.all(Array.from({ length: 12 }, () => hashPassword("violet ladder").then(() => done++)));
    clearInterval(watch);
    expect(done).toBe(12);
    // Each takes 19 MiB while it lasts; twelve at once would take 228.
    expect(most).toBeLessThan(150 * 1_048_576);
  });
});
