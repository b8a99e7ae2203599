import { type Item, isJsonObject, type Json, type JsonObject } from "@/shared/item";

type Cell = string | number | boolean | null;
type SheetOptions = {
  format: "xlsx" | "xls" | "ods" | "html" | "rtf";
  sheet: string;
  header: boolean;
  compress: boolean;
};

export async function sheetBytes(items: Item[], { format, sheet, header, compress }: SheetOptions): Promise<Buffer> {
  const { utils, write } = await import("@e965/xlsx");
  const rows = items.map(({ json }) => flattened(json));
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const table = rows.map((row) => columns.map((name) => row.get(name) ?? null));
  const book = utils.book_new();
  const name = sheet.replace(/[\\/?*[\]:]/g, " ").slice(0, 31) || "Sheet";
  utils.book_append_sheet(book, utils.aoa_to_sheet(header ? [columns, ...table] : table), name);
  const bookType = format === "xls" ? "biff8" : format;
  return write(book, { bookType, type: "buffer", compression: compress }) as Buffer;
}

/** Objects within objects become columns such as `address.city`, lists `tags.0`. */
export function flattened(json: JsonObject, prefix = "", cells = new Map<string, Cell>()): Map<string, Cell> {
  for (const [key, value] of entriesOf(json)) {
    const name = prefix + key;
    if (value !== null && typeof value === "object") {
      if (isJsonObject(value) || value.length > 0) flattened(value as JsonObject, `${name}.`, cells);
    } else cells.set(name, value);
  }
  return cells;
}

const entriesOf = (value: Json) => Object.entries(value as JsonObject);
