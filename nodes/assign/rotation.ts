/** How turns are given by weight: smooth weighted round robin, as load balancers do it. */

export type Person = { name: string; weight: number };

/** What each has saved up; who paid for all owes. */
export type Savings = { [name: string]: number };

/**
 * Whose turn it is among those who are there. Each earns its weight, who has most pays for all: in any stretch of turns
 * each gets its share, evenly spread. Who is away earns nothing, and so owes and is owed nothing afterwards.
 */
export function nextTurn(present: readonly Person[], before: Savings): { name: string; savings: Savings } | undefined {
  const savings = new Map(Object.entries(before));
  let chosen: Person | undefined;
  let total = 0;
  for (const person of present) {
    const saved = (savings.get(person.name) ?? 0) + person.weight;
    savings.set(person.name, saved);
    total += person.weight;
    if (!chosen || saved > (savings.get(chosen.name) ?? 0)) chosen = person;
  }
  if (!chosen) return undefined;
  savings.set(chosen.name, (savings.get(chosen.name) ?? 0) - total);
  return { name: chosen.name, savings: Object.fromEntries(savings) };
}
