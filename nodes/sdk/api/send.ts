import { isJsonObject } from "@/shared/item";
import { NodeError } from "../node-error";
import { getPath } from "../paths";
import type { HttpRequest, HttpResponse, Services } from "../services";
import type { Answering } from "./answer";

export type Line = Pick<Services, "http"> & { signal: AbortSignal; log?(message: string): void };

/**
 * One request, with the patience that services ask for: 429, and 503 that says when, are tried again after the time
 * they name. What only reads is tried again when the connection breaks, too.
 */
export async function send(line: Line, request: HttpRequest, service: Answering): Promise<HttpResponse> {
  const readsOnly = request.method === "GET" || request.method === "HEAD";
  let waitedMs = 0;
  for (let tries = 1; ; tries++) {
    line.signal.throwIfAborted();
    let waitMs: number;
    try {
      const answer = await line.http(request);
      const asked = waitAsked(answer, service, tries);
      if (asked === undefined) return answer;
      if (tries >= maxTries || asked > maxWaitMs || waitedMs + asked > maxTotalWaitMs) throw tooBusy(service, asked);
      waitMs = asked;
      line.log?.(`${service.label} answered ${answer.status}: going on in ${Math.ceil(waitMs / 1000)} s`);
    } catch (thrown) {
      const isBroken = thrown instanceof NodeError && isBrokenOff(thrown);
      if (!isBroken || !readsOnly || tries >= maxBroken) throw thrown;
      waitMs = brokenPauseMs * tries;
    }
    waitedMs += waitMs;
    await pause(waitMs, line.signal);
  }
}

const maxTries = 6;
const maxBroken = 3;
const brokenPauseMs = 300;
const maxWaitMs = 60_000;
const maxTotalWaitMs = 180_000;

const isBrokenOff = ({ code, message }: NodeError) =>
  code === "HTTP_CUT_OFF" || (code === "HTTP_FAILED" && message.includes("broken off"));

/** In milliseconds; nothing when the answer is one to go on with. */
function waitAsked({ status, headers, body }: HttpResponse, { errors }: Answering, tries: number): number | undefined {
  const isLimit = status === 403 && headers["x-ratelimit-remaining"] === "0";
  if (status !== 429 && status !== 503 && !isLimit) return undefined;
  const said = errors?.waitAt && isJsonObject(body) ? getPath(body, errors.waitAt) : undefined;
  const unit = errors?.waitAt?.endsWith("_ms") ? 1 : 1000;
  if (typeof said === "number" && said >= 0) return Math.ceil(said * unit);
  const after = headers["retry-after"]?.trim();
  if (after && /^\d+(\.\d+)?$/.test(after)) return Math.ceil(Number(after) * 1000);
  const date = after ? Date.parse(after) : Number.NaN;
  if (!Number.isNaN(date)) return Math.max(0, date - Date.now());
  const reset = Number(headers["x-ratelimit-reset"] ?? Number.NaN);
  if (status !== 503 && reset > 1_000_000_000) return Math.max(1_000, reset * 1000 - Date.now());
  return status === 429 ? 1_000 * 2 ** (tries - 1) : undefined;
}

const tooBusy = ({ label }: Answering, waitMs: number) =>
  new NodeError(`${label} wants fewer requests: it asks to wait ${Math.ceil(waitMs / 1000)} s`, {
    code: "HTTP_429",
    hint: "Process fewer items at once, or turn on retry with a long pause in the node's settings",
  });

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    }
  });
}
