import type { Store } from "@/server/db/client";
import { Redaction } from "@/server/redaction/redaction";
import { type SealedParts, sealedParts } from "@/server/redaction/sealed-parts";
import type { Sealer } from "@/server/secrets/seal-bytes";
import { AppError } from "@/shared/errors";
import type { Item } from "@/shared/item";

/** How the beginning of an execution is stored whose workflow hides something. */
export type RedactedInput = {
  /** JSON of the items, for people. */
  inputText: string;
  /** For the row: which paths named something. */
  redacted: string;
  /** What is really the case, for who runs it: to be called in the commit that stores the row. */
  keep(executionId: number): void;
  /** A key that is hidden still tells its executions from others. */
  lane(key: string, shownKey: string): string;
};

export type RedactedInputs = ReturnType<typeof redactedInputs>;

/** Most workflows hide nothing: of a version that is known already, that is one look into a map. */
export function redactedInputs(store: Store, sealer: Sealer | undefined) {
  const findPaths = store.rawRead
    .prepare<[number], string | null>("SELECT json_extract(document, '$.settings.redact') FROM versions WHERE id = ?")
    .pluck();
  const findExecution = store.rawRead.prepare<[number], { versionId: number; redacted: string | null }>(
    "SELECT version_id AS versionId, redacted FROM executions WHERE id = ?",
  );
  const versions = new Map<number, readonly string[] | undefined>();
  const parts = sealer && sealedParts(store, sealer);

  return {
    pathsOf,
    sealed,

    of(versionId: number, inputText: string): RedactedInput | undefined {
      const paths = pathsOf(versionId);
      return paths && redactedInput(paths, inputText, sealed());
    },

    /** What came for a step that waits, as it is stored. Undefined: as it came. */
    resumed(executionId: number, itemsText: string): Buffer | undefined {
      const row = findExecution.get(executionId);
      if (!row || (row.redacted === null && !pathsOf(row.versionId))) return undefined;
      return sealed().seal(executionId, "resume", itemsText);
    },

    /** Of executions that ended without their worker. */
    async removeLeft(): Promise<void> {
      await parts?.removeLeft();
    },
  };

  function pathsOf(versionId: number): readonly string[] | undefined {
    if (versions.has(versionId)) return versions.get(versionId);
    const found = findPaths.get(versionId);
    // It may be in a transaction still.
    if (found === undefined) return undefined;
    const paths = JSON.parse(found ?? "[]") as string[];
    if (versions.size > 10_000) versions.clear();
    versions.set(versionId, paths.length ? paths : undefined);
    return versions.get(versionId);
  }

  function sealed(): SealedParts {
    if (parts) return parts;
    throw new AppError("UNAVAILABLE", "What this workflow hides cannot be sealed: there is no key");
  }
}

export function redactedInput(
  paths: readonly string[],
  inputText: string,
  sealed: SealedParts,
  redaction = new Redaction(paths),
): RedactedInput {
  const items = JSON.parse(inputText) as Item[];
  const shown = redaction.items(items);
  return {
    inputText: JSON.stringify(shown),
    redacted: redaction.found(),
    keep: (id) => sealed.put(id, "input", shown === items ? undefined : inputText),
    lane: (key, shownKey) => (key === shownKey ? key : `sha256:${sealed.fingerprint(key)}`),
  };
}
