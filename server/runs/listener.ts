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
