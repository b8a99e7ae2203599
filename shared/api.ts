import type { ProjectRole } from "./access";
import type { NodeChange } from "./document-diff";
import type { ExecutionEvent, ExecutionMode, ExecutionStatus, StepSummary } from "./execution";
import type { Fields, OnlyWhen, Option } from "./field";
import type { Item, Json, JsonObject, Ports } from "./item";
import type { PortSpec } from "./ports";
import type { WaitReason } from "./wait-reason";
import type { WorkflowDocument } from "./workflow";

/** What the API answers, in types that the browser and the server share. Times are milliseconds since 1970. */

export type NodeCategory = "trigger" | "flow" | "transform" | "code" | "network" | "service" | "notify";

export type NodeTypeInfo = {
  type: string;
  version: number;
  label: string;
  summary: string;
  category: NodeCategory;
  /** Name of a Lucide icon in kebab case. */
  icon: string;
  keywords: readonly string[];
  inputs: readonly PortSpec[];
  outputs: readonly PortSpec[];
  fields: Fields;
  credentials: { slot: string; label: string; types: string[]; optional: boolean; onlyWhen?: OnlyWhen }[];
  trigger?: "manual" | "webhook" | "form" | "schedule" | "poll" | "listen" | "workflow" | "error";
  /** What the card says, with parameter paths in braces: `{method} {url}`. */
  line?: string;
};

export type CredentialTypeInfo = {
  type: string;
  label: string;
  summary: string;
  fields: Fields;
  canTest: boolean;
  /** Where it belongs, where that does not follow from its values. */
  hosts?: readonly string[];
  /** Somebody signs in at the service. */
  connect?: { onlyWhen?: OnlyWhen };
};

export type ConnectionInfo = {
  state: { connectedAt: number; account?: string; scope?: string; expiresAt?: number; problem?: string } | null;
  /** The last try of this server. */
  failed: { message: string; hint?: string } | null;
  isUnderWay: boolean;
};
/** Secrets are empty. */
export type CredentialDetail = {
  id: string;
  name: string;
  type: string;
  values: JsonObject;
  /** Empty: it may be sent anywhere. */
  allowedHosts: string[];
  connection?: ConnectionInfo;
};

export type WorkflowSummary = {
  id: string;
  projectId: string;
  name: string;
  updatedAt: number;
  revision: number;
  /** Published and listening to its triggers. */
  published: boolean;
  /** The draft differs from what is published. */
  changed: boolean;
  nodeCount: number;
  /** Types of its nodes, each once, triggers first. */
  nodeTypes: string[];
  /** Its executions run in a process apart. */
  quarantine: Quarantine | null;
  lastExecution?: { id: number; status: ExecutionStatus; startedAt: number };
};

/** `form`: a page for people rather than an address for services. */
export type WebhookAddress = { nodeId: string; methods: string[]; url: string; testUrl: string; form?: true };

/** How the trigger of a published workflow stands to its broker. `since`: when that became so. */
export type ListenerState = {
  nodeId: string;
  state: "connecting" | "connected" | "retrying";
  since: number;
  /** Why it is not connected, or was not before. */
  error?: { message: string; hint?: string };
  retryAt?: number;
};

export type WorkflowDetail = {
  id: string;
  projectId: string;
  /** Of who asks, for this workflow. */
  role: ProjectRole;
  document: WorkflowDocument;
  revision: number;
  updatedAt: number;
  published: { revision: number; at: number } | null;
  /** Addresses of the draft's webhook nodes; the production ones answer once published. */
  webhooks: WebhookAddress[];
};

export type TemplateInfo = { id: string; name: string; summary: string; nodeTypes: string[] };

export type ImportWarning = { message: string; place?: string };
/** A save of the draft. `at` and `publishedAt`: milliseconds since 1970. */
export type RevisionSummary = {
  revision: number;
  at: number;
  author: string | null;
  /** Given by a person. */
  name: string | null;
  publishedAt: number | null;
};
export type RevisionDetail = RevisionSummary & { document: WorkflowDocument };
/** `next`: what `before` of the next page is. */
export type RevisionPage = { revisions: RevisionSummary[]; next: number | null };

export type ParsedImport = { document: WorkflowDocument; format: WorkflowFormat; warnings: ImportWarning[] };

export type ImportOutcome = {
  imported: { fileName: string; id: string; name: string; warnings: ImportWarning[] }[];
  failed: { fileName: string; message: string; hint?: string }[];
};

export const workflowFormats = ["islewire", "n8n"] as const;
export type WorkflowFormat = (typeof workflowFormats)[number];
/** `warnings` says what the format cannot keep. */
export type ExportedFile = { fileName: string; text: string; warnings: ImportWarning[] };

export type CredentialSummary = {
  id: string;
  projectId: string;
  name: string;
  type: string;
  updatedAt: number;
  usedBy: number;
  /** Ids of other projects that may use it. */
  lentTo: string[];
};

/** Why executions of a workflow run in a process apart: this one ended the process that ran it. Milliseconds since 1970. */
export type Quarantine = { at: number; executionId: number };

export type ExecutionSummary = {
  id: number;
  workflowId: string;
  workflowName: string;
  status: ExecutionStatus;
  mode: ExecutionMode;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  waitingUntil: number | null;
  /** Why it failed. */
  error?: { message: string; code: string; nodeName?: string };
  /** The newest execution that was made to try it again. */
  retriedAs: number | null;
  /** In lists: why it does not run, where it is queued or waiting. */
  reason?: WaitReason;
  /** Paths in the settings of its workflow that hide something of it. */
  redacted?: string[];
  /** Its workflow keeps what became of it, and no data. */
  isDataDropped?: boolean;
  /** The workflow shows who asks what became of it, and nothing of its data. */
  isStatusOnly?: boolean;
};

export type ExecutionDetail = ExecutionSummary & {
  /** The graph as it was when it ran. */
  document: WorkflowDocument;
  steps: StepSummary[];
  errorInfo?: import("./errors").ErrorInfo;
  retryOf: number | null;
  parent: number | null;
};

/** Items of one step, at most `limit` from `offset` for each port. `totals` counts them all. */
export type StepData = {
  inputs: Ports;
  inputTotals: { [port: string]: number };
  outputs: Ports;
  outputTotals: { [port: string]: number };
  logs: string[];
  /** Paths in the settings of the workflow that hide something of the execution. */
  redacted?: string[];
};

/** One run of a node in two executions. `is` looks at status, error and outputs. */
export type StepComparison = {
  nodeId: string;
  name: string;
  type: string;
  /** From 0. */
  run: number;
  a?: StepSummary;
  b?: StepSummary;
  is: "same" | "different" | "onlyA" | "onlyB";
};

export type ExecutionComparison = {
  a: Omit<ExecutionDetail, "steps">;
  b: Omit<ExecutionDetail, "steps">;
  /** In the order of `a`, then those that only `b` has. */
  steps: StepComparison[];
  /** There were more steps. */
  isCut: boolean;
  /** What became of the workflow between them. */
  changedNodes: NodeChange[];
  changedWires: number;
};

/** `isCut`: there are older lines. */
export type ExecutionLogs = { steps: { step: number; lines: string[] }[]; isCut: boolean };

/** `isCut`: there are more than are given. */
export type LookupResult = { options: Option[]; isCut: boolean };

/** Another tab with the same workflow. `nodeId`: the node it has open. */
export type Colleague = { tab: string; name: string; nodeId: string | null; isSelf: boolean };

/** Items at one output of one step that an item comes from, or that come from it. */
export type RelatedItems = {
  step: number;
  nodeId: string;
  /** Which run of the node, from 0. */
  run: number;
  port: string;
  /** The first of them; `total` counts all. */
  items: { item: number; preview: string }[];
  total: number;
  /** The way back ends here: the execution began with them, or the node did not say where one of them came from. */
  end?: "start" | "unknown";
};

/** `end` speaks of the item itself. */
export type ItemLineage = {
  /** Nearest first. */
  before: RelatedItems[];
  after: RelatedItems[];
  end?: "start" | "unknown";
  /** There was more than could be followed. */
  beforeIsCut: boolean;
  afterIsCut: boolean;
};

export type PreviewResult = { ok: true; value: Json; text: string } | { ok: false; message: string; hint?: string };

/** `snapshot` comes first: the state so far. It comes again when too much happened since what was sent last. */
export type WatchedEvent =
  | {
      type: "snapshot";
      status: ExecutionStatus;
      steps: StepSummary[];
      /** When a waiting execution goes on; null when something outside decides. */
      waitingUntil: number | null;
      error?: import("./errors").ErrorInfo;
    }
  /** The next steps of a long snapshot. */
  | { type: "steps"; steps: StepSummary[] }
  | ExecutionEvent;

export type InstanceSettings = {
  /** IANA name. */
  timezone: string;
  /** Finished executions older than this are deleted; 0 keeps them. */
  keepExecutionsDays: number;
  /** And at most this many are kept; 0 for no limit. */
  keepExecutionsCount: number;
  /** While the database holds more than this, the oldest are deleted, too; 0 for no limit. */
  keepExecutionsMb: number;
};

/** What keeps the process that runs user code from the rest of the machine: see `Isolation`. */
export type IsolationLevel = 0 | 1 | 2 | 3;

export type InstanceInfo = {
  version: string;
  dataFolder: string;
  databaseBytes: number;
  workers: number;
  isolation: IsolationLevel;
  runningExecutions: number;
  queuedExecutions: number;
  /** Host names and networks that workflows may reach although they are private. */
  allowedPrivateTargets: string[];
};

/** `name`: as its node stored it. `node`: whose it is, null when that is deleted; absent when it is everybody's. */
export type StatePlace = { name: string; node?: string | null };
/** What a workflow remembers. `preview`: how its JSON text begins; `size`: how long it is. `count`: values seen. */
export type WorkflowState = {
  values: (StatePlace & { key: string; preview: string; size: number; updatedAt: number })[];
  seen: (StatePlace & { key: string; count: number })[];
  isCut: boolean;
};

/** `isSecret`: the value is not told. */
export type Variable = { name: string; value: string; isSecret?: boolean };
export type PinnedItems = Item[];

export type ApiOperationInfo = { key: string; label: string; method: string; path: string; tag: string };

/** What an OpenAPI document would give a node. `operations` are the first of `total`. */
export type ApiDocumentPreview = {
  title: string;
  summary: string;
  /** The version that the document gives itself. */
  release: string;
  servers: string[];
  operations: ApiOperationInfo[];
  total: number;
  /** What is left out. */
  warnings: string[];
};

/** A node type that was made of an OpenAPI document. */
export type ApiNodeSummary = {
  id: string;
  type: string;
  label: string;
  /** Which document it is, from 1. */
  version: number;
  release: string;
  /** Where the document was read; empty when it was given as text. */
  url: string;
  operationCount: number;
  updatedAt: number;
  usedBy: { id: string; name: string }[];
};

export type ApiOperationForm = ApiOperationInfo & { help?: string; fields: Fields };
