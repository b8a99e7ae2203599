/** What all readers of live events together may take in one turn: the rest of the time is for other requests. */
const perTurn = 200;
const turnMs = 20;
const bytesOfOne = 16 * 1024;

/** Shares out a number of events for each moment. Those who find it used up wait in line for the next. */
export function createPacer() {
  let left = perTurn;
  let timer: NodeJS.Timeout | undefined;
  /** Who goes on and finds the turn used up stands at its end again. */
  const line: (() => void)[] = [];

  function nextTurn() {
    timer = undefined;
    left = perTurn;
    for (const go of line.splice(0, perTurn)) go();
    if (line.length > 0) begin();
  }

  function begin() {
    timer ??= setTimeout(nextTurn, turnMs);
    timer.unref();
  }

  return {
    /** Resolves when something of this size may be sent. */
    async take(bytes: number): Promise<void> {
      while (left <= 0) {
        begin();
        await new Promise<void>((resolve) => {
          line.push(resolve);
        });
      }
      left -= 1 + bytes / bytesOfOne;
      begin();
    },
  };
}
