import type { ErrorInfo } from "@/shared/errors";

/** How long a worker holds an execution without saying that it still does, where nobody set it otherwise. */
export const defaultLeaseMs = 60_000;
/** Workers that may end while they work on an execution, before it is taken for what ends them. */
export const maxDeaths = 3;
/** Where the whole server ended, an execution is seldom to blame. */
export const maxDeathsOverStarts = 10;

export const poison: ErrorInfo = {
  code: "WORKER_ENDED",
  message: `The process that runs executions ended or hung ${maxDeaths} times while it worked on this one`,
  hint: "It may use too much memory. Look at the last step, process fewer items at once, then retry",
};

/** Whether the process of an owner lives: `w-<pid>-…` and `cli-<pid>-…`. */
export function isAlive(owner: string): boolean {
  const [kind, pid] = owner.split("-");
  // Workers of another server process ended with it; only the command line may be at work beside this one.
  if (kind !== "cli") return false;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch {
    return false;
  }
}
