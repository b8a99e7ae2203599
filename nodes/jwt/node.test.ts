import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import type { JsonObject } from "@/shared/item";

const { run, credential } = nodeHarness();
const secret = (value = "a secret") => credential("jwt.key", { key: { is: "secret" }, secret: value });
const jwt = (action: JsonObject, key?: string, more: JsonObject = {}) =>
  run("core.jwt", { action, ...more }, [{}], key ? { credentials: { key } } : {});

describe("JWT", () => {
  it("signs what it verifies again", async () => {
    const key = await secret();
    const signed = await jwt({ is: "sign", claims: { sub: "ann" }, expiresIn: 60, kid: "k1" }, key);
    const token = signed.main[0]?.token as string;
    const { main } = await jwt({ is: "verify", token, complete: true }, key);
    expect(main).toMatchObject([{ header: { alg: "HS256", kid: "k1" }, payload: { sub: "ann" } }]);
    expect((await jwt({ is: "decode", token })).main).toMatchObject([{ payload: { sub: "ann" } }]);
    expect((await jwt({ is: "verify", token }, await secret("another"))).error?.code).toBe("JWT_SIGNATURE");
  });

  it("refuses tokens out of their time, unless told otherwise", async () => {
    const key = await secret();
    const sign = async (claims: JsonObject) => (await jwt({ is: "sign", claims }, key)).main[0]?.token as string;
    const old = await sign({ exp: 1_000 });
    expect((await jwt({ is: "verify", token: old }, key)).error?.message).toMatch(/expired/);
    expect((await jwt({ is: "verify", token: old, ignoreExpiration: true }, key)).main).toHaveLength(1);
    const early = await sign({ nbf: 99_999_999_999 });
    expect((await jwt({ is: "verify", token: early }, key)).error?.message).toMatch(/not valid yet/);
  });

  it("uses key pairs, and never a public key as a secret", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const key = await credential("jwt.key", {
      key: { is: "pem" },
      privateKey: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
      publicKey: publicKey.export({ type: "spki", format: "pem" }) as string,
      algorithm: "ES256",
    });
    const token = (await jwt({ is: "sign", claims: '{"a":1}' }, key)).main[0]?.token as string;
    expect((await jwt({ is: "verify", token }, key)).main).toMatchObject([{ payload: { a: 1 } }]);
    expect((await jwt({ is: "verify", token }, key, { algorithm: "HS256" })).error?.code).toBe("JWT_ALGORITHM");
  });

  it("says what is no token and what are no claims", async () => {
    expect((await jwt({ is: "decode", token: "a.b.c" })).error?.code).toBe("JWT_INVALID");
    expect((await jwt({ is: "sign", claims: [1] }, await secret())).error?.code).toBe("JWT_CLAIMS");
    expect((await jwt({ is: "sign" })).error?.code).toBe("CREDENTIAL_MISSING");
  });
});
