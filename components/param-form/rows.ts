/** Changes of a list; each gives a new one. */

export const replaceRow = <T>(rows: readonly T[], index: number, row: T): T[] => rows.with(index, row);

export const removeRow = <T>(rows: readonly T[], index: number): T[] => rows.toSpliced(index, 1);

export const duplicateRow = <T>(rows: readonly T[], index: number): T[] => {
  const row = rows[index];
  return row === undefined ? [...rows] : rows.toSpliced(index + 1, 0, structuredClone(row));
};

/** Takes a row out and puts it where `to` is now. An impossible move changes nothing. */
export function moveRow<T>(rows: readonly T[], from: number, to: number): T[] {
  const row = rows[from];
  if (row === undefined || to < 0 || to >= rows.length) return [...rows];
  return rows.toSpliced(from, 1).toSpliced(to, 0, row);
}

/**
 * Where `wanted` rows go that are pasted into the row at `index`: the empty rows from there on take the first of them,
 * and the rest comes behind. What is written stays.
 */
export function emptyRows<T>(rows: readonly T[], index: number, wanted: number, isEmpty: (row: T) => boolean) {
  const here = rows[index];
  const start = here !== undefined && isEmpty(here) ? index : index + 1;
  let count = 0;
  for (const row of rows.slice(start, start + wanted)) {
    if (!isEmpty(row)) break;
    count++;
  }
  return { start, count };
}
