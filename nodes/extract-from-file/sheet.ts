import type { CellObject, Range, WorkSheet } from "@e965/xlsx";
import { NodeError } from "@/nodes/sdk";
import { mebibyte } from "@/nodes/sdk/files";
import { isZip, zipEntries } from "@/nodes/sdk/zip";
import type { JsonObject } from "@/shared/item";

export type SheetOptions = {
  sheet: string;
  range: string;
  header: boolean;
  emptyCells: boolean;
  raw: boolean;
  utf8: boolean;
};

/** Of XLSX and ODS: what they may unpack to. It is read in one go, and the worker does nothing else meanwhile. */
const maxUnpacked = 64 * mebibyte;
/** A single value in the last corner would make billions of empty cells. */
const maxCells = 5_000_000;

/** The rows of one sheet. Without a header a row is `{ row: [...] }`. */
export async function readSheet(bytes: Buffer, options: SheetOptions): Promise<JsonObject[]> {
  if (isZip(bytes)) refuseBomb(bytes);
  const { read, utils } = await import("@e965/xlsx");
  let book: ReturnType<typeof read>;
  try {
    book = options.utf8
      ? read(bytes.toString("utf8"), { type: "string", raw: options.raw, dense: true })
      : read(bytes, { type: "buffer", raw: options.raw, dense: true });
  } catch (cause) {
    throw new NodeError("The file is no spreadsheet that can be read", { code: "SHEET_INVALID", cause });
  }
  const name = options.sheet || book.SheetNames[0];
  const sheet = name !== undefined && Object.hasOwn(book.Sheets, name) ? book.Sheets[name] : undefined;
  if (!sheet) {
    throw new NodeError(`There is no sheet "${name ?? ""}"`, {
      code: "SHEET_MISSING",
      hint: `Sheets: ${book.SheetNames.join(", ").slice(0, 200) || "none"}`,
      param: "as.sheet",
    });
  }
  const { range } = options;
  if (cellsOf(utils.decode_range(sheet["!ref"] ?? "A1")) > maxCells) sheet["!ref"] = utils.encode_range(filled(sheet));
  const isArea = range !== "" && !/^\d+$/.test(range);
  if (cellsOf(utils.decode_range(isArea ? range : (sheet["!ref"] ?? "A1"))) > maxCells) throw tooManyCells(name ?? "");
  const how = {
    ...(range && { range: /^\d+$/.test(range) ? Number(range) : range }),
    ...(options.emptyCells && { defval: "" }),
  };
  if (!options.header) return utils.sheet_to_json<string[]>(sheet, { ...how, header: 1 }).map((row) => ({ row }));
  return utils.sheet_to_json<JsonObject>(sheet, how).map((row) => Object.fromEntries(Object.entries(row)));
}

/** Some programs write that a sheet reaches to its last row when only formats do. */
function filled(sheet: WorkSheet): Range {
  let [row, column] = [0, 0];
  const rows = (sheet["!data"] ?? []) as CellObject[][];
  rows.forEach((cells, index) => {
    row = index;
    column = Math.max(column, cells.length - 1);
  });
  return { s: { r: 0, c: 0 }, e: { r: row, c: column } };
}

const cellsOf = ({ s, e }: Range) => (e.r - s.r + 1) * (e.c - s.c + 1);

const tooManyCells = (sheet: string) =>
  new NodeError(`The sheet "${sheet}" reaches over more than ${maxCells.toLocaleString("en")} cells`, {
    code: "SHEET_TOO_LARGE",
    hint: "Name the part with the data as “Range”, such as A1:F5000, or save it as CSV",
    param: "as.range",
  });

function refuseBomb(bytes: Buffer) {
  const size = zipEntries(bytes)?.reduce((sum, entry) => sum + entry.size, 0);
  if (size !== undefined && size <= maxUnpacked) return;
  throw new NodeError("The spreadsheet is too large to be unpacked", {
    code: "FILE_TOO_LARGE",
    hint: `The limit is ${maxUnpacked / mebibyte} MB. Save it as CSV, which is read in pieces`,
  });
}
