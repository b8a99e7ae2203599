import type { Store } from "@/server/db/client";
import { pack, unpack } from "@/server/db/packed-json";
import type { Sealer } from "@/server/secrets/seal-bytes";
import { interrupted } from "@/shared/execution";

/** What is hidden in the rows of executions, as it really is: only the server reads it, to go on with them. */
export type SealedParts = ReturnType<typeof sealedParts>;
export type Part = "input" | "inherited" | "resume" | `step ${number}` | `memory ${number}` | `ledger ${string}`;

const over = "IN ('succeeded', 'failed', 'cancelled')";
/** A caller that goes on reads what the one gave that it called. */
const awaited = `EXISTS (SELECT 1 FROM executions e JOIN executions caller ON caller.id = e.parent_id
  WHERE e.id = sealed_parts.execution_id AND e.parent_key LIKE 'w:%' AND caller.status NOT ${over})`;

/** It goes on when a person has said what became of a step. */
const isAsked = `e.status = 'failed' AND json_extract(e.error, '$.code') = '${interrupted}'
  AND NOT EXISTS (SELECT 1 FROM executions again WHERE again.retry_of = e.id)`;

export function sealedParts(store: Store, sealer: Sealer) {
  const put = store.prepareWrite("INSERT OR REPLACE INTO sealed_parts (execution_id, part, data) VALUES (?, ?, ?)");
  const remove = store.prepareWrite("DELETE FROM sealed_parts WHERE execution_id = ? AND part = ?");
  const removeAll = store.prepareWrite(`DELETE FROM sealed_parts WHERE execution_id = ? AND NOT ${awaited}`);
  const find = store.rawRead
    .prepare<[number, string], Buffer>("SELECT data FROM sealed_parts WHERE execution_id = ? AND part = ?")
    .pluck();
  const findAll = store.rawRead.prepare<[number], { part: Part; data: Buffer }>(
    "SELECT part, data FROM sealed_parts WHERE execution_id = ?",
  );
  const findLeft = store.rawRead
    .prepare<[], number>(`
      SELECT DISTINCT execution_id FROM sealed_parts WHERE NOT ${awaited} AND NOT EXISTS
        (SELECT 1 FROM executions e WHERE e.id = sealed_parts.execution_id AND (e.status NOT ${over} OR (${isAsked}))) LIMIT 200`)
    .pluck();

  return {
    fingerprint: sealer.fingerprint,
    /** For use in a commit, with what is shown instead. Undefined: nothing of it is hidden. */
    put(executionId: number, part: Part, text: string | undefined): void {
      if (text === undefined) remove.run(executionId, part);
      else put.run(executionId, part, seal(executionId, part, text));
    },
    get(executionId: number, part: Part): string | undefined {
      const data = find.get(executionId, part);
      return data && open(executionId, part, data);
    },
    /** Sealed, to be stored elsewhere. */
    seal,
    open,
    /** For use in the commit that ends the execution. */
    removeAll: (executionId: number) => void removeAll.run(executionId),
    has: (executionId: number) => findAll.all(executionId).length > 0,
    /** For one that goes on in the place of another: to be called in the commit that stores it. */
    copy(from: number, to: number): void {
      for (const { part, data } of findAll.all(from)) put.run(to, part, seal(to, part, open(from, part, data)));
    },
    /** Of executions that ended in another way. */
    async removeLeft(): Promise<void> {
      const left = findLeft.all();
      if (left.length > 0) await store.commit(() => left.forEach((id) => void removeAll.run(id)));
    },
  };

  function seal(executionId: number, part: Part, text: string): Buffer {
    return Buffer.concat([Buffer.of(sealed), sealer.seal(pack(text), placeOf(executionId, part))]);
  }

  function open(executionId: number, part: Part, data: Buffer): string {
    return unpack(sealer.open(data.subarray(1), placeOf(executionId, part)));
  }
}

/** What a step gave, for `outputsIn`; of no step: what the execution began with. */
export const realParts = (parts: SealedParts, executionId: number) => (step: number | undefined) =>
  parts.get(executionId, step === undefined ? "input" : `step ${step}`);

/** The first byte, where packed JSON may stand as well. */
const sealed = 3;
export const isSealed = (data: Buffer) => data[0] === sealed;
const placeOf = (executionId: number, part: Part) => `executions|${executionId}|${part}`;
