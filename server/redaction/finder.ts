import { hidden } from "@/shared/redact";

/** Hides any of many words in a text: each place of it is looked at once, however many there are. */
export function finderOf(words: Iterable<string>, shortest: number): (text: string) => string {
  const byBeginning = new Map<number, string[]>();
  const begins = new Uint8Array(keys);
  // The longest first: what holds another one goes as a whole.
  for (const word of [...words].sort((one, other) => other.length - one.length)) {
    const key = keyAt(word, 0);
    begins[key] = 1;
    const known = byBeginning.get(key);
    if (known) known.push(word);
    else byBeginning.set(key, [word]);
  }

  return (text) => {
    let shown = "";
    let from = 0;
    for (let at = 0; at + shortest <= text.length; ) {
      const key = keyAt(text, at);
      const word = begins[key] ? byBeginning.get(key)?.find((each) => text.startsWith(each, at)) : undefined;
      if (word === undefined) {
        at++;
        continue;
      }
      shown += text.slice(from, at) + hidden;
      at += word.length;
      from = at;
    }
    return from === 0 ? text : shown + text.slice(from);
  };
}

const keys = 65_536;
/** Of four characters. */
const keyAt = (text: string, at: number) =>
  (text.charCodeAt(at) ^
    (text.charCodeAt(at + 1) << 4) ^
    (text.charCodeAt(at + 2) << 8) ^
    (text.charCodeAt(at + 3) << 11)) &
  (keys - 1);
