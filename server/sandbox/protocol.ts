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
  execution: { id: string; mode: string; resumeUrl: string };
  vars: JsonObject;
  runIndex: number;
  prevNode: { name: string; port: string; runIndex: number } | null;
  /** Own parameters, expressions not evaluated. */
  params: Json;
  /** Names of the nodes whose items came along. Every other node of the workflow is in `notExecuted`. */
  nodes: {
    name: string;
    ports: string[];
    /** What `first()`, `last()` and `all()` read: the output that leads to this node. */
    defaultPort: string;
    params: Json;
    /** For each input item the item it came from: port and index, or null where that is not known. */
    paired: ([port: number, item: number] | null)[];
  }[];
  notExecuted: string[];
};

export type EvaluateRequest = {
  kind: "evaluate";
  id: number;
  project: string;
  timeoutMs: number;
  outputBytes: number;
  codes: string[];
  scope: SandboxScope;
};
export type RunCodeRequest = {
  kind: "code";
  id: number;
  project: string;
  timeoutMs: number;
  source: string;
  mode: "all" | "each";
  logLines: number;
  outputBytes: number;
  scope: SandboxScope;
};
export type SandboxRequest = EvaluateRequest | RunCodeRequest;

export type SandboxError = {
  code: "SYNTAX" | "EXPRESSION" | "TIMEOUT" | "MEMORY" | "OUTPUT" | "THROWN" | "CRASHED";
  message: string;
  /** Line of the user's source, from 1. */
  line?: number;
  item?: number;
};

/** Values of one expression, by item. `undefinedAt` lists items whose value is undefined (null in `values`). */
export type Column = {
  values: Json[];
  undefinedAt?: number[];
  /** Errors by item. `soft` ones (a property of undefined, for instance) count as undefined in a run. */
  errors?: { item: number; message: string; soft: boolean }[];
};

export type CodeOutcome =
  | { ok: true; items: Json[]; logs: string[] }
  | { ok: false; error: SandboxError; logs: string[] };
