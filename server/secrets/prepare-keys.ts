import { mainProject } from "@/shared/access";
import { opensFirst } from "./cipher";
import { allProjects, findRootKey, type KeyTable, unwrap, wrappedKey } from "./data-keys";
import {
  checkOf,
  hasRootKey,
  type KeySource,
  keyFileOf,
  missing,
  newRootKey,
  putInPlace,
  type RootKey,
  subKey,
  writeKeyFile,
  wrongKey,
} from "./root-key";

type FirstEnvelope = { id: string; type: string; data: string };

/** What a database says of its key. `first`: some envelopes of before there were data keys. */
export type KeyFacts = { check: string | undefined; first: FirstEnvelope[]; hasSecrets: boolean };

/** What is written, in one commit: all or nothing. */
export type KeyWriter = KeyTable & {
  facts(): KeyFacts;
  commit(work: () => void): void;
  setCheck(check: string): void;
};

/**
 * Throws `AppError` when the key is not that of the database, or is missing. Writes nothing, so that it may be asked
 * before a database is brought up to date.
 */
export function requireRightKey(
  source: KeySource,
  { check, first, hasSecrets }: KeyFacts,
  onMended?: (file: string) => void,
): void {
  if (!hasRootKey(source)) {
    if (hasSecrets || source.file !== undefined) throw missing(source);
    return;
  }
  const { root } = findRootKey(source, check, onMended);
  if (check === undefined && first.length > 0 && !first.some((each) => opens(root, each))) throw wrongKey(root);
}

const opens = (root: RootKey, { data, ...of }: FirstEnvelope) => opensFirst(root.key, data, of);

/** Makes what is missing: the root key of a new data folder, and the first data keys. Called before the cipher is opened. */
export function prepareKeys(table: KeyWriter, source: KeySource): void {
  const facts = table.facts();
  requireRightKey(source, facts);
  const isNew = !hasRootKey(source);
  if (isNew) makeRootKey(source);
  const { root, isNext } = findRootKey(source, facts.check);
  if (isNext) putInPlace(source);
  if (facts.check !== undefined) {
    addAuditKey(table, root);
    return;
  }
  table.commit(() => {
    // Another process was faster.
    if (table.check() !== undefined) return;
    // What was derived from the root key until now stays as it is: sessions, and addresses that resume executions.
    table.insert(wrappedKey(root, { purpose: "links", projectId: allProjects }, isNew ? undefined : root.key));
    table.insert(wrappedKey(root, { purpose: "data", projectId: mainProject }));
    insertAuditKey(table, root);
    table.setCheck(checkOf(root));
  });
}

/** In a database of before it had a key of its own. */
function addAuditKey(table: KeyWriter, root: RootKey): void {
  if (table.active("audit", allProjects)) return;
  table.commit(() => void (table.active("audit", allProjects) ?? insertAuditKey(table, root)));
}

/** What events were signed with until then. */
function insertAuditKey(table: KeyWriter, root: RootKey): void {
  const links = table.active("links", allProjects);
  const key = links && subKey(unwrap(root, links), "audit");
  table.insert(wrappedKey(root, { purpose: "audit", projectId: allProjects }, key));
}

function makeRootKey(source: KeySource): void {
  const file = keyFileOf(source);
  try {
    writeKeyFile(file, newRootKey(`the file ${file}`));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
  }
}
