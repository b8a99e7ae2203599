import { findHash } from "../lazy";

/** Text as bytes, base64 and hashes: a bare isolate has none of them. */

export function toBytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const symbol of text) {
    let code = symbol.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

/** Bytes that are no UTF-8 become the replacement character. */
export function fromBytes(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
    let code = length === 1 ? first : first & (0x7f >> length);
    let isWhole = length > 0 && first < 0xf5;
    for (let next = 1; next < length && isWhole; next++) {
      const byte = bytes[at + next] ?? 0;
      if ((byte & 0xc0) !== 0x80) isWhole = false;
      code = (code << 6) | (byte & 63);
    }
    text += isWhole && code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
    at += isWhole ? length : 1;
  }
  return text;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function encodeBase64(text: string): string {
  const bytes = toBytes(text);
  let result = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.subarray(at, at + 3);
    const group = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    result += symbol(group >> 18) + symbol(group >> 12);
    result += b === undefined ? "=" : symbol(group >> 6);
    result += c === undefined ? "=" : symbol(group);
  }
  return result;
}

const symbol = (group: number) => alphabet[group & 63] ?? "";

/** Takes the alphabet of addresses, too, and passes over other characters. */
export function decodeBase64(text: string): string {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of text.replaceAll("-", "+").replaceAll("_", "/")) {
    if (letter === "=") break;
    const value = alphabet.indexOf(letter);
    if (value === -1) continue;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
  }
  return fromBytes(Uint8Array.from(bytes));
}

/** The hash in hexadecimal; undefined for an algorithm that is not known. */
export function hashText(algorithm: string, text: string): string | undefined {
  const hash = findHash(algorithm.toLowerCase());
  if (!hash) return undefined;
  return Array.from(hash(toBytes(text)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
