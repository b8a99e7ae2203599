import { NodeError } from "@/nodes/sdk";
import { getPath } from "@/nodes/sdk/paths";
import type { Item, Json } from "@/shared/item";
import { type CalendarEvent, calendarText } from "./ics";
import { flattened, sheetBytes } from "./sheet";

export type Contents = { bytes: Uint8Array; mimeType: string; name: string };
type Encoded = { encoding: string; bom: boolean };
export type Target =
  | { is: "csv"; delimiter: string; header: boolean; bom: boolean }
  | { is: "sheet"; format: keyof typeof mimeTypes; sheet: string; header: boolean; compress: boolean }
  | ({ is: "json"; each: boolean; field: string; pretty: boolean } & Encoded)
  | ({ is: "text"; field: string } & Encoded)
  | { is: "base64"; field: string }
  | ({ is: "ics" } & CalendarEvent);

const mimeTypes = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  xls: "application/vnd.ms-excel",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
  html: "text/html",
  rtf: "application/rtf",
};

/** The bytes of one file of these items: all of them for tables, one for the others. `index` is its place. */
export async function contentsOf(items: Item[], to: Target, index = 0): Promise<Contents> {
  const [item] = items;
  switch (to.is) {
    case "csv": {
      const { stringify } = await import("csv-stringify/sync");
      const rows = items.map(({ json }) => flattened(json));
      const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
      const table = rows.map((row) => columns.map((name) => row.get(name) ?? null));
      const text = stringify(to.header ? [columns, ...table] : table, {
        delimiter: to.delimiter.replaceAll("\\t", "\t") || ",",
        cast: { boolean: (value) => (value ? "TRUE" : "FALSE") },
        eof: false,
      });
      return { bytes: Buffer.from(to.bom ? `\ufeff${text}` : text), mimeType: "text/csv", name: "File.csv" };
    }
    case "sheet":
      return {
        bytes: await sheetBytes(items, to),
        mimeType: mimeTypes[to.format],
        name: `File.${to.format}`,
      };
    case "json": {
      const values = items.map((entry): Json => (to.field ? required(entry, to.field, index) : entry.json));
      const value = to.each ? (values[0] ?? null) : values;
      const text = JSON.stringify(value, null, to.pretty ? 2 : undefined);
      return { bytes: await encoded(text, to), mimeType: "application/json", name: "file.json" };
    }
    case "text": {
      const value = required(item, to.field, index);
      const text = typeof value === "object" ? JSON.stringify(value) : String(value);
      return { bytes: await encoded(text, to), mimeType: "text/plain", name: "file.txt" };
    }
    case "base64": {
      const text = String(required(item, to.field, index)).replace(/^data:[^,]*;base64,/, "");
      return { bytes: Buffer.from(text, "base64"), mimeType: "application/octet-stream", name: "file" };
    }
    case "ics":
      return { bytes: Buffer.from(await calendarText(to, index)), mimeType: "text/calendar", name: "event.ics" };
  }
}

function required(item: Item | undefined, field: string, index: number): Json {
  const value = item && getPath(item.json, field);
  if (value !== undefined && value !== null) return value;
  throw new NodeError(`There is no field "${field}" on the item`, {
    code: "FIELD_MISSING",
    hint: "Check the name in the input data",
    param: "to.field",
    item: index,
  });
}

async function encoded(text: string, { encoding, bom }: Encoded): Promise<Buffer> {
  const { default: iconv } = await import("iconv-lite");
  if (!iconv.encodingExists(encoding || "utf8")) {
    throw new NodeError(`There is no encoding "${encoding}"`, {
      code: "ENCODING_UNKNOWN",
      hint: "For instance utf8, utf16le, latin1 or windows-1252",
      param: "to.encoding",
    });
  }
  return iconv.encode(text, encoding || "utf8", { addBOM: bom });
}
