import * as crypto from "node:crypto";
import { AppError } from "@/shared/errors";

/** Argon2id as OWASP asks for: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const tagLength = 32;
const prefix = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$`;

/** Each takes 19 MiB and a core for as long as it lasts. */
const maxAtOnce = 4;
/** Beyond that, who waits would not wait to the end. */
const maxWaiting = 200;

/** In the form that other programs read, too: `$argon2id$v=19$m=…,t=…,p=…$salt$tag`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto.randomBytes(16);
  return turn(async () => {
    if (!crypto.argon2) return scryptHash(password, salt.toString("hex"));
    return prefix + [salt, await argon2Tag(password, salt, cost)].map(unpadded).join("$");
  });
}

export async function verifyPassword(hash: string, password: string): Promise<boolean> {
  return turn(async () => {
    const parsed = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/.exec(hash);
    if (!parsed) {
      const [salt = ""] = hash.split(":");
      return isSame(await scryptHash(password, salt), hash);
    }
    const [, memory, passes, parallelism, salt = "", tag = ""] = parsed;
    if (!crypto.argon2) throw new AppError("UNAVAILABLE", "This Node.js is too old to check passwords: it needs 24.7");
    const given = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
    return isSame(unpadded(await argon2Tag(password, Buffer.from(salt, "base64"), given)), tag);
  });
}

/** Made by an earlier version, or with other costs. */
export const isOutdated = (hash: string): boolean => Boolean(crypto.argon2) && !hash.startsWith(prefix);

function argon2Tag(
  password: string,
  nonce: Buffer,
  given: { memory: number; passes: number; parallelism: number },
): Promise<Buffer> {
  const message = Buffer.from(password.normalize("NFKC"));
  return new Promise((resolve, reject) =>
    crypto.argon2("argon2id", { message, nonce, tagLength, ...given }, (error, tag) =>
      error ? reject(error) : resolve(tag),
    ),
  );
}

/** As better-auth made them before. */
function scryptHash(password: string, salt: string): Promise<string> {
  const options = { N: 16_384, r: 16, p: 1, maxmem: 64 * 1_048_576 };
  return new Promise((resolve, reject) =>
    crypto.scrypt(password.normalize("NFKC"), salt, 64, options, (error, key) =>
      error ? reject(error) : resolve(`${salt}:${key.toString("hex")}`),
    ),
  );
}

const unpadded = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && crypto.timingSafeEqual(a, b);
}

let busy = 0;
const waiting: (() => void)[] = [];

async function turn<T>(work: () => Promise<T>): Promise<T> {
  if (busy >= maxAtOnce) {
    if (waiting.length >= maxWaiting) {
      throw new AppError("UNAVAILABLE", "Too many people sign in at this moment", { hint: "Try again in a moment" });
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else busy++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else busy--;
  }
}
