/** The name that was meant by a mistyped one: the nearest, when it is near enough. */
export function nearestName(typed: string, names: Iterable<string>): string | undefined {
  const wanted = typed.slice(0, longest).toLowerCase();
  let limit = Math.min(3, Math.max(1, Math.floor(wanted.length / 3))) + 1;
  let nearest: string | undefined;
  for (const name of names) {
    if (name === typed || Math.abs(name.length - typed.length) >= limit) continue;
    const apart = editsBetween(wanted, name.slice(0, longest).toLowerCase());
    if (apart < limit) {
      limit = apart;
      nearest = name;
    }
  }
  return nearest;
}

const longest = 100;

/** How many letters must be changed, added, removed or swapped with their neighbour. */
function editsBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      let least = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (isSame ? 0 : 1));
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwap) least = Math.min(least, at(beforeLast, column - 2) + 1);
      current.push(least);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

const at = (row: readonly number[], column: number) => row[column] ?? Number.POSITIVE_INFINITY;
