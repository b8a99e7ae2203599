import type { Store } from "@/server/db/client";
import { egressRules } from "@/server/http/addresses";
import { createHttpClient } from "@/server/http/client";
import type { FileStore } from "@/server/http/files";
import { logger } from "@/server/processes/logger";
import { serverVersion } from "@/server/services/settings";
import type { TraceRules } from "./rules";
import { createSpanReader, type Span } from "./spans";

export type Traces = ReturnType<typeof createTraces>;

/** Executions that are not sent yet. With more, the oldest are left out: nothing waits for a collector. */
const maxQueued = 5_000;
const maxSpans = 2_000;
const soonMs = 1_000;
const againMs = 5_000;
const patienceMs = 10_000;
const logEveryMs = 60_000;

type Sources = { store: Store; files: FileStore; sign(text: string): string };

/** Sends what executions did to a collector of OpenTelemetry, after they ended and beside all else. */
export function createTraces({ store, files, sign }: Sources, { url, headers, serviceName }: TraceRules) {
  const log = logger("traces");
  const { hostname, port, protocol } = new URL(url);
  // The operator named it, so it may be in a private network; nothing else is reached by this door.
  const host = `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
  const http = createHttpClient({ rules: egressRules([host]), files });
  const spansOf = createSpanReader(store, sign);
  const stop = new AbortController();
  const queue: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  let sending = false;
  let dropped = 0;
  let lastLogged = 0;

  return {
    ended(id: number): void {
      queue.push(id);
      if (queue.length > maxQueued) {
        queue.shift();
        dropped++;
      }
      plan(soonMs);
    },

    async close(): Promise<void> {
      clearTimeout(timer);
      stop.abort();
      await http.close().catch(() => {});
    },
  };

  function plan(ms: number): void {
    if (sending || timer !== undefined || stop.signal.aborted) return;
    timer = setTimeout(() => {
      timer = undefined;
      void sendAll();
    }, ms);
    timer.unref();
  }

  async function sendAll(): Promise<void> {
    sending = true;
    let isRefused = false;
    while (queue.length > 0 && !isRefused && !stop.signal.aborted) isRefused = !(await sendSome());
    sending = false;
    if (queue.length > 0) plan(againMs);
  }

  /** `false`: the collector takes nothing just now. */
  async function sendSome(): Promise<boolean> {
    const ids: number[] = [];
    const spans: Span[] = [];
    try {
      while (queue.length > 0 && spans.length < maxSpans) {
        const id = queue.shift() ?? 0;
        ids.push(id);
        spans.push(...spansOf(id));
      }
      if (spans.length === 0) return true;
      const answer = await http.request(
        {
          ...{
            method: "POST",
            url,
            headers,
            response: "text",
            timeoutMs: patienceMs,
            secretPath: true,
            maxRedirects: 0,
          },
          body: { type: "text", text: JSON.stringify(exported(spans)), contentType: "application/json" },
        },
        stop.signal,
      );
      if (answer.ok) return true;
      const isLater = answer.status === 429 || answer.status >= 500;
      tell(`The collector answered ${answer.status} ${answer.statusText}`, isLater ? 0 : ids.length);
      if (isLater) queue.unshift(...ids);
      return !isLater;
    } catch (thrown) {
      if (stop.signal.aborted) return false;
      queue.unshift(...ids);
      tell(thrown instanceof Error ? thrown.message : String(thrown), 0);
      return false;
    }
  }

  function tell(reason: string, lost: number): void {
    dropped += lost;
    if (Date.now() - lastLogged < logEveryMs) return;
    lastLogged = Date.now();
    log.warn({ reason, waiting: queue.length, dropped }, "Traces could not be sent; executions go on without them");
    dropped = 0;
  }

  function exported(spans: Span[]) {
    const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
    const attributes = [attribute("service.name", serviceName), attribute("service.version", serverVersion)];
    const scope = { name: "islewire", version: serverVersion };
    return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope, spans }] }] };
  }
}
