import type { IncomingMessage, ServerResponse } from "node:http";
import type { Store } from "@/server/db/client";
import type { webhookRequests } from "@/server/db/schema";
import { logger } from "@/server/processes/logger";
import type { RequestKind, RequestResult } from "@/shared/webhook-request";
import { clientAddress } from "../sender";
import { hiddenCalls } from "./hidden-calls";
import { keptHeaders, keptQuery } from "./kept-headers";

export type RequestLog = ReturnType<typeof createRequestLog>;

/** One call under way. Its row is written some time after it was answered. */
export type NotedCall = {
  welcome(result: "accepted" | "repeated" | "probe", target: NotedTarget | undefined, executionId?: number): void;
  refused(refusal: Refusal): void;
};
export type NotedTarget = { workflowId?: string; nodeId?: string };
export type Refusal = {
  result: Exclude<RequestResult, "accepted" | "repeated" | "probe">;
  reason: string;
  target?: NotedTarget;
  /** The address asks for a secret. */
  isGuarded?: boolean;
  executionId?: number;
  /** What was read of it; it is read here otherwise. `null`: none of it is to be kept. */
  body?: Buffer | null;
  /** In place of the body: what was entered in a form. */
  entered?: Buffer;
};

const maxBodyBytes = 256 * 1024;
/** Of one minute: a flood of bad calls is counted, but does not fill the disk. */
const maxRefused = 300;
const maxRefusedBytes = 8 * 1024 * 1024;
const flushMs = 1_000;
const maxPending = 500;
const maxPath = 1_000;

type Options = {
  count?(result: RequestResult): void;
  /** Somebody was not let in. */
  refused?(call: { result: RequestResult; path: string; workflowId?: string; address: string | null }): void;
  /** Calls are counted only: the disk has no room for more. */
  isPaused?(): boolean;
};

/**
 * The list of calls at the addresses of webhooks and forms. It must cost a call next to nothing: rows are collected and written together,
 * with the next commit that happens anyway.
 */
export function createRequestLog(store: Store, { count, refused, isPaused = () => false }: Options = {}) {
  const log = logger("webhooks");
  const hides = hiddenCalls(store);
  const insert = store.prepareWrite(`
    INSERT INTO webhook_requests (at, kind, method, path, query, status, result, reason, workflow_id, node_id, execution_id, duration_ms, size_bytes, address, headers, body, is_body_cut, calls)
    VALUES (@at, @kind, @method, @path, @query, @status, @result, @reason, @workflowId, @nodeId, @executionId, @durationMs, @sizeBytes, @address, @headers, @body, @isBodyCut, @calls)`);
  let pending: Row[] = [];
  let timer: NodeJS.Timeout | undefined;
  let minute = { from: 0, refused: 0, bytes: 0 };

  return {
    /** `path`: instead of the called one, which holds a secret. */
    begin(
      req: IncomingMessage,
      res: ServerResponse,
      url: URL,
      { kind, path = url.pathname }: { kind: RequestKind; path?: string },
    ): NotedCall {
      const at = Date.now();
      return {
        welcome(result, target, executionId) {
          count?.(result);
          const sizeBytes = Number(req.headers["content-length"]) || null;
          // The node that took it is the one the execution starts with.
          const place = result === "accepted" ? { workflowId: target?.workflowId } : target;
          whenAnswered(res, () =>
            note({ ...ofCall(), ...ofTarget(place), result, executionId: executionId ?? null, sizeBytes }),
          );
        },
        refused(refusal) {
          count?.(refusal.result);
          const { result, target } = refusal;
          refused?.({ result, path: ofCall().path, workflowId: target?.workflowId, address: ofCall().address });
          if (refusal.result === "limit") return whenAnswered(res, () => addToMany(ofCall(), refusal));
          refuse({ req, res, url, row: ofCall }, refusal);
        },
      };

      function ofCall(): RowStart {
        return {
          ...{ at, kind, method: req.method ?? "GET", path: path.slice(0, maxPath) },
          ...{ durationMs: Date.now() - at, address: clientAddress(req) },
          status: res.headersSent ? res.statusCode : null,
        };
      }
    },
    flush,
    close() {
      clearTimeout(timer);
      void flush();
    },
  };

  function refuse(
    { req, res, url, row }: Call,
    { result, reason, target, isGuarded, executionId, body, entered }: Refusal,
  ) {
    if (Date.now() - minute.from > 60_000) minute = { from: Date.now(), refused: 0, bytes: 0 };
    minute.refused++;
    if (minute.refused > maxRefused) return whenAnswered(res, () => addToFlood(row()));
    const read = body !== undefined || entered ? undefined : minute.bytes < maxRefusedBytes && keepBody(req);
    whenAnswered(res, () =>
      whenRead(req, () => {
        const given = entered ?? body;
        const { bytes = given?.subarray(0, maxBodyBytes), size = given?.length ?? 0 } = read ? read() : {};
        const isWhole = entered ? entered.length <= maxBodyBytes : !isCut(req, bytes?.length ?? 0, size);
        minute.bytes += bytes?.length ?? 0;
        note({
          ...{
            ...row(),
            ...ofTarget(target),
            result,
            reason,
            executionId: executionId ?? null,
            sizeBytes: (entered ? Number(req.headers["content-length"]) : size) || null,
          },
          ...{ query: keptQuery(url), headers: JSON.stringify(keptHeaders(req.headers, isGuarded === true)) },
          ...{ body: bytes?.length ? bytes : null, isBodyCut: isWhole ? 0 : 1 },
        });
      }),
    );
  }

  /** One row for those of a second: there would be no limit, were each of them written down. */
  function addToMany(row: RowStart, { reason, target }: Refusal) {
    const { workflowId, nodeId } = ofTarget(target);
    const known = pending.find(
      (other) => other.result === "limit" && other.workflowId === workflowId && other.nodeId === nodeId,
    );
    if (known) known.calls++;
    else if (++minute.refused > maxRefused) addToFlood(row);
    else note({ ...row, ...ofTarget(target), method: "", result: "limit", reason });
  }

  /** One row for those of a minute that are too many. */
  function addToFlood(row: RowStart) {
    const last = pending.at(-1);
    if (last?.reason === flood) last.calls++;
    else note({ ...row, result: "failed", reason: flood, path: "", method: "", address: null });
  }

  function note(row: RowStart & Pick<Row, "result"> & Partial<Row>) {
    if (isPaused()) return;
    pending.push({ ...emptyRow, ...row });
    if (pending.length >= maxPending) void flush();
    else timer ??= setTimeout(() => void flush(), flushMs).unref();
  }

  /** As their workflows want them kept, each of which is asked once. */
  function shown(rows: readonly Row[]): Row[] {
    const asked = new Map<string, ReturnType<typeof hides>>();
    return rows.map((row) => {
      const { workflowId } = row;
      if (workflowId === null) return row;
      if (!asked.has(workflowId)) asked.set(workflowId, hides(workflowId));
      return asked.get(workflowId)?.(row) ?? row;
    });
  }

  /** Resolves when what was noted is in the database. */
  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const rows = pending;
    pending = [];
    if (rows.length === 0) return;
    try {
      await store.commit(() => {
        for (const row of shown(rows)) insert.run(row);
      }, "soon");
    } catch (err) {
      log.error({ err }, "Calls of webhooks and forms could not be noted");
    }
  }
}

export const flood = "More refused calls in this minute, which are only counted";

type Call = { req: IncomingMessage; res: ServerResponse; url: URL; row(): RowStart };
type Columns = Omit<typeof webhookRequests.$inferInsert, "id" | "replayOf" | "isBodyCut">;
type Row = Required<Columns> & { isBodyCut: 0 | 1 };
type RowStart = Pick<Row, "at" | "kind" | "method" | "path" | "durationMs" | "address" | "status">;

const emptyRow = {
  ...{ query: null, reason: null, workflowId: null, nodeId: null, executionId: null },
  ...{ sizeBytes: null, headers: null, body: null, isBodyCut: 0 as const, calls: 1 },
};

const ofTarget = ({ workflowId, nodeId }: NotedTarget = {}) => ({
  workflowId: workflowId ?? null,
  nodeId: nodeId ?? null,
});

function whenAnswered(res: ServerResponse, then: () => void) {
  if (res.closed) then();
  else res.once("close", then);
}

function whenRead(req: IncomingMessage, then: () => void) {
  if (req.complete || req.closed) then();
  else req.once("close", then);
}

/** Takes what comes of the body, up to the limit. */
function keepBody(req: IncomingMessage): () => { bytes: Buffer; size: number } {
  const chunks: Buffer[] = [];
  let size = 0;
  req.on("data", (chunk: Buffer) => {
    const room = maxBodyBytes - size;
    if (room > 0) chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    size += chunk.length;
  });
  return () => ({ bytes: Buffer.concat(chunks), size });
}

function isCut(req: IncomingMessage, kept: number, size: number): boolean {
  return kept < size || !req.complete || kept < Number(req.headers["content-length"] ?? 0);
}
