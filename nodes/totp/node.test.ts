import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";

const { run, credential } = nodeHarness();

/** RFC 6238, by hand. */
function codeAt(key: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", key).update(counter).digest();
  const at = (hash[19] ?? 0) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

describe("TOTP", () => {
  it("gives the code of this moment and how long it holds", async () => {
    const secret = await credential("totp.secret", { secret: "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ" });
    const before = Math.floor(Date.now() / 30_000);
    const { main } = await run("core.totp", {}, [{}], { credentials: { secret } });
    const codes = [before, before + 1].map((step) => codeAt("12345678901234567890", step));
    expect(codes).toContain(main[0]?.token);
    expect(main[0]?.secondsRemaining).toBeGreaterThan(0);
  });

  it("says when the secret is none", async () => {
    const secret = await credential("totp.secret", { secret: "0189!" });
    expect((await run("core.totp", {}, [{}], { credentials: { secret } })).error?.code).toBe("TOTP_SECRET");
  });
});
