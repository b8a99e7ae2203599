import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import type { ExecutionMode } from "@/shared/execution";
import type { FileRef, Item, Json, JsonObject, Origin } from "@/shared/item";
import type { Credential } from "./credential";
import type { Suspension } from "./define-node";

export type NameValue = { name: string; value: string };

export type HttpBody =
  | { type: "text"; text: string; contentType: string }
  | { type: "form"; fields: NameValue[] }
  | { type: "multipart"; parts: (NameValue | { name: string; file: FileRef })[] }
  | { type: "file"; file: FileRef; contentType?: string };

export type HttpRequest = {
  method: string;
  url: string;
  query?: NameValue[];
  headers?: NameValue[];
  body?: HttpBody;
  auth?: Credential;
  /** The path holds a secret: errors name the host only. */
  secretPath?: boolean;
  /** `auto` reads JSON when the answer says so, text when it is text, and a file otherwise. */
  response?: "auto" | "json" | "text" | "file";
  /** Limit for the whole request, body included. Default 300,000. */
  timeoutMs?: number;
  /** Default 5; 0 answers with the redirect itself. */
  maxRedirects?: number;
  /** Certificates are not checked: whoever sits in between can read and change everything. */
  anyCertificate?: boolean;
  /** Names of headers are sent as they are written, not in lower case. */
  keepHeaderCase?: boolean;
};

/** `body` is JSON or text; `file` is set instead when the answer was stored as a file. */
export type HttpResponse = {
  ok: boolean;
  status: number;
  statusText: string;
  headers: { [name: string]: string };
  body: Json;
  file?: FileRef;
  /** Where the answer came from, after redirects. */
  url: string;
};

export type WebhookResponse = {
  status: number;
  headers?: NameValue[];
  body:
    | { type: "json"; value: Json }
    | { type: "text"; text: string }
    | { type: "file"; file: FileRef }
    | { type: "none" };
};

/** Source run by the executor. `each`: once per item with `$json`; `all`: once with `$input.all()`. */
export type CodeRequest = { source: string; mode: "all" | "each"; items: Item[] };

/** An item of the result. With `failed`, the code threw that for it, and the node goes on all the same. */
export type CodeItem = Item & { failed?: unknown };

export type LastingScope = "node" | "workflow";

/** What the host lends to a node. Nodes import nothing from the server and open no connection themselves. */
export type Services = {
  /** Throws `NodeError` when no answer came (refused, timed out, forbidden address); any status is an answer. */
  http(request: HttpRequest): Promise<HttpResponse>;
  /** A connected TCP socket, for protocols other than HTTP. The same addresses are allowed as for `http`. */
  connect(target: { host: string; port: number; timeoutMs?: number }): Promise<Socket>;
  /** TLS on a connected socket. `secureConnect` or `error` of what it gives says how the handshake ended. */
  secure(socket: Socket, options: { host: string; anyCertificate: boolean }): Socket;
  files: {
    read(file: FileRef): Readable;
    write(file: { name: string; mimeType: string }, contents: Readable | Uint8Array | string): Promise<FileRef>;
  };
  /** Files of the one folder the operator allows. Throws `NodeError` if there is none, or a path leaves it. */
  folder: {
    /** By path or glob pattern, such as `in/*.csv`, in the order of their names; copied into the store. */
    load(pattern: string): Promise<FileRef[]>;
    /** Makes folders on the way. */
    save(file: FileRef, path: string, options: { append: boolean }): Promise<void>;
  };
  /**
   * Runs user code in the sandbox. Throws `NodeError` with the user's line number when it fails; where the node goes on
   * after errors, an item says so instead.
   */
  runCode(request: CodeRequest): Promise<CodeItem[]>;
  /**
   * Runs a query of the user over lists of items, which it knows as the tables `input1`, `input2` … Throws `NodeError`
   * with what the database said, also for a query that does more than read.
   */
  runSql(request: { query: string; inputs: Item[][] }): Promise<JsonObject[]>;
  /** Answers the webhook call that started this execution. `false` when nobody waits for an answer any more. */
  respond(response: WebhookResponse): boolean;
  /**
   * Starts another workflow. With `wait`, gives the items of its last node, or the `Suspension` to return while that
   * workflow itself waits; otherwise `undefined` at once. `resumed`: the node goes on after such a suspension, and makes
   * the same calls again, of which none is made twice.
   */
  executeWorkflow(request: {
    workflowId: string;
    items: Item[];
    wait: boolean;
    index: number;
    resumed: boolean;
  }): Promise<Item[] | Suspension | undefined>;
  /**
   * What this node remembers between its runs in this execution, such as the turns of a loop. `undefined` forgets. Stored
   * with each step: keep it small, items of earlier runs are at hand by `earlierInput`.
   */
  memory: { get(): Json | undefined; set(value: Json | undefined): void };
  /** What came to the first input of an earlier run of this node, by the run's number. */
  earlierInput(run: number): { items: Item[]; originOf(item: number): Origin };
  /**
   * What the workflow remembers from one execution to the next, for this node alone or for all. Written with the step:
   * both are stored, or neither. Throws when a value is too large.
   */
  lasting: {
    get(scope: LastingScope, name: string): Json | undefined;
    /** `undefined` forgets. */
    set(scope: LastingScope, name: string, value: Json | undefined): void;
    /** By place: whether the value was noted before. */
    seen(scope: LastingScope, name: string, values: readonly string[]): boolean[];
    /** Beyond `keep` values the oldest are forgotten. */
    note(scope: LastingScope, name: string, values: readonly string[], keep: number): void;
    forget(scope: LastingScope, name: string): void;
  };
  /** Notes a text with the execution, to find it again. Throws when the name is not letters, digits and underscores. */
  annotate(name: string, text: string): void;
  log(message: string): void;
  execution: {
    id: number;
    mode: ExecutionMode;
    workflow: { id: string; name: string };
    /** IANA name. */
    timezone: string;
    /** Runs of this node before this one. */
    run: number;
    /** Where this execution came from, for instance `{ headers, query }`. */
    vars: JsonObject;
  };
};

/** What an executor or a waiting node gets when it goes on. `items` came from outside, such as a webhook call. */
export type Resumed = { items?: Item[] };
