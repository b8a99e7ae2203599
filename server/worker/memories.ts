import type { Services } from "@/nodes/sdk/services";
import type { Store } from "@/server/db/client";
import { valueHash } from "@/server/db/value-hash";
import type { Json } from "@/shared/item";
import { forgetOldestSql, lastingStates, storedText } from "./lasting-state";
import type { ExecutionLedger } from "./ledger";

/** What workflows remember from one execution to the next, and what they note with an execution. */
export type MemoryStore = ReturnType<typeof createMemoryStore>;
type Scope = "node" | "workflow";

export function createMemoryStore(store: Store) {
  const db = store.rawRead;
  const find = db.prepare<[string, string, number], { value: string }>(
    "SELECT value FROM memories WHERE workflow_id = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)",
  );
  const findSeen = db.prepare<[string, string, number, string], { hash: string }>(
    `SELECT hash FROM seen_values WHERE workflow_id = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)
      AND hash IN (SELECT value FROM json_each(?))`,
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
  const forgetOldest = store.prepareWrite(forgetOldestSql);
  const forget = store.prepareWrite("DELETE FROM seen_values WHERE workflow_id = @workflowId AND key = @key");
  const annotate = store.prepareWrite("UPDATE executions SET annotations = @annotations WHERE id = @id");
  const addKey = store.prepareWrite(
    "INSERT OR REPLACE INTO execution_keys (execution_id, name, value) VALUES (@id, @name, @value)",
  );

  const asItIs = (text: string) => text;
  const states = lastingStates(store);
  const write = (workflowId: string, key: string, text: string | undefined) =>
    text === undefined ? drop.run({ workflowId, key }) : set.run({ workflowId, key, value: text, at: Date.now() });

  return {
    /** Of one execution. What its steps write is seen by its later steps at once, and stored with the step. */
    open(executionId: number, workflowId: string, isResumed: boolean, shown: (text: string) => string = asItIs) {
      const values = new Map<string, Json | undefined>();
      const noted = new Map<string, Set<string>>();
      const known = isResumed ? findAnnotations.get(executionId)?.annotations : undefined;
      const annotations: { [name: string]: string } = known ? JSON.parse(known) : {};
      const written = new Map<number, (() => void)[]>();
      const writesOf = (step: number) => {
        const writes = written.get(step) ?? [];
        written.set(step, writes);
        return writes;
      };

      return {
        annotations,

        annotate(step: number, name: string, text: string): void {
          if (!/^\w{1,50}$/.test(name) || name === "__proto__") throw new Error(badName(name));
          if (!Object.hasOwn(annotations, name) && Object.keys(annotations).length >= maxAnnotations)
            throw new Error(`An execution holds at most ${maxAnnotations} notes`);
          const value = text.slice(0, 512);
          annotations[name] = value;
          writesOf(step).push(() => {
            const kept = Object.entries(annotations).map(([key, each]) => [key, shown(each)]);
            annotate.run({ id: executionId, annotations: JSON.stringify(Object.fromEntries(kept)) });
            addKey.run({ id: executionId, name, value: shown(value) });
          });
        },

        /** For a step of a node. */
        of(nodeId: string, step: number, ledger: ExecutionLedger): Services["lasting"] {
          const writes = { push: (write: () => void) => writesOf(step).push(write) };
          const keyOf = (scope: Scope, name: string) => `${scope === "node" ? `node:${nodeId}` : scope}/${name}`;
          const transact: Services["lasting"]["transact"] = async (scope, work, call = "") => {
            const touched = new Set<string>();
            // What earlier steps have set is on its way to the disk, and there before this.
            const result = await ledger.once(step, keyOf(scope, call), () =>
              work(states.open(workflowId, (name) => keyOf(scope, name), touched)),
            );
            for (const key of touched) values.delete(key);
            return result;
          };
          return {
            get(scope, name) {
              const key = keyOf(scope, name);
              if (values.has(key)) return values.get(key);
              const row = find.get(workflowId, key, Date.now());
              return row && (JSON.parse(row.value) as Json);
            },
            set(scope, name, value) {
              const key = keyOf(scope, name);
              const text = storedText(value);
              values.set(key, value);
              writes.push(() => write(workflowId, key, text));
            },
            transact,
            update: (scope, name, change, call = "") =>
              transact(
                scope,
                (state) => {
                  const changed = change(state.get(name));
                  state.set(name, changed.value);
                  return changed.result;
                },
                `${name}/${call}`,
              ),
            seen(scope, name, given) {
              const key = keyOf(scope, name);
              const hashes = given.map(valueHash);
              const rows = findSeen.all(workflowId, key, Date.now(), JSON.stringify(hashes));
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

        /** Something else that is to be written with a step. */
        also: (step: number, write: () => void) => void writesOf(step).push(write),

        /** What a step has written: to be called within the commit of the step. */
        taken(step: number): (() => void)[] {
          const writes = written.get(step) ?? [];
          written.delete(step);
          return writes;
        },
      };
    },
  };
}

export type ExecutionMemory = ReturnType<MemoryStore["open"]>;

const maxAnnotations = 50;

const badName = (name: string) =>
  `"${name.slice(0, 60)}" is no name for a note on an execution: it has up to 50 letters, digits and underscores`;
