import { defineCredential, p } from "@/nodes/sdk";
import type { JsonObject } from "@/shared/item";
import { acceptsEarlier, knownNow, whileChanging } from "./earlier-secret";
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
    acceptsEarlier,
    earlierSecret: p.secret({ label: "Earlier secret", onlyWhen: whileChanging }),
    earlierPublicKey: p.text({ label: "Earlier public key (PEM)", multiline: true, onlyWhen: whileChanging }),
  },
  async verify({ authorization }, { key, algorithm, ...values }) {
    const [, token] = /^bearer\s+(\S+)$/i.exec(String(authorization ?? "")) ?? [];
    if (token === undefined) return { ok: false, status: 401, challenge: "Bearer" };
    const { jwtVerify } = await import("jose");
    const isSecret = key.is === "secret";
    const known = isSecret
      ? knownNow(values.secret, values.acceptsEarlier, values.earlierSecret)
      : knownNow(values.publicKey, values.acceptsEarlier, values.earlierPublicKey);
    for (const one of known) {
      try {
        const secrets = { key, secret: one, publicKey: one, privateKey: "", algorithm };
        const { payload } = await jwtVerify(token, await keyFor(secrets, algorithm, "verify"), {
          algorithms: [algorithm],
        });
        return { ok: true, claims: payload as JsonObject };
      } catch {
        // Signed by another key, or no token at all.
      }
    }
    return { ok: false, status: 403 };
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
