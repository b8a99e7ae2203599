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
