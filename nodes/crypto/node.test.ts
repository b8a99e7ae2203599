import { createVerify, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import type { JsonObject } from "@/shared/item";

const { run } = nodeHarness();
const of = { is: "text", value: "test" };
const one = async (action: JsonObject) => (await run("core.crypto", { action })).main[0]?.data as string;

describe("Crypto", () => {
  it("hashes texts", async () => {
    expect(await one({ is: "hash", algorithm: "MD5", of })).toBe("098f6bcd4621d373cade4e832627b4f6");
    expect(await one({ is: "hash", algorithm: "SHA3-256", of, encoding: "base64" })).toBe(
      "NvAoWAuwLMgnKpoCD0IA40bidq5mTkXugHRVdOL1q4A=",
    );
    expect(await one({ is: "hmac", algorithm: "SHA256", of, secret: "key" })).toBe(
      "02afb56304902c656fcb737cdd03de6205bb6d401da2812efd9b2d36a08af159",
    );
  });

  it("signs, so that the public key verifies it", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" });
    const signature = await one({ is: "sign", of, privateKey: pem as string, encoding: "base64" });
    expect(createVerify("RSA-SHA256").update("test").verify(publicKey, signature, "base64")).toBe(true);
  });

  it("says what is wrong with an algorithm or a key, without the key", async () => {
    const sign = { is: "sign", of, privateKey: "not a key" };
    const { error } = await run("core.crypto", { action: sign });
    expect(error).toMatchObject({ code: "CRYPTO_KEY", param: "action.privateKey" });
    expect(JSON.stringify(error)).not.toContain("not a key");
    expect((await run("core.crypto", { action: { ...sign, algorithm: "ROT13" } })).error?.code).toBe(
      "CRYPTO_ALGORITHM",
    );
  });

  it("makes random values of a length", async () => {
    expect(await one({ is: "random" })).toMatch(/^[0-9a-f-]{36}$/);
    expect(await one({ is: "random", kind: "hex", length: 7 })).toMatch(/^[0-9a-f]{7}$/);
    expect(await one({ is: "random", kind: "base64", length: 50 })).toMatch(/^\w{50}$/);
    expect(await one({ is: "random", kind: "ascii", length: 9 })).toHaveLength(9);
  });

  it("says when there is no file", async () => {
    const action = { is: "hash", of: { is: "file", file: "data" } };
    expect((await run("core.crypto", { action })).error).toMatchObject({
      code: "FILE_MISSING",
      param: "action.of.file",
    });
  });
});
