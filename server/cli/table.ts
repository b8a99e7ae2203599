/** Rows as aligned text; `empty` when there are none. */
export function table(rows: { [column: string]: string | number }[], empty: string): string {
  const [first] = rows;
  if (!first) return `${empty}\n`;
  const columns = Object.keys(first);
  const lines = [
    columns.map((name) => name.toUpperCase()),
    ...rows.map((row) => columns.map((name) => oneLine(row[name]))),
  ];
  const widths = columns.map((_, index) => Math.min(Math.max(...lines.map((line) => line[index]?.length ?? 0)), 60));
  const draw = (line: string[]) => line.map((cell, index) => cell.slice(0, 60).padEnd(widths[index] ?? 0)).join("  ");
  return `${lines.map((line) => draw(line).trimEnd()).join("\n")}\n`;
}

const oneLine = (value: string | number | undefined) => String(value ?? "").replace(/\s+/g, " ");
