import type { TRPCClient } from "@trpc/client";
import type { AppRouter } from "@/server/api/root";
import type { Item, Ports } from "@/shared/item";

/** More would make every save of the workflow slow. */
export const maxPinned = 1_000;

/** Without the traces of the run they came from. */
export const toPinned = (items: readonly Item[]): Item[] =>
  items.map(({ json, binary }) => ({ json, ...(binary && { binary }) }));

type Step = { executionId: number; step: number };

/** What a stored step gave, as it is pinned: ports with items, without the traces of their run. */
export async function stepOutputs(client: TRPCClient<AppRouter>, { executionId, step }: Step) {
  const { outputs, outputTotals } = await client.executions.stepData.query({ id: executionId, step, limit: maxPinned });
  const given = Object.entries(outputs).filter(([, items]) => items.length > 0);
  const ports: Ports = Object.fromEntries(given.map(([port, items]) => [port, toPinned(items)]));
  return { ports, isCut: Object.values(outputTotals).some((total) => total > maxPinned) };
}
