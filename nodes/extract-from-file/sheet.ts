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

/** Of XLSX and ODS: what they may unpack to. */
const maxUnpacked = 300 * mebibyte;

/** The rows of one sheet. Without a header a row is `{ row: [...] }`. */
export async function readSheet(bytes: Buffer, options: SheetOptions): Promise<JsonObject[]> {
  if (isZip(bytes)) refuseBomb(bytes);
  const { read, utils } = await import("@e965/xlsx");
  let book: ReturnType<typeof read>;
  try {
    book = options.utf8
      ? read(bytes.toString("utf8"), { type: "string", raw: options.raw })
      : read(bytes, { type: "buffer", raw: options.raw });
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
  const how = {
    ...(range && { range: /^\d+$/.test(range) ? Number(range) : range }),
    ...(options.emptyCells && { defval: "" }),
  };
  if (!options.header) return utils.sheet_to_json<string[]>(sheet, { ...how, header: 1 }).map((row) => ({ row }));
  return utils.sheet_to_json<JsonObject>(sheet, how).map((row) => Object.fromEntries(Object.entries(row)));
}

function refuseBomb(bytes: Buffer) {
  const size = zipEntries(bytes)?.reduce((sum, entry) => sum + entry.size, 0);
  if (size !== undefined && size <= maxUnpacked) return;
  throw new NodeError("The spreadsheet is too large to be unpacked", {
    code: "FILE_TOO_LARGE",
    hint: `The limit is ${maxUnpacked / mebibyte} MB. Save it as CSV, which is read in pieces`,
  });
}
