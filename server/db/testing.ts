import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openStore } from "./client";

export const migrations = fileURLToPath(new URL("../../drizzle", import.meta.url));

/** A folder that is gone after `remove`. */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), "islewire-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A real database with the shipped migrations, in a folder of its own. */
export function openTestStore() {
  const folder = temporaryFolder();
  const store = openStore(folder.path, { migrations });
  store.audit.takeKey(randomBytes(32));
  return {
    store,
    folder: folder.path,
    close() {
      store.close();
      folder.remove();
    },
  };
}
