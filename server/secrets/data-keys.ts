import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { AppError } from "@/shared/errors";
import {
  checkOf,
  type KeySource,
  nextFileOf,
  type RootKey,
  readKeyFile,
  readRootKey,
  subKey,
  wrongKey,
} from "./root-key";

/**
 * `data` keys seal rows; the one `links` key is what signatures and sessions are derived from; the one `audit` key is that
 * of the chain of events.
 */
export type KeyPurpose = "data" | "links" | "audit";
export type DataKeyRow = { id: string; projectId: string; purpose: KeyPurpose; wrapped: string; kekId: string };

export const allProjects = "*";

/** What is read of the database. */
export type KeyTable = {
  check(): string | undefined;
  find(id: string): DataKeyRow | undefined;
  /** Within a transaction, also what was written in it. */
  active(purpose: KeyPurpose, projectId: string): DataKeyRow | undefined;
  /** Within a transaction. */
  insert(row: DataKeyRow): void;
};

/** AES-256-GCM; `bound` is what the text belongs to. */
export function encrypt(key: Buffer, text: Buffer, bound: string): string[] {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(bound));
  const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
  return [nonce, sealed, cipher.getAuthTag()].map((part) => part.toString("base64url"));
}

/** Throws when the key is another, or anything was changed. */
export function decrypt(key: Buffer, [nonce, sealed, tag]: readonly (string | undefined)[], bound: string): Buffer {
  if (!nonce || sealed === undefined || !tag) throw new Error("unknown envelope");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64url"), { authTagLength: 16 })
    .setAAD(Buffer.from(bound))
    .setAuthTag(Buffer.from(tag, "base64url"));
  return Buffer.concat([decipher.update(Buffer.from(sealed, "base64url")), decipher.final()]);
}

type Wrapped = Pick<DataKeyRow, "id" | "projectId" | "purpose">;
const place = ({ id, projectId, purpose }: Wrapped) => `data_keys|${id}|${projectId}|${purpose}`;

export const wrap = (root: RootKey, row: Wrapped, key: Buffer) =>
  encrypt(subKey(root.key, "data-keys"), key, place(row)).join(".");

/** A new key, or one that is there, as a row. */
export function wrappedKey(
  root: RootKey,
  { purpose, projectId }: { purpose: KeyPurpose; projectId: string },
  key: Buffer = randomBytes(32),
): DataKeyRow {
  const row = { id: randomBytes(9).toString("base64url"), purpose, projectId };
  return { ...row, wrapped: wrap(root, row, key), kekId: root.id };
}

export function unwrap(root: RootKey, row: DataKeyRow): Buffer {
  try {
    return decrypt(subKey(root.key, "data-keys"), row.wrapped.split("."), place(row));
  } catch (cause) {
    throw new AppError("UNAVAILABLE", `The data key ${row.id} cannot be unwrapped with ${root.place}`, {
      cause,
      hint: "Its row in the database was changed, or is of another server. Restore a backup",
    });
  }
}

/** The root key the database was written with: the one in its place, or the one a rotation did not get to put there. */
export function findRootKey(
  source: KeySource,
  check: string | undefined,
  onMended?: (file: string) => void,
): { root: RootKey; isNext: boolean } {
  const root = readRootKey(source, onMended);
  if (check === undefined || check === checkOf(root)) return { root, isNext: false };
  if (source.value === undefined && existsSync(nextFileOf(source))) {
    const next = readKeyFile(nextFileOf(source));
    if (checkOf(next) === check) return { root: next, isNext: true };
  }
  throw wrongKey(root);
}

/** All data keys as they are wanted, each unwrapped once. Keys that a rotation makes meanwhile are found. */
export function openKeyRing(table: KeyTable, source: KeySource) {
  let { root } = findRootKey(source, table.check());
  const known = new Map<string, Buffer>();

  const keyOf = (row: DataKeyRow): Buffer => {
    const earlier = known.get(row.id);
    if (earlier) return earlier;
    if (row.kekId !== root.id) root = findRootKey(source, table.check()).root;
    const key = unwrap(root, row);
    known.set(row.id, key);
    return key;
  };

  const firstOf = (projectId: string): DataKeyRow => {
    root = findRootKey(source, table.check()).root;
    const row = wrappedKey(root, { purpose: "data", projectId });
    table.insert(row);
    return row;
  };

  return {
    find(id: string): Buffer | undefined {
      const earlier = known.get(id);
      if (earlier) return earlier;
      const row = table.find(id);
      return row && keyOf(row);
    },
    /** Of a project that has none yet, one is made: called within the transaction that seals with it. */
    sealing(projectId: string): { id: string; key: Buffer } {
      const row = table.active("data", projectId) ?? firstOf(projectId);
      return { id: row.id, key: keyOf(row) };
    },
    ofServer(purpose: "links" | "audit"): Buffer {
      const row = table.active(purpose, allProjects);
      if (!row) throw new AppError("UNAVAILABLE", `There is no ${purpose} key in the database`);
      return keyOf(row);
    },
  };
}
