import { NodeError } from "@/nodes/sdk";

export type JwtSecrets = {
  key: { is: "secret" | "pem" };
  secret: string;
  privateKey: string;
  publicKey: string;
  algorithm: string;
};

/** Secrets fit HS algorithms only, and key pairs the others: a public key never serves as a secret. */
export async function keyFor(secrets: JwtSecrets, algorithm: string, use: "sign" | "verify") {
  const isPem = secrets.key.is === "pem";
  if (isPem === algorithm.startsWith("HS")) {
    throw new NodeError(`${algorithm} needs ${isPem ? "a shared secret" : "a key pair"}`, {
      code: "JWT_ALGORITHM",
      hint: "Choose the algorithm that fits the credential",
      param: "algorithm",
    });
  }
  if (!isPem) return new TextEncoder().encode(secrets.secret);
  const { importPKCS8, importSPKI } = await import("jose");
  try {
    if (use === "verify") return await importSPKI(withLines(secrets.publicKey), algorithm);
    return await importPKCS8(withLines(secrets.privateKey), algorithm);
  } catch (cause) {
    throw new NodeError(`The ${use === "sign" ? "private" : "public"} key of the credential cannot be read`, {
      code: "JWT_KEY",
      hint: use === "sign" ? "It must be a PKCS #8 PEM text" : "It must be an SPKI PEM text",
      cause,
    });
  }
}

/** Keys are often pasted with `\n` written out. */
const withLines = (pem: string) => pem.replaceAll("\\n", "\n").trim();
