import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import type { ExecutionMode } from "@/shared/execution";
import type { FileRef, Item, Json, JsonObject, Origin } from "@/shared/item";
import type { ColumnType, TableFilter, TableMatch, TableSort } from "@/shared/tables";
import type { Credential } from "./credential";
import type { Suspension } from "./define-node";
import type { NodeError } from "./node-error";
import type { NameRecord, Probe, ProbeRequest } from "./probe";

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
  /** Gets the body of a good answer as it comes, decompressed. Nothing of it is kept, and it need not be read to its end. */
  read?(body: AsyncIterable<Uint8Array>): Promise<void>;
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

/** An open SQLite file, whose statements reach no other file. */
export type DatabaseFile = {
  run(sql: string, values: readonly Json[]): { rows: JsonObject[]; affected: number };
  close(): void;
};

/** Source run by the executor. `each`: once per item with `$json`; `all`: once with `$input.all()`. */
export type CodeRequest = { source: string; mode: "all" | "each"; items: Item[] };

/** An item of the result. With `failed`, the code threw that for it, and the node goes on all the same. */
export type CodeItem = Item & { failed?: unknown };

export type EndpointRules = {
  /** Type of the credential that readers must know, in the slot `auth`; null: nobody is asked. */
  authentication: string | null;
  /** Seconds for which readers may keep an answer. */
  maxAge: number;
  /** Sites whose pages may read it; `*` is every one. */
  origins: string[];
};

export type LastingScope = "node" | "workflow";

/** The names of a scope within one commit. A value that has expired is as good as none. */
export type LastingState = {
  /** The moment of the commit, in milliseconds. */
  now: number;
  get(name: string): Json | undefined;
  /** `undefined` forgets. Without `expiresAt` (milliseconds) the value stays. */
  set(name: string, value: Json | undefined, options?: { expiresAt?: number }): void;
  /** Whose names begin so, in the order of the names. */
  list(prefix: string, max: number): { name: string; value: Json }[];
  /** How many names begin so. */
  count(prefix: string): number;
  /**
   * Notes values, as `note` does. By place: whether it was not noted before. Beyond `keep` values the oldest are
   * forgotten, and those that were not claimed since for `keepMs`.
   */
  claim(name: string, values: readonly string[], options: { keep: number; keepMs?: number }): boolean[];
};

export type TlsOptions = {
  host: string;
  anyCertificate: boolean;
  /** PEM of who signed the server's certificate. Empty: those that Node knows. */
  ca?: string;
  /** PEM of our own certificate and its key, for servers that ask for one. */
  certificate?: string;
  key?: string;
};

/** Ways to connect by other protocols than HTTP. */
export type Doors = Pick<Services, "connect" | "socket" | "resolve" | "findService" | "secure">;

/** What the host lends to a node. Nodes import nothing from the server and open no connection themselves. */
export type Services = {
  /** Throws `NodeError` when no answer came (refused, timed out, forbidden address); any status is an answer. */
  http(request: HttpRequest): Promise<HttpResponse>;
  /** A connected TCP socket, for protocols other than HTTP. The same addresses are allowed as for `http`. */
  connect(target: { host: string; port: number; timeoutMs?: number }): Promise<Socket>;
  /** Looks at a service on a connection of its own, and measures each part. What fails is told, not thrown. */
  probe(request: ProbeRequest): Promise<Probe>;
  /** What a name server says of a name: that of the machine, or one by its address. Throws when it says nothing. */
  lookUpName(request: { name: string; record: NameRecord; server: string; timeoutMs: number }): Promise<string[]>;
  /** A socket for a library that connects it itself: its `connect` leads to allowed addresses only. */
  socket(): Socket;
  /** The address to connect to, for a library that takes no socket. Throws `NodeError` where it is not allowed. */
  resolve(target: { host: string; port: number }): Promise<string>;
  /** What name servers say of a service at a host: its places (SRV), which `resolve` has not checked, and texts (TXT). */
  findService(request: { service: string; host: string }): Promise<FoundService>;
  /** TLS on a connected socket. `secureConnect` or `error` of what it gives says how the handshake ended. */
  secure(socket: Socket, options: TlsOptions): Socket;
  files: {
    read(file: FileRef): Readable;
    write(file: { name: string; mimeType: string }, contents: Readable | Uint8Array | string): Promise<FileRef>;
  };
  /** Files of the one folder the operator allows. Throws `NodeError` if there is none, or a path leaves it. */
  folder: {
    /** By path or glob pattern, such as `in/*.csv`, in the order of their names; copied into the store. */
    load(pattern: string): Promise<FileRef[]>;
    /** Paths of its files, as `load` takes them, in the order of their names; at most `max`. */
    list(max: number): Promise<string[]>;
    /** A SQLite file. `write`: it is made where it is missing, and may be changed. */
    database(path: string, options: { write: boolean }): Promise<DatabaseFile>;
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
    /**
     * Reads and writes at once, with no other execution in between, such as for a counter. Not with the step but now, and
     * once: a step that runs again after a crash, or after a failed try, gets what `change` gave the first time. `call`
     * tells several changes of one name within a step apart. `change` has no effects but what it gives.
     */
    update<T extends Json>(
      scope: LastingScope,
      name: string,
      change: (value: Json | undefined) => { value: Json | undefined; result: T },
      call?: string,
    ): Promise<T>;
    /**
     * As `update`, for several names and with more means, all in one commit. `work` is synchronous and has no effects but
     * those on the state and what it gives; what it throws undoes all of it.
     */
    transact<T extends Json>(scope: LastingScope, work: (state: LastingState) => T, call?: string): Promise<T>;
    /** By place: whether the value was noted before. */
    seen(scope: LastingScope, name: string, values: readonly string[]): boolean[];
    /** Beyond `keep` values the oldest are forgotten. */
    note(scope: LastingScope, name: string, values: readonly string[], keep: number): void;
    forget(scope: LastingScope, name: string): void;
  };
  /** Data tables of this server. */
  tables: Tables;
  /** What others may read at an address of this server. Written with the step. */
  endpoints: { publish(answer: { path: string; body: Json } & EndpointRules): void };
  /** Notes a text with the execution, to find it again. Throws when the name is not letters, digits and underscores. */
  annotate(name: string, text: string): void;
  log(message: string): void;
  /**
   * Names what this node does for an item, so that a service knows it again: the same in every attempt of the execution,
   * and when a failed one is retried.
   */
  idempotencyKey(item: number): string;
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

export type FoundService = { places: { host: string; port: number }[]; texts: string[] };

/** Tables go by their names or ids. All throw `NodeError` for what is not there. */
export type Tables = {
  list(): { id: number; name: string }[];
  columns(table: string): { name: string; type: ColumnType }[];
  /** What is committed now. */
  read(query: TableQuery & { table: string; sort?: TableSort[]; limit?: number }): JsonObject[];
  /** Rows as they are now, in the order of their ids' list; those that are gone are left out. */
  rowsById(table: string, ids: readonly number[]): JsonObject[];
  /**
   * Writes all rows in one commit, now and once: a step that runs again after a crash, or after a failed try, gets what
   * it was given the first time. `failing`: the first row that does not fit throws and nothing is written, or its
   * outcome says so and the others are written. A step makes one change of a name, `call` tells several apart.
   */
  write(change: TableChange, call?: string): Promise<TableOutcome[]>;
};

export type TableQuery = { where: TableFilter[]; match: TableMatch };
export type TableChange = { table: string; failing: "throw" | "tell"; unknown?: "ignore" | "refuse" } & (
  | { is: "insert"; rows: JsonObject[] }
  | { is: "upsert" | "getOrCreate"; rows: JsonObject[]; key: string[] }
  | { is: "update"; rows: (TableQuery & { values: JsonObject })[] }
  | { is: "delete"; rows: TableQuery[] }
  | { is: "adjust"; rows: (TableQuery & { column: string; by: number; min?: number; max?: number })[] }
);
/** By place of the row. `value`: the number of the last row that `adjust` looked at. `refused`: it broke a bound. */
export type TableOutcome =
  | {
      is: "created" | "changed" | "found" | "deleted" | "adjusted" | "refused";
      ids: number[];
      count: number;
      value?: number;
    }
  | { is: "failed"; error: NodeError };

/** What an executor or a waiting node gets when it goes on. `items` came from outside, such as a webhook call. */
export type Resumed = { items?: Item[] };
