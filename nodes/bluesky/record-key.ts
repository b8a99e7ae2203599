import { createHash } from "node:crypto";

/**
 * A record key in the form that posts must have (TID: 13 letters, 63 bits), always the same one for the same text. What
 * is put there twice is one post.
 */
export function recordKeyOf(text: string): string {
  let bits = createHash("sha256").update(text).digest().readBigUInt64BE() >> 1n;
  let key = "";
  for (let place = 0; place < length; place++) {
    key = letters.charAt(Number(bits & 31n)) + key;
    bits >>= 5n;
  }
  return key;
}

const length = 13;
const letters = "234567abcdefghijklmnopqrstuvwxyz";
