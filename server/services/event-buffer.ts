import type { ExecutionEvent } from "@/shared/execution";

/** As JSON, of what one reader has still to get. */
export const maxBufferedBytes = 4 * 1024 * 1024;

/** Events for one reader, who may be slow. Beyond the limit they are dropped: the reader begins anew with the state. */
export function createEventBuffer(maxBytes = maxBufferedBytes) {
  let events: ExecutionEvent[] = [];
  let sizes: number[] = [];
  let at = 0;
  let bytes = 0;
  let overflowed = false;

  function clear() {
    [events, sizes, at, bytes, overflowed] = [[], [], 0, 0, false];
  }

  return {
    clear,
    push(event: ExecutionEvent, size: number) {
      if (overflowed) return;
      if (bytes + size > maxBytes) {
        clear();
        overflowed = true;
        return;
      }
      events.push(event);
      sizes.push(size);
      bytes += size;
    },
    next(): ExecutionEvent | undefined {
      const event = events[at];
      bytes -= sizes[at] ?? 0;
      if (event) at++;
      if (at > 1_000 && at * 2 > events.length) {
        events = events.slice(at);
        sizes = sizes.slice(at);
        at = 0;
      }
      return event;
    },
    hasOverflowed: () => overflowed,
    isEmpty: () => !overflowed && at === events.length,
  };
}
