import type { WebhookResponse } from "@/nodes/sdk/services";
import type { ErrorInfo } from "@/shared/errors";
import type { ExecutionEvent, ExecutionMode } from "@/shared/execution";

import type { Reuse } from "./reuse";

/** What main and its workers say to each other. Data crosses beside these headers, as JSON texts. */

export type RunOrder = {
  type: "run";
  id: number;
  attempt: number;
  workflowId: string;
  versionId: number;
  mode: ExecutionMode;
  startNode: string;
  destination: string | null;
  reuse: Reuse | null;
  /** Earlier steps are in the database. */
  resumed: boolean;
  resumeStep: number | null;
  /** Send the items of the last node with the end: somebody waits for them. */
  wantsResult: boolean;
  /** Send every event: somebody looks on. */
  watched: boolean;
};

/** Texts: items of the start node; when resumed from outside, the items that came. */
export type ToWorker =
  | RunOrder
  | { type: "cancel"; id: number; reason: "user" | "shutdown" }
  | { type: "watch"; id: number }
  /** Texts: the document, then a JSON list of templates. */
  | {
      type: "preview";
      request: number;
      nodeId: string;
      executionId: number | null;
      run: number | undefined;
      item: number;
      workflowId: string;
    }
  /** Texts: JSON of the values. */
  | { type: "testCredential"; request: number; credentialType: string; credentialId?: string }
  | { type: "settings" }
  | { type: "stop" };

export type ToMain =
  | { type: "ready" }
  | { type: "event"; id: number; event: ExecutionEvent }
  /** Texts: JSON of the items. */
  | {
      type: "ended";
      id: number;
      status: "succeeded" | "failed" | "cancelled" | "waiting" | "lost";
      until: number | null;
      error?: ErrorInfo;
    }
  | { type: "respond"; id: number; response: WebhookResponse }
  /** Rows with status `queued` were added. */
  | { type: "queued" }
  | { type: "reply"; request: number; ok: boolean; message?: string };
