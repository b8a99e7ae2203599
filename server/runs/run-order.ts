import { unpack } from "@/server/db/packed-json";
import { isSealed, type SealedParts } from "@/server/redaction/sealed-parts";
import type { ClaimedRow } from "./execution-statements";
import { emptyInput } from "./new-execution";
import type { RunOrder } from "./protocol";
import type { Reuse } from "./reuse";

type Asked = Pick<RunOrder, "wantsResult" | "takesResponse" | "watched">;

/** What a worker is told of an execution that it has claimed. */
export function orderOf(
  id: number,
  row: ClaimedRow,
  asked: Asked,
  sealed: () => SealedParts,
): { order: RunOrder; texts: string[] } {
  const order: RunOrder = {
    type: "run",
    id,
    originId: row.origin_id ?? id,
    attempt: row.attempt,
    workflowId: row.workflow_id,
    versionId: row.version_id,
    mode: row.mode,
    startNode: row.start_node,
    destination: row.destination,
    reuse: row.reuse === null ? null : (JSON.parse(row.reuse) as Reuse),
    resumed: row.attempt > 1 || row.resume_step !== null || row.retry_of !== null,
    resumeStep: row.resume_step,
    ranMs: row.ran_ms,
    ...(row.redacted !== null && { isRedacted: true }),
    ...asked,
  };
  const came = row.resume_with && resumedWith(row.resume_with);
  return { order, texts: [input(), ...(came ? [came] : [])] };

  function input(): string {
    const real = row.redacted === null ? undefined : sealed().get(id, "input");
    return real ?? (row.input ? unpack(row.input) : emptyInput);
  }

  function resumedWith(bytes: Buffer): string {
    return isSealed(bytes) ? sealed().open(id, "resume", bytes) : unpack(bytes);
  }
}
