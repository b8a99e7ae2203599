import { createHash } from "node:crypto";
import type { JsonObject } from "@/shared/item";

export const kinds = [
  { value: "user", label: "People" },
  { value: "address", label: "Addresses" },
  { value: "email", label: "Email addresses" },
  { value: "creditCard", label: "Credit cards" },
  { value: "uuid", label: "UUIDs" },
  { value: "url", label: "URLs" },
  { value: "ipv4", label: "IPv4 addresses" },
  { value: "mac", label: "MAC addresses" },
  { value: "nanoid", label: "Short ids" },
  { value: "semver", label: "Version numbers" },
] as const;
type Kind = (typeof kinds)[number]["value"];

/** From 0 up to 1, like `Math.random`. */
export type Random = () => number;

/** Not for secrets. */
export function seeded(seed: string): Random {
  let state = createHash("sha256").update(seed).digest().readUInt32BE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const firstNames = ["Ada", "Ben", "Carla", "Dev", "Elif", "Femi", "Grace", "Hugo", "Ines", "Jonas", "Kim", "Lena"];
const lastNames = ["Adler", "Brandt", "Costa", "Diaz", "Eriksen", "Fischer", "Gupta", "Hill", "Ito", "Jensen", "Khan"];
const cities = ["Bern", "Lagos", "Lima", "Lisbon", "Nairobi", "Oslo", "Porto", "Quito", "Seoul", "Tunis", "Vienna"];
const streets = ["Harbour Street", "Mill Lane", "Station Road", "Park Avenue", "Church Street", "Long Row"];
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function randomThing(kind: Kind, next: Random): JsonObject {
  const below = (limit: number) => Math.floor(next() * limit);
  const pick = (list: readonly string[]) => list[below(list.length)] ?? "";
  const text = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[below(alphabet.length)]).join("");
  const hex = (length: number) => text("0123456789abcdef", length);
  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick(["8", "9", "a", "b"])}${hex(3)}-${hex(12)}`;
  const [first, last] = [pick(firstNames), pick(lastNames)];
  const email = `${first}.${last}${below(100)}@example.com`.toLowerCase();
  switch (kind) {
    case "user":
      return { uid: uuid(), email, firstname: first, lastname: last, password: text(letters, 12) };
    case "address":
      return {
        firstname: first,
        lastname: last,
        street: `${below(200) + 1} ${pick(streets)}`,
        city: pick(cities),
        zip: text("0123456789", 5),
        state: text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 2),
        country: pick(["Austria", "Kenya", "Norway", "Peru", "Portugal"]),
      };
    case "email":
      return { email, confirmed: next() < 0.5 };
    case "creditCard":
      return {
        type: pick(["Visa", "Mastercard"]),
        number: `4000 00${text("0123456789", 2)} ${text("0123456789", 4)} ${text("0123456789", 4)}`,
        ccv: text("0123456789", 3),
        exp: `${String(below(12) + 1).padStart(2, "0")}/${30 + below(9)}`,
        holder_name: `${first} ${last}`,
      };
    case "uuid":
      return { uuid: uuid() };
    case "url":
      return { url: `https://${last.toLowerCase()}.example.com/${hex(6)}` };
    case "ipv4":
      return { ip: Array.from({ length: 4 }, () => below(256)).join(".") };
    case "mac":
      return { mac: Array.from({ length: 6 }, () => hex(2)).join(":") };
    case "nanoid":
      return { nanoId: text(letters, 10), customAlphabet: letters, length: "10" };
    case "semver":
      return { version: `${below(10)}.${below(20)}.${below(30)}` };
  }
}
