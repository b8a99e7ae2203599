import type { WebhookResponse } from "@/nodes/sdk/services";
import type { ErrorInfo } from "@/shared/errors";

/** Who waits for an answer or the end. */
export type Listener = {
  onRespond?(response: WebhookResponse): void;
  onEnded?(
    status: "succeeded" | "failed" | "cancelled" | "waiting" | "lost",
    error: ErrorInfo | undefined,
    resultText: string | undefined,
  ): void;
};

/** Executions that are looked for at once. */
const maxAwaited = 100;

/** Of those that somebody waits for, the first that no worker has. */
export function awaited(listeners: ReadonlyMap<number, Listener>, holders: ReadonlyMap<number, unknown>): number[] {
  const ids: number[] = [];
  for (const id of listeners.keys()) {
    if (!holders.has(id)) ids.push(id);
    if (ids.length === maxAwaited) break;
  }
  return ids;
}

/** What its worker is to send to who waits. */
export const askedBy = (listener: Listener | undefined) => ({
  wantsResult: listener?.onEnded !== undefined,
  takesResponse: listener?.onRespond !== undefined,
});
