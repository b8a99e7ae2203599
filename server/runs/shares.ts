/** How many executions of each workflow are under way, so that no workflow takes all places. */
export function createShares() {
  const counts = new Map<string, number>();
  return {
    of: (workflowId: string) => counts.get(workflowId) ?? 0,
    take: (workflowId: string) => void counts.set(workflowId, (counts.get(workflowId) ?? 0) + 1),
    giveBack(workflowId: string) {
      const left = (counts.get(workflowId) ?? 0) - 1;
      if (left > 0) counts.set(workflowId, left);
      else counts.delete(workflowId);
    },
    /** Workflows that have as many as one may have. */
    full: (limit: number) => [...counts].flatMap(([workflowId, count]) => (count >= limit ? [workflowId] : [])),
  };
}
