import { Socket } from "node:net";
import type ivm from "isolated-vm";
import { type Frame, openChannel } from "@/server/processes/frames";
import type {
  AbandonRequest,
  CodeOutcome,
  EvaluateRequest,
  RunCodeRequest,
  SandboxError,
  SandboxRequest,
  SqlRequest,
} from "../protocol";
import { dropIdle, giveBack, openContext, openSqlContext, takeIsolate, type WarmIsolate } from "./isolates";
import { prepareCode } from "./prepare-code";

/**
 * The executor process: evaluates user code and does nothing else. It has no database, no key, no network and an
 * empty environment; it speaks frames over one pipe, and is killed and replaced when it breaks a limit.
 */
const memoryMb = Number(process.argv[2] ?? 128);
const threads = Number(process.argv[3] ?? 2);
const channel = openChannel(new Socket({ fd: 3 }), receive);
/** Calls by id; without an isolate until they have one. */
const underWay = new Map<number, WarmIsolate | undefined>();
/** The workflows whose calls run, one entry for each call. */
const runningFor: (string | undefined)[] = [];
const waiting: { request: SandboxRequest; texts: string[] }[] = [];
const sweep = setInterval(() => dropIdle(Date.now()), 10_000);
sweep.unref();
process.on("disconnect", () => process.exit(0));

function receive({ header, texts }: Frame): void {
  const request = header as unknown as SandboxRequest | AbandonRequest;
  if (request.kind !== "abandon") {
    waiting.push({ request, texts });
    pump();
    return;
  }
  const place = waiting.findIndex(({ request: { id } }) => id === request.id);
  if (place !== -1) {
    waiting.splice(place, 1);
    channel.send({ id: request.id, ok: false, error: { code: "CANCELLED", message: notWanted } });
    return;
  }
  const isolate = underWay.get(request.id)?.isolate;
  underWay.delete(request.id);
  if (isolate && !isolate.isDisposed) isolate.dispose();
}

function pump(): void {
  while (runningFor.length < threads) {
    const place = waiting.findIndex(({ request }) => hasThread(request.workflowId));
    const [next] = place === -1 ? [] : waiting.splice(place, 1);
    if (!next) return;
    const { workflowId } = next.request;
    runningFor.push(workflowId);
    void answer(next.request, next.texts).finally(() => {
      runningFor.splice(runningFor.indexOf(workflowId), 1);
      pump();
    });
  }
}

/** One thread is never taken by the workflow that has all others: its code may run long. */
const hasThread = (workflowId: string | undefined) =>
  workflowId === undefined || runningFor.filter((other) => other === workflowId).length < threads - 1;

const notWanted = "Nobody waits for it any more";

async function answer(request: SandboxRequest, texts: string[]): Promise<void> {
  const key = `${request.kind}:${request.project}`;
  channel.send({ id: request.id, started: true });
  let warm: WarmIsolate | undefined;
  underWay.set(request.id, undefined);
  try {
    warm = await takeIsolate(key, memoryMb);
    if (!underWay.has(request.id)) throw new Error(notWanted);
    underWay.set(request.id, warm);
    const result = await withDeadline(request, warm, () => work(request, warm as WarmIsolate, texts));
    if (result.length > request.outputBytes) {
      const message = `The result is larger than the limit of ${request.outputBytes} bytes`;
      channel.send({ id: request.id, ok: false, error: { code: "OUTPUT", message } satisfies SandboxError });
    } else channel.send({ id: request.id, ok: true }, [result]);
  } catch (thrown) {
    channel.send({ id: request.id, ok: false, error: toError(thrown, request, warm) });
    if (warm && !warm.isolate.isDisposed) warm.isolate.dispose();
  } finally {
    underWay.delete(request.id);
    if (warm) giveBack(key, request.kind, warm);
  }
}

/** The library's own timeout does not reach promises that never settle: this one disposes of the isolate. */
async function withDeadline<T>({ timeoutMs }: SandboxRequest, warm: WarmIsolate, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error("Script execution timed out."));
      if (!warm.isolate.isDisposed) warm.isolate.dispose();
    }, timeoutMs + 100);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function work(request: SandboxRequest, warm: WarmIsolate, texts: string[]): Promise<string> {
  switch (request.kind) {
    case "evaluate":
      return evaluate(request, warm, texts);
    case "code":
      return runCode(request, warm, texts);
    case "sql":
      return runSql(request, warm, texts);
  }
}

/** Queries leave nothing behind: one context serves all. */
async function runSql(request: SqlRequest, warm: WarmIsolate, texts: string[]): Promise<string> {
  warm.sql ??= await openSqlContext(warm);
  const options = { timeout: request.timeoutMs, result: { promise: true } } as const;
  return String(await warm.sql.apply(undefined, [request.query, request.maxRows, ...texts], options));
}

async function evaluate(request: EvaluateRequest, warm: WarmIsolate, texts: string[]): Promise<string> {
  if (!warm.expressions) {
    warm.expressions = (await openContext(warm, "evaluate")).run;
  }
  const codes = request.codes.map(({ source, asText }) => ({ ...prepareCode(source), asText }));
  const args = [JSON.stringify(codes), JSON.stringify(request.scope), ...texts];
  return String(await warm.expressions.apply(undefined, args, { timeout: request.timeoutMs }));
}

async function runCode(request: RunCodeRequest, warm: WarmIsolate, texts: string[]): Promise<string> {
  const { context, run } = await openContext(warm, "runCode");
  try {
    // The prefix stands on the first line, so that line numbers are the user's.
    const wrapped = `(async function () {${request.source}\n})`;
    let user: ivm.Reference;
    try {
      const script = await warm.isolate.compileScript(wrapped, { filename: "code.js" });
      user = await script.run(context, { reference: true, timeout: request.timeoutMs });
    } catch (thrown) {
      if (thrown instanceof SyntaxError) return JSON.stringify(syntaxOutcome(thrown));
      throw thrown;
    }
    const { mode, keepGoing, logLines, outputBytes } = request;
    const settings = JSON.stringify({ mode, keepGoing, logLines, outputBytes });
    const args = [user.derefInto(), settings, JSON.stringify(request.scope), ...texts];
    return String(await run.apply(undefined, args, { timeout: request.timeoutMs, result: { promise: true } }));
  } finally {
    if (!warm.isolate.isDisposed) context.release();
  }
}

function syntaxOutcome(error: SyntaxError): CodeOutcome {
  const line = /code\.js:(\d+)/.exec(`${error.stack} ${error.message}`)?.[1];
  const message = error.message.replace(/\s*\[?code\.js:\d+:\d+\]?/, "");
  return {
    ok: false,
    logs: [],
    error: { code: "SYNTAX", message: `SyntaxError: ${message}`, line: line ? Number(line) : undefined },
  };
}

function toError(thrown: unknown, request: SandboxRequest, warm: WarmIsolate | undefined): SandboxError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (/timed out/i.test(message)) {
    return { code: "TIMEOUT", message: `It ran longer than the limit of ${request.timeoutMs / 1000} s` };
  }
  if (/memory|disposed|allocation failed|array buffer/i.test(message) || warm?.isolate.isDisposed) {
    return { code: "MEMORY", message: `It used more than the limit of ${memoryMb} MB of memory` };
  }
  return { code: "THROWN", message };
}
