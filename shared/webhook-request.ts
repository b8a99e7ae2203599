/** What became of a call at the address of a webhook or a form. The first three are answered as the webhook says. */
export const requestResults = [
  "accepted",
  "repeated",
  "probe",
  "unknown",
  "method",
  "bot",
  "address",
  "authentication",
  "signature",
  "credential",
  "limit",
  "large",
  "unreadable",
  "invalid",
  "busy",
  "failed",
  "gone",
] as const;
export type RequestResult = (typeof requestResults)[number];

export const welcomeResults = ["accepted", "repeated", "probe"] as const satisfies RequestResult[];
export const isWelcome = (result: RequestResult) => (welcomeResults as readonly RequestResult[]).includes(result);

/** `published` and `test` say which address was called; a replay was made by a person here. */
export const requestKinds = ["published", "test", "replay"] as const;
export type RequestKind = (typeof requestKinds)[number];

/** What was called. */
export const requestDoors = ["webhook", "form"] as const;
export type RequestDoor = (typeof requestDoors)[number];
export const doorOf = (path: string): RequestDoor => (path.startsWith("/form") ? "form" : "webhook");

export type WebhookRequestSummary = {
  id: number;
  at: number;
  kind: RequestKind;
  method: string;
  /** As it was called, without the query. */
  path: string;
  /** `null`: nobody got an answer. */
  status: number | null;
  result: RequestResult;
  /** For the owner, in English: more than the caller was told. */
  reason: string | null;
  workflowId: string | null;
  workflowName: string | null;
  executionId: number | null;
  durationMs: number | null;
  sizeBytes: number | null;
  address: string | null;
  replayOf: number | null;
  /** Calls the row stands for: of a flood, those beyond a limit are only counted. */
  calls: number;
  /** The workflow shows who asks that it was called, and nothing of the call. */
  isStatusOnly?: boolean;
};

export type WebhookRequestDetail = WebhookRequestSummary & {
  query: string;
  /** Of refused calls. `null`: a secret, which is not kept. */
  headers: { name: string; value: string | null }[];
  /** The beginning of the body as text; of a form what was entered, but for secrets, and which files came, where one is kept. `isBinary`: it is none. */
  body: { text: string; isBinary: boolean; isCut: boolean } | null;
  /** Why it cannot be replayed. */
  noReplay: "cut" | "gone" | "flood" | "page" | "redacted" | null;
  hints: RequestHint[];
  replays: { id: number; executionId: number | null }[];
};

/** Why nothing may have been started, and what to do. */
export type RequestHint =
  | { is: "unpublished"; workflowId: string; workflowName: string }
  | { is: "testOnly"; workflowId: string; workflowName: string }
  | { is: "publishedToo"; path: string }
  | { is: "nearest"; path: string; workflowId: string; workflowName: string }
  | { is: "methods"; methods: string[]; workflowId: string; workflowName: string }
  | { is: "draftMethods"; workflowId: string; workflowName: string };

export type ReplayOutcome = { id: number; executionId?: number; problem?: string };
