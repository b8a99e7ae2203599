import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collector = (options: { type: "minor" }) => void;
let collect: Collector | undefined;

/**
 * The pieces of a stream lie outside of the heap, where V8 lets 32 MB of them become garbage before it looks. Whoever
 * moves very much calls this after every few MB; it takes about a millisecond.
 */
export function collectYoung(): void {
  collect ??= openCollector();
  collect({ type: "minor" });
}

/** Node has it on demand only, and gives it to contexts that are made while it is asked for. */
function openCollector(): Collector {
  setFlagsFromString("--expose-gc");
  const collector = runInNewContext("gc") as Collector;
  setFlagsFromString("--no-expose-gc");
  return collector;
}
