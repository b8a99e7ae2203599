import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Encrypts data of executions: AES-256-GCM. `place` is what they belong to; elsewhere they do not open. */
export type Sealer = {
  seal(bytes: Buffer, place: string): Buffer;
  /** Throws when they were changed, are of another place, or of another key. */
  open(sealed: Buffer, place: string): Buffer;
  /** Tells the same texts from others, and says nothing of them to who has not the key. */
  fingerprint(text: string): string;
};

const nonceBytes = 12;
const tagBytes = 16;

export function createSealer({ derive, sign }: { derive(label: string): Buffer; sign(text: string): string }): Sealer {
  const key = derive("redacted-data");
  return {
    seal(bytes, place) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(place));
      const sealed = [cipher.update(bytes), cipher.final()];
      return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]);
    },
    open(sealed, place) {
      const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes);
      const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
        .setAAD(Buffer.from(place))
        .setAuthTag(tag);
      return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]);
    },
    fingerprint: (text) => sign(`redacted:${text}`),
  };
}
