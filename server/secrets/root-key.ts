import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { AppError } from "@/shared/errors";

/** The key that wraps all others. It is never in the database. `place`: where it came from, for people. */
export type RootKey = { id: string; key: Buffer; place: string };

/** Where the root key is: its text, a file of the operator, or the file in the data folder. */
export type KeySource = { dataFolder: string; value?: string; file?: string };

export const keyFileOf = ({ dataFolder, file }: KeySource) => file ?? join(dataFolder, "secret.key");

/** The key a rotation is about to put in place; it counts once the database says so. */
export const nextFileOf = (source: KeySource) => `${keyFileOf(source)}.next`;

/** The variables of the environment that say where the key is. */
export function keySourceOf(
  dataFolder: string,
  variables: { ISLEWIRE_KEY?: string; ISLEWIRE_KEY_FILE?: string },
): KeySource {
  const { ISLEWIRE_KEY: value, ISLEWIRE_KEY_FILE: file } = variables;
  if (value && file)
    throw new AppError("INVALID", "Both ISLEWIRE_KEY and ISLEWIRE_KEY_FILE are set", { hint: "Keep one of them" });
  return { dataFolder, ...(value && { value }), ...(file && { file }) };
}

export const newRootKey = (place: string): RootKey => rootKey(randomBytes(32), place);

/** Throws `AppError` where it is missing, no key, or readable by others. */
export function readRootKey(source: KeySource, onMended: (file: string) => void = () => {}): RootKey {
  if (source.value !== undefined) return parsed(source.value, "ISLEWIRE_KEY");
  const file = keyFileOf(source);
  if (!existsSync(file)) throw missing(source);
  requirePrivate(file, source.file === undefined, onMended);
  return readKeyFile(file);
}

export const hasRootKey = (source: KeySource) => source.value !== undefined || existsSync(keyFileOf(source));

export function readKeyFile(file: string): RootKey {
  try {
    return parsed(readFileSync(file, "utf8"), `the file ${file}`);
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw new AppError("INVALID", `The key file ${file} cannot be read: ${(thrown as Error).message}`);
  }
}

/** For its owner only, and on disk before it is used. Throws when there is one, unless it may be replaced. */
export function writeKeyFile(file: string, { key }: RootKey, { replace = false } = {}): void {
  mkdirSync(dirname(file), { recursive: true });
  const handle = openSync(file, replace ? "w" : "wx", 0o600);
  try {
    if (replace) chmodSync(file, 0o600);
    writeSync(handle, `${key.toString("base64")}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  syncFolder(dirname(file));
}

/** In one step: there is always one whole key. Another process may have done it already. */
export function putInPlace(source: KeySource): void {
  if (!existsSync(nextFileOf(source))) return;
  renameSync(nextFileOf(source), keyFileOf(source));
  syncFolder(dirname(keyFileOf(source)));
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Ours is mended: a copy made by hand loses its mode, and a server that does not start helps nobody. That of the operator
 * is refused: how it came to its place says how to put it right, and we may not change what others rely on.
 */
function requirePrivate(file: string, isOurs: boolean, onMended: (file: string) => void): void {
  if ((statSync(file).mode & 0o077) === 0) return;
  const refusal = new AppError("INVALID", `The key file ${file} can be read by other users of this machine`, {
    hint: `Make it private: chmod 600 ${file}`,
  });
  if (!isOurs) throw refusal;
  try {
    chmodSync(file, 0o600);
  } catch {
    throw refusal;
  }
  onMended(file);
}

function parsed(text: string, place: string): RootKey {
  const key = Buffer.from(text.trim(), "base64");
  if (key.length === 32) return rootKey(key, place);
  throw new AppError("INVALID", `${capital(place)} is not a key of 32 bytes in base64`, {
    hint: "Put the original key back; credentials cannot be read without it",
  });
}

const rootKey = (key: Buffer, place: string): RootKey => ({
  key,
  place,
  id: createHmac("sha256", key).update("islewire key id").digest("base64url").slice(0, 12),
});

export const subKey = (key: Buffer, label: string) => Buffer.from(hkdfSync("sha256", key, "", label, 32));

/** What the database keeps to know the key again. It says nothing about the key. */
export const checkOf = ({ key }: RootKey) =>
  createHmac("sha256", subKey(key, "key-check")).update("islewire key check").digest("base64url");

export const missing = (source: KeySource) =>
  new AppError("INVALID", `The key file ${keyFileOf(source)} is missing, and the database was written with one`, {
    hint: "Put it back from a backup; stored credentials cannot be read without it. Nothing was changed",
  });

export const wrongKey = ({ place }: RootKey) =>
  new AppError("INVALID", `${capital(place)} is not the key this database was written with`, {
    hint: "Put the right key back, from a backup of the same server, then start again. Nothing was changed",
  });

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
