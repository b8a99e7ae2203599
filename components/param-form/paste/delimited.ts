/**
 * Rows of a text with one sign between its cells, as spreadsheets copy it and CSV files have it: a cell in quotes may hold
 * the sign, line ends and doubled quotes. Undefined when a quote is never closed. Rows of nothing are left out.
 */
export function readDelimited(text: string, delimiter: string): string[][] | undefined {
  const rows: string[][] = [];
  let cells: string[] = [];
  const endRow = () => {
    if (cells.some((cell) => cell !== "")) rows.push(cells);
    cells = [];
  };
  for (let at = 0; at <= text.length; at++) {
    const cell = text[at] === '"' ? quotedCell(text, at, delimiter) : plainCell(text, at, delimiter);
    if (!cell) return undefined;
    cells.push(cell.text);
    at = cell.end;
    if (text[at] !== delimiter) {
      endRow();
      if (text[at] === "\r" && text[at + 1] === "\n") at++;
    }
  }
  return rows;
}

type Cell = {
  text: string;
  /** Where the delimiter, the end of the line or the end of the text is. */
  end: number;
};

function plainCell(text: string, start: number, delimiter: string): Cell {
  let end = start;
  while (end < text.length && !isEnd(text[end], delimiter)) end++;
  return { text: text.slice(start, end).trim(), end };
}

/** What follows a closing quote belongs to the cell: programs write such things. */
function quotedCell(text: string, start: number, delimiter: string): Cell | undefined {
  let close = text.indexOf('"', start + 1);
  while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close === -1) return undefined;
  const rest = plainCell(text, close + 1, delimiter);
  return { text: text.slice(start + 1, close).replaceAll('""', '"') + rest.text, end: rest.end };
}

const isEnd = (char: string | undefined, delimiter: string) => char === delimiter || char === "\n" || char === "\r";
