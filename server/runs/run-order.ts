import { unpack } from "@/server/db/packed-json";
import type { ClaimedRow } from "./execution-statements";
import { emptyInput } from "./new-execution";
import type { RunOrder } from "./protocol";
import type { Reuse } from "./reuse";

type Asked = Pick<RunOrder, "wantsResult" | "takesResponse" | "watched">;

/** What a worker is told of an execution that it has claimed. */
export function orderOf(id: number, row: ClaimedRow, asked: Asked): { order: RunOrder; texts: string[] } {
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
    ...asked,
  };
  return {
    order,
    texts: [row.input ? unpack(row.input) : emptyInput, ...(row.resume_with ? [unpack(row.resume_with)] : [])],
  };
}
