import type { Delivery } from "@/nodes/sdk/listen";
import type { WebhookResponse } from "@/nodes/sdk/services";
import type { ErrorInfo } from "@/shared/errors";
import type { ExecutionEvent, ExecutionMode } from "@/shared/execution";

import type { Reuse } from "./reuse";

/** What main and its workers say to each other. Data crosses beside these headers, as JSON texts. */

export type RunOrder = {
  type: "run";
  id: number;
  /** Of the execution that this one repeats after a failure, or its own. */
  originId: number;
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
  /** What is stored of it is not all that is the case: its steps are read from where it is sealed. */
  isRedacted?: boolean;
  /** Milliseconds that earlier attempts ran. */
  ranMs?: number;
  /** Send the items of the last node with the end: somebody waits for them. */
  wantsResult: boolean;
  /** Until a node answers. */
  takesResponse: boolean;
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
  /** Texts: JSON of what the service sent back. */
  | { type: "connectCredential"; request: number; credentialId: string }
  /** Texts: JSON of the parameters and the ids of credentials by slot. */
  | { type: "lookup"; request: number; nodeType: string; lookup: string; projects: string | null }
  /** Texts: JSON of the address or the text of an OpenAPI document. */
  | { type: "readDocument"; request: number }
  /** Texts: JSON of a `ProviderOrder`. */
  | { type: "askProvider"; request: number }
  /** Texts: JSON of a `NoticeOrder`. */
  | { type: "notice"; request: number }
  | { type: "settings" }
  | ListenOrder
  /** Ends the listening of that number; `listenerEnded` follows. */
  | { type: "unlisten"; id: number }
  /** What was received is safe on disk, or with `message`, why it is not. */
  | { type: "stored"; id: number; request: number; message?: string }
  | { type: "stop" };

export type ListenOrder = {
  type: "listen";
  /** Of this listening: the same trigger gets another when it is begun again. */
  id: number;
  workflowId: string;
  versionId: number;
  nodeId: string;
  isTest: boolean;
};

export type FromListener =
  | { type: "listenerConnected"; id: number }
  | { type: "listenerEnded"; id: number; error?: ErrorInfo }
  /** Texts: JSON of the items. With `refused` they make no sense, and are kept as a failed execution. */
  | { type: "received"; id: number; request: number; delivery?: Delivery; refused?: ErrorInfo };

export type ToMain =
  | FromListener
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
  | { type: "reply"; request: number; ok: boolean; message?: string; hint?: string };

export const isFromListener = (message: ToMain): message is FromListener =>
  message.type === "received" || message.type === "listenerConnected" || message.type === "listenerEnded";
