/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Of a test: `SEED=7 vitest run …` does again what a run did that printed 7. */
export function seedOf(test: string): number {
  const seed = Number(process.env.SEED ?? 1);
  console.log(`${test}: SEED=${seed}`);
  return seed;
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Asks again and again; `undefined` when the time is over. */
export async function waitFor<T>(ask: () => T | undefined, withinMs = 15_000): Promise<T | undefined> {
  for (const end = Date.now() + withinMs; Date.now() < end; ) {
    const found = ask();
    if (found !== undefined) return found;
    await pause(50);
  }
  return undefined;
}
