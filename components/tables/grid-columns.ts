import { cellText } from "@/shared/table-values";
import type { Cell, ColumnType, TableColumn, TableInfo, TableRow } from "@/shared/tables";

/** A column on the screen. `own`: one of the user's, which can be edited. */
export type GridColumn = { name: string; type: ColumnType; width: number; own?: TableColumn };

const widths = { text: 220, number: 120, boolean: 110, datetime: 190, json: 240 } as const satisfies {
  [type in ColumnType]: number;
};

/** The box that chooses a row. */
export const chooseWidth = 40;
export const idWidth = 88;

export const gridColumns = (table: TableInfo): GridColumn[] => [
  { name: "id", type: "number", width: idWidth },
  ...table.columns.map((own) => ({ name: own.name, type: own.type, width: widths[own.type], own })),
  { name: "createdAt", type: "datetime", width: widths.datetime },
  { name: "updatedAt", type: "datetime", width: widths.datetime },
];

export const cellOf = (row: TableRow, { name }: GridColumn): Cell => row[name] ?? null;
export const textOf = (row: TableRow, column: GridColumn): string => cellText(column.type, cellOf(row, column));

export type Place = { row: number; column: number };

/** Where the keys of a grid lead. Undefined for a key that leads nowhere. */
export function placeAfter(
  event: GridKey,
  at: Place,
  { rows, columns, page }: { rows: number; columns: number; page: number },
): Place | undefined {
  const lastRow = Math.max(0, rows - 1);
  const far = event.ctrlKey || event.metaKey;
  const within = (row: number, column: number): Place => ({
    row: Math.min(lastRow, Math.max(0, row)),
    column: Math.min(columns - 1, Math.max(0, column)),
  });
  switch (event.key) {
    case "ArrowDown":
      return within(far ? lastRow : at.row + 1, at.column);
    case "ArrowUp":
      return within(far ? 0 : at.row - 1, at.column);
    case "ArrowRight":
      return within(at.row, far ? columns - 1 : at.column + 1);
    case "ArrowLeft":
      return within(at.row, far ? 0 : at.column - 1);
    case "Home":
      return within(far ? 0 : at.row, 0);
    case "End":
      return within(far ? lastRow : at.row, columns - 1);
    case "PageDown":
      return within(at.row + page, at.column);
    case "PageUp":
      return within(at.row - page, at.column);
    default:
      return undefined;
  }
}

export type GridKey = { key: string; ctrlKey: boolean; metaKey: boolean };
