import { AppError } from "@/shared/errors";
import type { ToMain, ToWorker } from "./protocol";
import type { PoolWorker } from "./worker-pool";

/** What main asks of workers beside executions: things that change nothing, such as a preview. */
export function createQuestions({ workers }: { workers(): readonly PoolWorker[] }) {
  type Open = { resolve(text: string): void; reject(thrown: unknown): void; worker: PoolWorker };
  const open = new Map<number, Open>();
  let next = 1;

  return {
    /** Resolves with the answer's text. Fails when no worker is ready, or the asked one ends. */
    ask(message: (request: number) => Extract<ToWorker, { request: number }>, texts: string[]): Promise<string> {
      const worker = workers().find(({ isReady }) => isReady);
      if (!worker) {
        return Promise.reject(new AppError("UNAVAILABLE", "No worker is ready", { hint: "Try again in a moment" }));
      }
      const request = next++;
      return new Promise((resolve, reject) => {
        open.set(request, { resolve, reject, worker });
        worker.send(message(request), texts);
      });
    },

    answered({ request, ok, message, hint }: Extract<ToMain, { type: "reply" }>, text: string | undefined): void {
      const waiting = open.get(request);
      open.delete(request);
      if (ok) waiting?.resolve(text ?? message ?? "");
      else waiting?.reject(new AppError("INVALID", message ?? "The worker gave no reason", { hint }));
    },

    workerEnded(worker: PoolWorker): void {
      for (const [request, waiting] of open) {
        if (waiting.worker !== worker) continue;
        open.delete(request);
        waiting.reject(new AppError("UNAVAILABLE", "The worker ended before it could answer", { hint: "Try again" }));
      }
    },
  };
}
