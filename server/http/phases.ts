import type { Dispatcher } from "undici";

/** What a request does one after the other. */
export type Phase = "dns" | "connect" | "tls" | "answer" | "body";
type ConnectPhase = "dns" | "connect" | "tls";

/** How a connection came about, or how far it has come. */
export class Attempt {
  phase: ConnectPhase = "dns";
  readonly began = performance.now();
  private readonly took: { [phase in ConnectPhase]?: number } = {};
  private since = this.began;

  /** The phase before it is over. */
  enter(phase: ConnectPhase) {
    this.leave();
    this.phase = phase;
  }

  leave() {
    const now = performance.now();
    this.took[this.phase] = now - this.since;
    this.since = now;
  }

  /** With the phase that is under way. */
  sofar(): { [phase in ConnectPhase]?: number } {
    return { ...this.took, [this.phase]: this.took[this.phase] ?? performance.now() - this.since };
  }
}

/** How far a request has come, for whoever must say where it stopped. */
export class RequestClock {
  readonly began = performance.now();
  private sentAt: number | undefined;
  private answeredAt: number | undefined;
  bytes = 0;
  /** As the answer announces it. */
  expected: number | undefined;

  sent() {
    this.sentAt ??= performance.now();
  }

  answered(length: string | undefined) {
    this.answeredAt = performance.now();
    this.expected = length === undefined ? undefined : Number(length);
  }

  /** `undefined` while there is no connection: the attempt says more. */
  get phase(): "answer" | "body" | undefined {
    if (this.answeredAt !== undefined) return "body";
    return this.sentAt === undefined ? undefined : "answer";
  }

  times() {
    const now = performance.now();
    return {
      total: now - this.began,
      answer: this.sentAt === undefined ? undefined : (this.answeredAt ?? now) - this.sentAt,
      body: this.answeredAt === undefined ? undefined : now - this.answeredAt,
    };
  }
}

type WithClock = Dispatcher.DispatchOptions & { clock?: RequestClock };

/** Tells the clock of a request when it is sent, when its answer begins and what comes of it. */
export const timed: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  const { clock } = options as WithClock;
  if (!clock) return dispatch(options, handler);
  return dispatch(options, {
    onRequestStart(controller, context) {
      clock.sent();
      handler.onRequestStart?.(controller, context);
    },
    onRequestUpgrade: (...given) => handler.onRequestUpgrade?.(...given),
    onResponseStart(controller, status, headers, message) {
      const length = headers["content-length"];
      clock.answered(typeof length === "string" ? length : undefined);
      handler.onResponseStart?.(controller, status, headers, message);
    },
    onResponseData(controller, chunk) {
      clock.bytes += chunk.length;
      handler.onResponseData?.(controller, chunk);
    },
    onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
    onResponseError: (...given) => handler.onResponseError?.(...given),
  });
};
