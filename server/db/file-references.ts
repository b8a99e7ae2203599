import type { Store } from "./client";

/** Which executions have which files in their items: files that none has are deleted some day. */
export type FileReferences = ReturnType<typeof fileReferences>;

/** Every reference of a file has these keys; most texts have none, which is seen at once. */
const sign = '"mimeType":"';
const reference = /"id":"([0-9a-f]{64})"/g;

/** Ids of the files that a JSON text may refer to, each once. Text of users that only looks like it does no harm. */
export function fileIdsIn(text: string): string[] {
  return text.includes(sign) ? [...new Set([...text.matchAll(reference)].map(([, id = ""]) => id))] : [];
}

/** For use in a commit, with what brings the files. A trigger drops the references with their execution. */
export function fileReferences(store: Pick<Store, "prepareWrite">) {
  const insert = store.prepareWrite("INSERT OR IGNORE INTO file_references (execution_id, file_id) VALUES (?, ?)");
  return {
    add,
    note: (executionId: number, text: string): void => add(executionId, fileIdsIn(text)),
  };

  function add(executionId: number, ids: readonly string[]): void {
    for (const id of ids) insert.run(executionId, id);
  }
}
