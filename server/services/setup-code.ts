import { createHash, timingSafeEqual } from "node:crypto";
import type { Cipher } from "@/server/secrets/cipher";

const letters = "abcdefghjkmnpqrstuvwxyz23456789";

/**
 * What the first visitor must know to own the server: shown to whoever starts it, the same at each start. `given` by the
 * operator counts instead.
 */
export function setupCodeOf(cipher: Pick<Cipher, "derive">, given: string | undefined): string {
  if (given !== undefined) return given;
  const text = [...cipher.derive("setup-code").subarray(0, 16)].map((byte) => letters[byte % letters.length]).join("");
  return (text.match(/.{4}/g) ?? []).join("-");
}

export function isSetupCode(wanted: string, given: string): boolean {
  const [one, other] = [wanted, given].map((text) => createHash("sha256").update(text.trim()).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
