import { defineCredential, p } from "@/nodes/sdk";
import type { JsonObject } from "@/shared/item";
import { keyFor } from "./jwt-key";

export const jwtAlgorithms = [
  ...["HS256", "HS384", "HS512", "RS256", "RS384", "RS512"],
  ...["PS256", "PS384", "PS512", "ES256", "ES384", "ES512"],
] as const;

export const jwtKey = defineCredential({
  type: "jwt.key",
  label: "JWT key",
  summary: "A secret or a key pair that signs and verifies tokens",
  params: {
    key: p.choice({
      label: "Key",
      cases: {
        secret: { label: "Shared secret" },
        pem: { label: "Key pair" },
      },
    }),
    secret: p.secret({ label: "Secret", help: "For a shared secret" }),
    privateKey: p.secret({ label: "Private key (PEM)", help: "For a key pair: needed to sign", multiline: true }),
    publicKey: p.text({ label: "Public key (PEM)", help: "For a key pair: needed to verify", multiline: true }),
    algorithm: p.select({ label: "Algorithm", options: jwtAlgorithms, default: "HS256" }),
  },
  async verify({ authorization }, { key, secret, publicKey, algorithm }) {
    const [, token] = /^bearer\s+(\S+)$/i.exec(String(authorization ?? "")) ?? [];
    if (token === undefined) return { ok: false, status: 401, challenge: "Bearer" };
    const { jwtVerify } = await import("jose");
    try {
      if (key.is === "secret" && !secret) return { ok: false, status: 403 };
      const verifying = await keyFor({ key, secret, publicKey, privateKey: "", algorithm }, algorithm, "verify");
      const { payload } = await jwtVerify(token, verifying, { algorithms: [algorithm] });
      return { ok: true, claims: payload as JsonObject };
    } catch {
      return { ok: false, status: 403 };
    }
  },
});

export const totpSecret = defineCredential({
  type: "totp.secret",
  label: "TOTP secret",
  summary: "The secret of an authenticator app",
  params: {
    secret: p.secret({ label: "Secret (Base32)", required: true }),
    label: p.text({ label: "Account", placeholder: "GitHub:octocat" }),
  },
});
