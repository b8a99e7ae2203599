import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "@/shared/errors";

/**
 * Credentials at rest: AES-256-GCM under a key derived from the key file, bound to their id and type, so that an
 * envelope copied to another row does not open.
 *
 *   v1.<nonce>.<ciphertext>.<tag>   (base64url)
 */
export type Cipher = {
  seal(plainText: string, bound: string): string;
  /** Throws `AppError` when the key is another one or the text was changed. */
  open(envelope: string, bound: string): string;
  /** A secret for another purpose, derived from the same key. */
  derive(label: string): Buffer;
  /** The unguessable part of the address that resumes an execution. */
  sign(text: string): string;
  verify(text: string, signature: string): boolean;
};

/** Reads the key file of the data folder; makes it, readable by its owner only, when there is none. */
export function openCipher(dataFolder: string): Cipher {
  const file = join(dataFolder, "secret.key");
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600, flag: "wx" });
  const root = Buffer.from(readFileSync(file, "utf8").trim(), "base64");
  if (root.length !== 32) {
    throw new AppError("INVALID", `${file} is not a key of 32 bytes in base64`, {
      hint: "Put the original key file back; credentials cannot be read without it",
    });
  }
  const derive = (label: string) => Buffer.from(hkdfSync("sha256", root, "", label, 32));
  const key = derive("credentials");
  const signingKey = derive("resume-links");

  const sign = (text: string) => createHmac("sha256", signingKey).update(text).digest("base64url").slice(0, 32);

  return {
    derive,
    sign,
    verify(text, signature) {
      const wanted = Buffer.from(sign(text));
      const given = Buffer.from(signature);
      return wanted.length === given.length && timingSafeEqual(wanted, given);
    },
    seal(plainText, bound) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(bound));
      const sealed = Buffer.concat([cipher.update(plainText, "utf8"), cipher.final()]);
      return ["v1", ...[nonce, sealed, cipher.getAuthTag()].map((part) => part.toString("base64url"))].join(".");
    },
    open(envelope, bound) {
      const [version, nonce, sealed, tag] = envelope.split(".");
      try {
        if (version !== "v1" || !nonce || sealed === undefined || !tag) throw new Error("unknown envelope");
        const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64url"), { authTagLength: 16 })
          .setAAD(Buffer.from(bound))
          .setAuthTag(Buffer.from(tag, "base64url"));
        return decipher.update(sealed, "base64url", "utf8") + decipher.final("utf8");
      } catch (cause) {
        throw new AppError("UNAVAILABLE", "The credential cannot be decrypted", {
          cause,
          hint: "The key file in the data folder is not the one it was saved with. Put it back, or enter the secret again",
        });
      }
    },
  };
}
