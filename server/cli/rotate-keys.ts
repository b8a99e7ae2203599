import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Store } from "@/server/db/client";
import { insertKey, keyCheckSetting, keyTable, saveSetting } from "@/server/db/key-tables";
import { type Cipher, credentialPlace, openCipher } from "@/server/secrets/cipher";
import { allProjects, type DataKeyRow, findRootKey, unwrap, wrap, wrappedKey } from "@/server/secrets/data-keys";
import {
  checkOf,
  type KeySource,
  keyFileOf,
  newRootKey,
  nextFileOf,
  putInPlace,
  type RootKey,
  readRootKey,
  writeKeyFile,
} from "@/server/secrets/root-key";
import { mainProject } from "@/shared/access";
import { AppError } from "@/shared/errors";

const batchSize = 500;
const rotationSetting = "keyRotation";
/** A process that read a row just before it was sealed anew has long opened it by then. */
const keepRetiredMs = 24 * 3_600_000;

type Row = { id: string; name: string; type: string; projectId: string; data: string };
export type Rotation = { resealed: number; unreadable: { id: string; name: string }[]; isContinued: boolean };

/**
 * Makes a new data key and seals every row anew, some at a time. What writes meanwhile takes the new key: it seals in its
 * own transaction. Cut off, it goes on with the next call.
 */
export async function rotateDataKey(
  store: Store,
  source: KeySource,
  onProgress: (done: number, left: number) => void = () => {},
): Promise<Rotation> {
  const cipher = openCipher(keyTable(store), source);
  const isContinued = await begin(store, source);
  const notYet = `FROM credentials c
    LEFT JOIN data_keys k ON k.project_id = c.project_id AND k.purpose = 'data' AND k.state = 'active'
    WHERE (k.id IS NULL OR substr(c.data, 1, length(k.id) + 4) <> 'v3.' || k.id || '.')`;
  const find = store.prepareWrite(
    `SELECT c.id, c.name, c.type, c.project_id AS projectId, c.data ${notYet} AND c.id > @after
     ORDER BY c.id LIMIT ${batchSize}`,
  );
  const count = store.rawRead.prepare(`SELECT count(*) ${notYet}`).pluck();
  const save = store.prepareWrite("UPDATE credentials SET data = ? WHERE id = ?");
  const unreadable: Rotation["unreadable"] = [];
  let resealed = 0;
  let after = "";
  while (true) {
    const batch = await store.commit(() => {
      const rows = find.all({ after }) as Row[];
      const broken = rows.filter((row) => !resealedBy(cipher, row, (data) => save.run(data, row.id)));
      return { rows, broken };
    });
    unreadable.push(...batch.broken.map(({ id, name }) => ({ id, name })));
    resealed += batch.rows.length - batch.broken.length;
    after = batch.rows.at(-1)?.id ?? after;
    if (batch.rows.length > 0) onProgress(resealed, Number(count.get()) - unreadable.length);
    if (batch.rows.length < batchSize) break;
    // The server beside us writes, too.
    await new Promise((done) => setTimeout(done, 5));
  }
  const { id: own = "" } = keyTable(store).active("data", mainProject) ?? {};
  const prefix = `v3.${own}.`;
  for (const table of otherTables) resealed += await resealOthers(store, cipher, table, prefix);
  await end(store);
  return { resealed, unreadable, isContinued };
}

function resealedBy(cipher: Cipher, row: Row, save: (data: string) => void): boolean {
  const place = credentialPlace(row);
  let text: string;
  try {
    text = cipher.open(row.data, place);
  } catch {
    return false;
  }
  save(cipher.seal(text, place));
  return true;
}

/** What is sealed besides credentials, and by what each row is known. */
const otherTables = [
  { table: "two_factor", key: "user_id" },
  { table: "sign_in_providers", key: "id" },
  { table: "variables", key: "name" },
] as const;

async function resealOthers(
  store: Store,
  cipher: Cipher,
  { table, key }: (typeof otherTables)[number],
  prefix: string,
): Promise<number> {
  const find = store.prepareWrite(
    `SELECT ${key} AS id, secret FROM ${table} WHERE ${key} > @after AND substr(secret, 1, length(@prefix)) <> @prefix
     ORDER BY ${key} LIMIT ${batchSize}`,
  );
  const save = store.prepareWrite(`UPDATE ${table} SET secret = ? WHERE ${key} = ?`);
  let done = 0;
  for (let after = ""; ; ) {
    const rows = await store.commit(() => {
      const found = find.all({ after, prefix }) as { id: string; secret: string }[];
      for (const { id, secret } of found) {
        const place = { table, id, type: "secret" };
        try {
          save.run(cipher.seal(cipher.open(secret, place), place), id);
          done++;
        } catch (thrown) {
          // It opens nothing as it is: whoever has it sets it up anew.
          if (!(thrown instanceof AppError)) throw thrown;
        }
      }
      return found;
    });
    if (rows.length < batchSize) return done;
    after = rows.at(-1)?.id ?? after;
  }
}

/** Whether an earlier rotation was cut off: it is gone on with, and no other key is made. */
function begin(store: Store, source: KeySource): Promise<boolean> {
  const table = keyTable(store);
  const insert = store.prepareWrite(insertKey);
  const setSetting = store.prepareWrite(saveSetting);
  const owners = store
    .prepareWrite("SELECT DISTINCT project_id FROM data_keys WHERE purpose = 'data' AND state = 'active'")
    .pluck();
  const retire = store.prepareWrite(
    "UPDATE data_keys SET state = 'retired', retired_at = ? WHERE purpose = 'data' AND state = 'active'",
  );
  const setting = store.prepareWrite("SELECT value FROM settings WHERE key = ?").pluck();
  return store.commit(() => {
    if (setting.get(rotationSetting) !== undefined) return true;
    const { root } = findRootKey(source, table.check());
    const now = Date.now();
    const projects = owners.all() as string[];
    retire.run(now);
    for (const projectId of projects) insert.run({ ...wrappedKey(root, { purpose: "data", projectId }), at: now });
    setSetting.run(rotationSetting, JSON.stringify({ since: now }));
    return false;
  });
}

/** Keys that nothing is sealed with any more are forgotten some time later. */
async function end(store: Store): Promise<void> {
  const over = store.prepareWrite("DELETE FROM settings WHERE key = ?");
  const forget =
    store.prepareWrite(`DELETE FROM data_keys WHERE state = 'retired' AND purpose = 'data' AND retired_at < ?
    AND NOT EXISTS (SELECT 1 FROM (SELECT data FROM credentials UNION ALL SELECT secret FROM two_factor
      UNION ALL SELECT secret FROM sign_in_providers UNION ALL SELECT secret FROM variables) WHERE substr(data, 1, 3) IN ('v2.', 'v3.') AND substr(data, 4, length(data_keys.id) + 1) = data_keys.id || '.')`);
  await store.commit(() => {
    over.run(rotationSetting);
    forget.run(Date.now() - keepRetiredMs);
  });
}

/** What has become of a new root key. `setTo`: the file that the operator must name from now on. */
export type RootRotation = { kekId: string; rewrapped: number; setTo?: string; place: string };

/** Wraps all keys anew. Rows stay as they are, and so do sessions and addresses that resume executions. */
export async function rotateRootKey(
  store: Store,
  source: KeySource,
  { newKeyFile, renewLinks = false }: { newKeyFile?: string; renewLinks?: boolean } = {},
): Promise<RootRotation> {
  const table = keyTable(store);
  const { root, isNext } = findRootKey(source, table.check());
  if (isNext) putInPlace(source);
  const next = nextKey(source, newKeyFile);
  if (next.id === root.id) throw new AppError("INVALID", `${next.place} holds the key that is in use already`);
  const isPutInPlace = source.value === undefined && (newKeyFile === undefined || source.file === undefined);
  if (isPutInPlace) writeNext(source, next);
  if (renewLinks) refuseFirstEnvelopes(store);
  const rewrapped = await rewrap(store, root, next, renewLinks);
  if (isPutInPlace) putInPlace(source);
  return {
    ...{ kekId: next.id, rewrapped, place: isPutInPlace ? keyFileOf(source) : (newKeyFile ?? "") },
    ...(!isPutInPlace && newKeyFile && { setTo: resolve(newKeyFile) }),
  };
}

function nextKey(source: KeySource, newKeyFile: string | undefined): RootKey {
  if (newKeyFile !== undefined) {
    if (resolve(newKeyFile) === resolve(keyFileOf(source)))
      throw new AppError("INVALID", `${newKeyFile} is the key file that is in use`, { hint: "Name another file" });
    if (!existsSync(newKeyFile)) writeKeyFile(newKeyFile, newRootKey(newKeyFile));
    return readRootKey({ dataFolder: source.dataFolder, file: newKeyFile });
  }
  if (source.value === undefined) return newRootKey(`the file ${keyFileOf(source)}`);
  throw new AppError("INVALID", "The key comes from ISLEWIRE_KEY, which cannot be changed from here", {
    hint: "Name a file for the new one with --new-key-file, then set ISLEWIRE_KEY to what is in it",
  });
}

function writeNext(source: KeySource, next: RootKey): void {
  try {
    writeKeyFile(nextFileOf(source), next, { replace: true });
  } catch (thrown) {
    throw new AppError(
      "INVALID",
      `The new key cannot be put beside ${keyFileOf(source)}: ${(thrown as Error).message}`,
      {
        hint: "Name a file for it with --new-key-file, then set ISLEWIRE_KEY_FILE to that. Nothing was changed",
      },
    );
  }
}

/** They are read with what links are derived from. */
function refuseFirstEnvelopes(store: Store): void {
  const count = Number(store.rawRead.prepare("SELECT count(*) FROM credentials WHERE data LIKE 'v1.%'").pluck().get());
  if (count > 0)
    throw new AppError("CONFLICT", `${count} credentials are still sealed as they were before there were data keys`, {
      hint: "Run islewire keys rotate first. Nothing was changed",
    });
}

/** All of them and the check value in one transaction: the database is of one root key, before and after. */
function rewrap(store: Store, root: RootKey, next: RootKey, renewLinks: boolean): Promise<number> {
  const table = keyTable(store);
  const all = store.prepareWrite(
    "SELECT id, project_id AS projectId, purpose, wrapped, kek_id AS kekId FROM data_keys",
  );
  const save = store.prepareWrite("UPDATE data_keys SET wrapped = ?, kek_id = ? WHERE id = ?");
  const retire = store.prepareWrite("DELETE FROM data_keys WHERE purpose = 'links'");
  const insert = store.prepareWrite(insertKey);
  const setSetting = store.prepareWrite(saveSetting);
  return store.commit(() => {
    if (table.check() !== checkOf(root))
      throw new AppError("CONFLICT", "The root key was changed by somebody else just now", {
        hint: "Look with: islewire keys status",
      });
    if (renewLinks) {
      retire.run();
      insert.run({ ...wrappedKey(root, { purpose: "links", projectId: allProjects }), at: Date.now() });
    }
    const rows = all.all() as DataKeyRow[];
    for (const row of rows) save.run(wrap(next, row, unwrap(root, row)), next.id, row.id);
    setSetting.run(keyCheckSetting, checkOf(next));
    return rows.length;
  });
}

export type KeyStatus = {
  root: { id: string; place: string };
  keys: { id: string; project: string; state: string; createdAt: number; credentials: number }[];
  /** Sealed as before there were data keys. */
  first: number;
  unreadable: { id: string; name: string }[];
  /** A rotation that was cut off. */
  unfinished: boolean;
};

export function keyStatus(store: Store, source: KeySource): KeyStatus {
  const table = keyTable(store);
  const { root } = findRootKey(source, table.check());
  const cipher = openCipher(table, source);
  const rows = store.rawRead
    .prepare("SELECT id, name, type, project_id AS projectId, data FROM credentials ORDER BY name")
    .all() as Row[];
  const uses = new Map<string, number>();
  const unreadable: KeyStatus["unreadable"] = [];
  for (const row of rows) {
    const [version, id = ""] = row.data.split(".");
    const key = version === "v1" ? "v1" : id;
    uses.set(key, (uses.get(key) ?? 0) + 1);
    if (!isReadable(cipher, row)) unreadable.push({ id: row.id, name: row.name });
  }
  const keys = store.rawRead
    .prepare(
      `SELECT k.id, coalesce(p.name, k.project_id) AS project, k.state, k.created_at AS createdAt FROM data_keys k
       LEFT JOIN projects p ON p.id = k.project_id WHERE k.purpose = 'data' ORDER BY k.created_at, k.rowid`,
    )
    .all() as Omit<KeyStatus["keys"][number], "credentials">[];
  const setting = store.rawRead.prepare("SELECT 1 FROM settings WHERE key = ?").get(rotationSetting);
  return {
    root: { id: root.id, place: root.place },
    keys: keys.map((key) => ({ ...key, credentials: uses.get(key.id) ?? 0 })),
    ...{ first: uses.get("v1") ?? 0, unreadable, unfinished: setting !== undefined },
  };
}

const isReadable = (cipher: Cipher, row: Row) => resealedBy({ ...cipher, seal: () => "" }, row, () => {});
