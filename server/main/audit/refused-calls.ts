import type { Store } from "@/server/db/client";
import { securityEvents } from "@/server/services/security-events";
import type { RequestResult } from "@/shared/webhook-request";

/** Those that say that somebody tried a door that is not theirs; a wrong method or a full disk says nothing of the kind. */
const reasons: ReadonlySet<RequestResult> = new Set(["authentication", "signature", "address"]);

/** Calls of webhooks and forms that were not let in, for the audit log. */
export function noteRefusedCalls(store: Store) {
  return (call: { result: RequestResult; path: string; workflowId?: string; address: string | null }): void => {
    if (!reasons.has(call.result)) return;
    const actor = { kind: "nobody", id: "", name: "", address: call.address ?? undefined } as const;
    const { path, result, workflowId } = call;
    securityEvents(store).refused({ store, actor }, "webhook.refuse", {
      ...{ id: path, details: { result, ...(workflowId && { workflowId }) } },
    });
  };
}
