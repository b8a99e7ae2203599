import { NodeError } from "@/nodes/sdk/node-error";
import type { LastingState } from "@/nodes/sdk/services";
import type { Store } from "@/server/db/client";
import { valueHash } from "@/server/db/value-hash";
import type { Json } from "@/shared/item";

/** What a workflow remembers, read and written on the writing connection: for use within a commit. */
export function lastingStates(store: Store) {
  const live = "(expires_at IS NULL OR expires_at > @now)";
  const find = store.prepareWrite(
    `SELECT value FROM memories WHERE workflow_id = @workflowId AND key = @key AND ${live}`,
  );
  const list = store.prepareWrite(
    `SELECT key, value FROM memories WHERE workflow_id = @workflowId AND key >= @from AND key < @to AND ${live}
      ORDER BY key LIMIT @max`,
  );
  const count = store.prepareWrite(
    `SELECT count(*) AS count FROM memories WHERE workflow_id = @workflowId AND key >= @from AND key < @to AND ${live}`,
  );
  const set = store.prepareWrite(
    `INSERT OR REPLACE INTO memories (workflow_id, key, value, updated_at, expires_at)
      VALUES (@workflowId, @key, @value, @now, @expiresAt)`,
  );
  const drop = store.prepareWrite("DELETE FROM memories WHERE workflow_id = @workflowId AND key = @key");
  const dropSeen = store.prepareWrite(
    "DELETE FROM seen_values WHERE workflow_id = @workflowId AND key = @key AND hash = @hash AND expires_at <= @now",
  );
  const see = store.prepareWrite(
    `INSERT INTO seen_values (workflow_id, key, hash, expires_at) VALUES (@workflowId, @key, @hash, @expiresAt)
      ON CONFLICT (workflow_id, key, hash) DO NOTHING`,
  );
  const seeAgain = store.prepareWrite(
    "UPDATE seen_values SET expires_at = @expiresAt WHERE workflow_id = @workflowId AND key = @key AND hash = @hash",
  );
  const forgetOldest = store.prepareWrite(forgetOldestSql);

  return {
    /** `keyOf` gives the key of a name; `touched` gets those that were written. */
    open(workflowId: string, keyOf: (name: string) => string, touched: Set<string>): LastingState {
      const now = Date.now();
      return {
        now,
        get(name) {
          const row = find.get({ workflowId, key: keyOf(name), now }) as { value: string } | undefined;
          return row && (JSON.parse(row.value) as Json);
        },
        set(name, value, options) {
          const key = keyOf(name);
          touched.add(key);
          const text = storedText(value);
          if (text === undefined) drop.run({ workflowId, key });
          else set.run({ workflowId, key, value: text, now, expiresAt: options?.expiresAt ?? null });
        },
        list(prefix, max) {
          const from = keyOf(prefix);
          const rows = list.all({ workflowId, from, to: from + lastCharacter, now, max }) as Row[];
          const place = from.length - prefix.length;
          return rows.map(({ key, value }) => ({ name: key.slice(place), value: JSON.parse(value) as Json }));
        },
        count(prefix) {
          const from = keyOf(prefix);
          return (count.get({ workflowId, from, to: from + lastCharacter, now }) as { count: number }).count;
        },
        claim(name, values, { keep, keepMs }) {
          const key = keyOf(name);
          const expiresAt = keepMs === undefined ? null : now + keepMs;
          const isNew = new Map<string, boolean>();
          const claimed = values.map((value) => {
            const hash = valueHash(value);
            const before = isNew.get(hash);
            if (before !== undefined) return before;
            dropSeen.run({ workflowId, key, hash, now });
            const claimed = see.run({ workflowId, key, hash, expiresAt }).changes > 0;
            if (!claimed && expiresAt !== null) seeAgain.run({ workflowId, key, hash, expiresAt });
            isNew.set(hash, claimed);
            return claimed;
          });
          forgetOldest.run({ workflowId, key, keep });
          return claimed;
        },
      };
    },
  };
}

type Row = { key: string; value: string };

/** Behind every other. */
const lastCharacter = "\u{10FFFF}";

export const forgetOldestSql = `DELETE FROM seen_values WHERE workflow_id = @workflowId AND key = @key AND id <=
  (SELECT id FROM seen_values WHERE workflow_id = @workflowId AND key = @key ORDER BY id DESC LIMIT 1 OFFSET @keep)`;

/** As it is stored. Throws when it is too large. */
export function storedText(value: Json | undefined): string | undefined {
  const text = value === undefined ? undefined : JSON.stringify(value);
  if (text !== undefined && text.length > maxValueLength) throw tooLarge(text.length);
  return text;
}

const maxValueLength = 4 * 1024 * 1024;
const tooLarge = (length: number) =>
  new NodeError(
    `What a workflow remembers under one name is limited to ${maxValueLength} characters; this has ${length}`,
    { code: "REMEMBERED_TOO_LARGE", hint: "Remember less of it, or keep it as a file or in a database" },
  );
