import type { ExecutionLogs } from "@/shared/api";
import type { StepSummary } from "@/shared/execution";

/** `at`: milliseconds since 1970, when its step began, or ended for an error. */
export type LogLine = {
  at: number;
  nodeId: string;
  /** Of the node; its id when nothing is known of it. */
  name: string;
  /** The node was deleted since. */
  isGone: boolean;
  /** Which run of the node, from 0. */
  run: number;
  kind: "console" | "retry" | "error";
  text: string;
};

/** What each step wrote, then why it was tried again or failed. */
export function logLines(
  steps: readonly StepSummary[],
  logs: ExecutionLogs | undefined,
  nodes: ReadonlyMap<string, { name: string; isGone: boolean }>,
  triesText: (tries: number) => string,
): LogLine[] {
  const written = new Map(logs?.steps.map(({ step, lines }) => [step, lines]));
  return steps.flatMap(({ index, nodeId, run, startedAt, durationMs = 0, error, tries, status }) => {
    const line = (kind: LogLine["kind"], text: string, at = startedAt): LogLine => ({
      ...{ at, nodeId, run, kind, text },
      name: nodes.get(nodeId)?.name ?? nodeId,
      isGone: nodes.get(nodeId)?.isGone ?? true,
    });
    const lines = (written.get(index) ?? []).map((text) => line("console", text));
    if (tries !== undefined && tries > 1) lines.push(line("retry", triesText(tries)));
    if (error) lines.push(line(status === "running" ? "retry" : "error", error.message, startedAt + durationMs));
    return lines;
  });
}
