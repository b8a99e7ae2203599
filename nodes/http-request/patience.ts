import { type HttpRequest, type HttpResponse, NodeError, p } from "@/nodes/sdk";
import type { ParamValues } from "@/nodes/sdk/params";
import { pause } from "./pause";

/** What to do when the service asks for fewer requests, or is away for a while. */
export const whenBusy = p.choice({
  label: "When the service asks to wait",
  help: "It answers 429 or 503, often with a Retry-After header",
  advanced: true,
  cases: {
    fail: { label: "Take it as any other status" },
    wait: {
      label: "Wait as it asks, and try again",
      params: {
        maxWaitSeconds: p.number({
          label: "Wait at most",
          help: "Each time. If the service asks for more, the item fails",
          unit: "seconds",
          default: 60,
          min: 1,
          max: 3_600,
        }),
        tries: p.number({ label: "Try again at most", unit: "times", default: 5, min: 1, max: 100, integer: true }),
      },
    },
  },
});
type WhenBusy = ParamValues<{ whenBusy: typeof whenBusy }>["whenBusy"];

type Http = (request: HttpRequest) => Promise<HttpResponse>;
type Lent = { http: Http; log(message: string): void; signal: AbortSignal };

/** `http` that waits where the service asks to. */
export function patient(how: WhenBusy, { http, log, signal }: Lent): Http {
  if (how.is === "fail") return http;
  const { maxWaitSeconds, tries } = how;
  return async (request) => {
    for (let tried = 0; ; tried++) {
      const answer = await http(request);
      const asked = waitOf(answer, tried);
      if (asked === undefined || tried >= tries) return answer;
      const seconds = Math.round(asked / 100) / 10;
      const from = `${request.method} ${request.url.split(/[?#]/)[0]}`;
      if (asked > maxWaitSeconds * 1_000) {
        throw new NodeError(`${from} answered ${answer.status} and asks to wait ${seconds} s`, {
          code: `HTTP_${answer.status}`,
          hint: `That is more than the ${maxWaitSeconds} s allowed under “Wait at most”`,
        });
      }
      log(`${from} answered ${answer.status}: waits ${seconds} s, then tries again`);
      await pause(asked, signal);
    }
  };
}

/** Milliseconds; `undefined` for an answer that asks for no patience. Without a time, each wait is twice the one before. */
function waitOf(answer: HttpResponse, tried: number): number | undefined {
  if (answer.status !== 429 && answer.status !== 503) return undefined;
  return retryAfterMs(answer) ?? Math.min(1_000 * 2 ** tried, 60_000);
}

/** The header holds seconds or a date. */
export function retryAfterMs({ headers }: Pick<HttpResponse, "headers">, now = Date.now()): number | undefined {
  const given = headers["retry-after"]?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(given)) return Number(given) * 1_000;
  const at = Date.parse(given);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
