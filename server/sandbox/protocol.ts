import type { Json, JsonObject } from "@/shared/item";

/**
 * What user code can see of the execution. The items themselves cross as JSON texts beside it: those of the first
 * input, then for each node in `nodes` one text per port.
 */
export type SandboxScope = {
  /** Milliseconds since 1970 for `$now` and `$today`. */
  now: number;
  /** IANA name. */
  timezone: string;
  workflow: { id: string; name: string; active: boolean };
  execution: {
    id: string;
    mode: string;
    resumeUrl: string;
    resumeFormUrl?: string;
    /** What was noted with the execution so far. */
    customData?: { [name: string]: string };
  };
  /** What the workflow, or this node, remembers between executions; only where the code asks for it. */
  staticData?: StaticData;
  /** What began the execution. */
  mode?: string;
  /** The node itself. */
  node?: { id: string; version: number; webhookId?: string };
  /** False when nothing reached the node yet: reading its input is an error then. */
  hasInput?: boolean;
  vars: JsonObject;
  /** Variables that a node adds while it works, such as `$response`; they win over all others. */
  more?: JsonObject;
  runIndex: number;
  prevNode: { name: string; port: string; outputIndex?: number; runIndex: number } | null;
  /** Own parameters, expressions not evaluated. */
  params: Json;
  /** Names of the nodes whose items came along. Every other node of the workflow is in `notExecuted`. */
  nodes: {
    name: string;
    ports: string[];
    /** What `first()`, `last()` and `all()` read: the output that leads to this node. */
    defaultPort: string;
    params: Json;
    /** The number of the last run, from 0: its items come along, `ports` are its outputs. */
    run?: number;
    /** Runs before the last, with one text per port after those of the last; only where the code names a run. */
    earlier?: { run: number; ports: string[] }[];
    /** What the node keeps between its runs, such as how far a loop is. */
    context?: Json;
    /** For each input item the item it came from: port and index; null where that is not known. */
    paired: ([port: number, item: number] | "several" | null)[];
  }[];
  notExecuted: string[];
  /** Parameters of those that the code names. */
  notExecutedParams?: [name: string, params: Json][];
};

/** An expression. `asText`: the value is wanted as it reads inside a text. */
export type Code = { source: string; asText?: boolean };

/** An expression as the isolate evaluates it. `mutates`: it may change what it is given. */
export type PreparedCode = { text: string; names: string[]; mutates: boolean } | { refused: string };

export type EvaluateRequest = {
  kind: "evaluate";
  id: number;
  project: string;
  /** Whose call it is: one workflow does not get all threads. */
  workflowId?: string;
  timeoutMs: number;
  outputBytes: number;
  codes: Code[];
  scope: SandboxScope;
};
export type RunCodeRequest = {
  kind: "code";
  id: number;
  project: string;
  /** Whose call it is: one workflow does not get all threads. */
  workflowId?: string;
  timeoutMs: number;
  source: string;
  mode: "all" | "each";
  /** An item whose code throws does not end the run: it comes back with `failed`. */
  keepGoing: boolean;
  logLines: number;
  outputBytes: number;
  scope: SandboxScope;
};
/** Nobody waits for that call any more. */
export type AbandonRequest = { kind: "abandon"; id: number };

/** Texts: the items of each input, which the query knows as `input1`, `input2` … */
export type SqlRequest = {
  kind: "sql";
  id: number;
  project: string;
  /** Whose call it is: one workflow does not get all threads. */
  workflowId?: string;
  timeoutMs: number;
  outputBytes: number;
  maxRows: number;
  query: string;
};

export type SandboxRequest = EvaluateRequest | RunCodeRequest | SqlRequest;

export type SandboxError = {
  code: "SYNTAX" | "EXPRESSION" | "TIMEOUT" | "MEMORY" | "OUTPUT" | "THROWN" | "CRASHED" | "CANCELLED";
  message: string;
  /** Line of the user's source, from 1. */
  line?: number;
  item?: number;
};

/** Values of one expression, by item. `undefinedAt` lists items whose value is undefined (null in `values`). */
export type Column = {
  values: Json[];
  undefinedAt?: number[];
  /** Numbers that JSON has no word for (null in `values`): `NaN`, `Infinity`, `-Infinity`. */
  numbers?: { item: number; value: string }[];
  /** Errors by item. `soft` ones (a property of undefined, for instance) count as undefined in a run. */
  errors?: { item: number; message: string; soft: boolean }[];
};

export type StaticData = { global: JsonObject; node: JsonObject };

/** `staticData` and `customData` are what the code changed. */
export type CodeOutcome =
  | {
      ok: true;
      items: Json[];
      logs: string[];
      staticData?: Partial<StaticData>;
      customData?: { [name: string]: string };
    }
  | { ok: false; error: SandboxError; logs: string[] };

export type SqlOutcome = { ok: true; rows: { [column: string]: unknown }[] } | { ok: false; message: string };

export const noInput = "This node has no input yet: the nodes before it have not been executed";
