/** UTF-8, as far as the database needs it: an isolate has neither of these. */

const chunk = 4_096;

class Decoder {
  decode(bytes: Uint8Array = new Uint8Array()): string {
    let text = "";
    let codes: number[] = [];
    const next = (at: number) => (bytes[at] ?? 0) & 0x3f;
    for (let at = 0; at < bytes.length; ) {
      const first = bytes[at] ?? 0;
      const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
      if (length === 1) codes.push(first);
      else if (length === 2) codes.push(((first & 0x1f) << 6) | next(at + 1));
      else if (length === 3) codes.push(((first & 0x0f) << 12) | (next(at + 1) << 6) | next(at + 2));
      else codes.push(((first & 7) << 18) | (next(at + 1) << 12) | (next(at + 2) << 6) | next(at + 3));
      at += length;
      if (codes.length >= chunk) {
        text += String.fromCodePoint(...codes.map(known));
        codes = [];
      }
    }
    return text + String.fromCodePoint(...codes.map(known));
  }
}

const known = (code: number) => (code <= 0x10ffff ? code : 0xfffd);

Object.assign(globalThis, { TextDecoder: Decoder });
