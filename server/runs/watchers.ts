import type { ExecutionEvent } from "@/shared/execution";

/** `size`: of the event as JSON. */
export type Watcher = (event: ExecutionEvent, size: number) => void;

/** Who looks on at executions. */
export function createWatchers() {
  const watchers = new Map<number, Set<Watcher>>();
  return {
    has: (id: number) => watchers.has(id),

    /** Returns how to stop. */
    add(id: number, watcher: Watcher): () => void {
      const set = watchers.get(id) ?? new Set();
      set.add(watcher);
      watchers.set(id, set);
      return () => {
        set.delete(watcher);
        if (set.size === 0) watchers.delete(id);
      };
    },

    tell(id: number, event: ExecutionEvent): void {
      const all = watchers.get(id);
      if (!all) return;
      const size = JSON.stringify(event).length;
      for (const watcher of all) watcher(event, size);
    },
  };
}
