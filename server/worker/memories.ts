import type { Services } from "@/nodes/sdk/services";
import type { Store } from "@/server/db/client";
import { valueHash } from "@/server/db/value-hash";
import type { Json } from "@/shared/item";

/** What workflows remember from one execution to the next, and what they note with an execution. */
export type MemoryStore = ReturnType<typeof createMemoryStore>;
type Scope = "node" | "workflow";

export function createMemoryStore(store: Store) {
  const db = store.rawRead;
  const find = db.prepare<[string, string], { value: string }>(
    "SELECT value FROM memories WHERE workflow_id = ? AND key = ?",
  );
  const findSeen = db.prepare<[string, string, string], { hash: string }>(
    "SELECT hash FROM seen_values WHERE workflow_id = ? AND key = ? AND hash IN (SELECT value FROM json_each(?))",
  );
  const findAnnotations = db.prepare<[number], { annotations: string | null }>(
    "SELECT annotations FROM executions WHERE id = ?",
  );
  const set = store.prepareWrite(
    "INSERT OR REPLACE INTO memories (workflow_id, key, value, updated_at) VALUES (@workflowId, @key, @value, @at)",
  );
  const drop = store.prepareWrite("DELETE FROM memories WHERE workflow_id = @workflowId AND key = @key");
  const see = store.prepareWrite(
    "INSERT OR IGNORE INTO seen_values (workflow_id, key, hash) SELECT @workflowId, @key, value FROM json_each(@hashes)",
  );
  const forgetOldest = store.prepareWrite(
    `DELETE FROM seen_values WHERE workflow_id = @workflowId AND key = @key AND id NOT IN
      (SELECT id FROM seen_values WHERE workflow_id = @workflowId AND key = @key ORDER BY id DESC LIMIT @keep)`,
  );
  const forget = store.prepareWrite("DELETE FROM seen_values WHERE workflow_id = @workflowId AND key = @key");
  const annotate = store.prepareWrite("UPDATE executions SET annotations = @annotations WHERE id = @id");

  return {
    /** Of one execution. What its steps write is seen by its later steps at once, and stored with the step. */
    open(executionId: number, workflowId: string, isResumed: boolean) {
      const values = new Map<string, Json | undefined>();
      const noted = new Map<string, Set<string>>();
      const known = isResumed ? findAnnotations.get(executionId)?.annotations : undefined;
      const annotations: { [name: string]: string } = known ? JSON.parse(known) : {};
      let writes: (() => void)[] = [];

      return {
        annotations,

        annotate(name: string, text: string): void {
          if (!/^\w{1,50}$/.test(name) || name === "__proto__") throw new Error(badName(name));
          if (!Object.hasOwn(annotations, name) && Object.keys(annotations).length >= maxAnnotations)
            throw new Error(`An execution holds at most ${maxAnnotations} notes`);
          annotations[name] = text.slice(0, 512);
          writes.push(() => annotate.run({ id: executionId, annotations: JSON.stringify(annotations) }));
        },

        /** For the steps of one node. */
        of(nodeId: string): Services["lasting"] {
          const keyOf = (scope: Scope, name: string) => `${scope === "node" ? `node:${nodeId}` : scope}/${name}`;
          return {
            get(scope, name) {
              const key = keyOf(scope, name);
              if (values.has(key)) return values.get(key);
              const row = find.get(workflowId, key);
              return row && (JSON.parse(row.value) as Json);
            },
            set(scope, name, value) {
              const key = keyOf(scope, name);
              const text = value === undefined ? undefined : JSON.stringify(value);
              if (text !== undefined && text.length > maxValueLength) throw new Error(tooLarge(text.length));
              values.set(key, value);
              writes.push(() =>
                text === undefined
                  ? drop.run({ workflowId, key })
                  : set.run({ workflowId, key, value: text, at: Date.now() }),
              );
            },
            seen(scope, name, given) {
              const key = keyOf(scope, name);
              const hashes = given.map(valueHash);
              const rows = findSeen.all(workflowId, key, JSON.stringify(hashes));
              const before = new Set(rows.map(({ hash }) => hash));
              return hashes.map((hash) => before.has(hash) || (noted.get(key)?.has(hash) ?? false));
            },
            note(scope, name, given, keep) {
              const key = keyOf(scope, name);
              const hashes = given.map(valueHash);
              const own = noted.get(key) ?? new Set<string>();
              for (const hash of hashes) own.add(hash);
              noted.set(key, own);
              writes.push(() => {
                see.run({ workflowId, key, hashes: JSON.stringify(hashes) });
                forgetOldest.run({ workflowId, key, keep });
              });
            },
            forget(scope, name) {
              const key = keyOf(scope, name);
              noted.delete(key);
              writes.push(() => forget.run({ workflowId, key }));
            },
          };
        },

        /** What the step that ends now has written: to be called within the commit of the step. */
        taken(): (() => void)[] {
          const taken = writes;
          writes = [];
          return taken;
        },
      };
    },
  };
}

export type ExecutionMemory = ReturnType<MemoryStore["open"]>;

const maxAnnotations = 50;
const maxValueLength = 4 * 1024 * 1024;

const badName = (name: string) =>
  `"${name.slice(0, 60)}" is no name for a note on an execution: it has up to 50 letters, digits and underscores`;
const tooLarge = (length: number) =>
  `What a workflow remembers under one name is limited to ${maxValueLength} characters; this has ${length}`;
