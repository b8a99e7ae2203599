import type { ExecutionEvent } from "@/shared/execution";

type Watcher = (event: ExecutionEvent) => void;

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
      for (const watcher of watchers.get(id) ?? []) watcher(event);
    },
  };
}
