import { and, eq, sql } from "drizzle-orm";
import { executions, steps } from "@/server/db/schema";
import type { ExecutionLogs } from "@/shared/api";
import { AppError } from "@/shared/errors";
import type { ServiceContext } from "./context";
import { requireData } from "./status-only";

/** The newest of an execution, as far as they fit: a loop of thousands of turns may have written gigabytes. */
const maxSteps = 5_000;
const maxBytes = 2_000_000;

/** What its steps wrote with `console.log`, in the order they ran. Steps that still run have nothing stored. */
export function executionLogs(ctx: Pick<ServiceContext, "store" | "actor">, { id }: { id: number }): ExecutionLogs {
  requireData(ctx, id);
  const { store } = ctx;
  if (!store.read.select({ id: executions.id }).from(executions).where(eq(executions.id, id)).get()) {
    throw new AppError("NOT_FOUND", `There is no execution ${id}`, { hint: "It may have been deleted" });
  }
  // Sizes first, which are read without the texts.
  const sizes = store.read.all<{ step: number; bytes: number }>(sql`
    SELECT step, octet_length(logs) AS bytes FROM steps
    WHERE execution_id = ${id} AND logs IS NOT NULL ORDER BY step DESC LIMIT ${maxSteps + 1}`);
  const found: ExecutionLogs = { steps: [], isCut: sizes.length > maxSteps };
  let room = maxBytes;
  for (const { step, bytes } of sizes.slice(0, maxSteps)) {
    const lines = linesOf(step);
    const kept = bytes <= room ? lines : newest(lines, room);
    found.isCut ||= kept.length < lines.length;
    room -= bytes;
    if (kept.length > 0) found.steps.unshift({ step, lines: kept });
    if (room <= 0) {
      found.isCut ||= step !== sizes.at(-1)?.step;
      break;
    }
  }
  return found;

  function linesOf(step: number): string[] {
    const row = store.read
      .select({ logs: steps.logs })
      .from(steps)
      .where(and(eq(steps.executionId, id), eq(steps.step, step)))
      .get();
    return JSON.parse(row?.logs ?? "[]") as string[];
  }
}

/** The last lines that fit. */
function newest(lines: readonly string[], room: number): string[] {
  let left = room;
  let first = lines.length;
  while (first > 0 && left >= (lines[first - 1]?.length ?? 0)) left -= lines[--first]?.length ?? 0;
  return lines.slice(first);
}
