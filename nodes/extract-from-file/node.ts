import { defineNode, p } from "@/nodes/sdk";
import { fileOf, readBytes } from "@/nodes/sdk/files";
import { withPath } from "@/nodes/sdk/paths";
import { type Item, isJsonObject, type Json } from "@/shared/item";
import { plainCsv, readCsv } from "./csv";
import { readCalendar } from "./ics";
import { parsedJson } from "./json";
import { readPdf } from "./pdf";
import { readSheet } from "./sheet";
import { decoded } from "./text";

const field = p.text({ label: "Into the field", help: "Empty: the whole item", default: "data" });
const encoding = p.text({ label: "Encoding", default: "utf8", placeholder: "windows-1252", advanced: true });
const bom = p.toggle({ label: "Remove a byte order mark", default: true, advanced: true });
const header = p.toggle({ label: "The first row names the fields", default: true });
const emptyCells = p.toggle({ label: "Include empty cells", advanced: true });
const texts = {
  field,
  encoding: p.text({ label: "Encoding", help: "Empty: recognised", placeholder: "windows-1252", advanced: true }),
  bom,
};

export const extractFromFile = defineNode({
  type: "core.extractFromFile",
  version: 1,
  label: "Extract From File",
  summary: "Reads tables, texts and data out of files",
  category: "transform",
  icon: "file-output",
  keywords: ["csv", "excel", "xlsx", "ods", "pdf", "json", "text", "ical", "parse", "spreadsheet", "binary"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    file: p.text({ label: "File field of the item", default: "data", required: true }),
    as: p.choice({
      label: "Read it as",
      cases: {
        csv: {
          label: "CSV",
          params: {
            delimiter: p.text({ label: "Delimiter", default: "," }),
            header,
            encoding,
            bom,
            fromLine: p.number({ label: "Start at line", default: 1, min: 1, integer: true, advanced: true }),
            skipRows: p.number({
              label: "Skip rows",
              help: "Left out at the beginning, the header not counted",
              default: 0,
              min: 0,
              integer: true,
              advanced: true,
            }),
            maxRows: p.number({
              label: "Rows to read",
              help: "0: all",
              default: 0,
              min: 0,
              integer: true,
              advanced: true,
            }),
            emptyCells,
            relaxQuotes: p.toggle({ label: "Accept quotes within values", advanced: true }),
            skipBroken: p.toggle({ label: "Skip rows that are broken", advanced: true }),
          },
        },
        sheet: {
          label: "Spreadsheet (XLSX, XLS, ODS, HTML table)",
          params: {
            sheet: p.text({ label: "Name of the sheet", help: "Empty: the first" }),
            range: p.text({ label: "Range", help: "Such as A2:D9, or the row to start at, from 0. Empty: all" }),
            header,
            emptyCells,
            raw: p.toggle({
              label: "Leave values as they are written",
              help: "Of HTML and CSV files",
              advanced: true,
            }),
            utf8: p.toggle({ label: "Read as UTF-8", help: "HTML and CSV files", advanced: true }),
            csvTexts: p.toggle({ label: "Values of CSV files stay text", advanced: true }),
          },
        },
        json: { label: "JSON", params: texts },
        text: { label: "Text", params: texts },
        ics: { label: "Calendar (ICS)", params: texts },
        pdf: {
          label: "Text of a PDF",
          params: {
            joinPages: p.toggle({ label: "Join the pages to one text", default: true }),
            maxPages: p.number({ label: "Pages to read", help: "0: all", default: 0, min: 0, integer: true }),
            password: p.secret({ label: "Password" }),
          },
        },
        base64: { label: "Base64", params: { field } },
      },
    }),
    keep: p.select({
      label: "Keep from the item",
      options: [
        { value: "none", label: "Nothing" },
        { value: "fields", label: "Its fields" },
        { value: "files", label: "Its files" },
        { value: "both", label: "Fields and files" },
      ],
      advanced: true,
    }),
  },
  line: "{as.is}",
  effect: "none",
  async execute({ item, params: { file: name, as, keep }, files, signal }) {
    const file = fileOf(item, name, "file");
    const bytes = () => readBytes(files, file, { signal });
    const base = keep === "fields" || keep === "both" ? item.json : {};
    const binary = keep === "files" || keep === "both" ? item.binary : undefined;
    const give = (json: Item["json"]): Item => ({ json: { ...base, ...json }, ...(binary && { binary }) });
    const into = (target: string, value: Json) => {
      if (target) return { main: give(withPath(base, target, value)) };
      const values = Array.isArray(value) ? value : [value];
      return { main: values.map((entry) => give(isJsonObject(entry) ? entry : { data: entry })) };
    };
    switch (as.is) {
      case "csv":
        return { main: (await readCsv(files.read(file), as, signal)).map(give) };
      case "sheet":
        if (as.csvTexts && (file.mimeType === "text/csv" || /\.csv$/i.test(file.name))) {
          const rows = await readCsv(
            files.read(file),
            { ...plainCsv, header: as.header, emptyCells: as.emptyCells },
            signal,
          );
          return { main: rows.map(give) };
        }
        return { main: (await readSheet(await bytes(), as)).map(give) };
      case "pdf":
        return { main: give(await readPdf(await bytes(), as)) };
      case "base64":
        return into(as.field, (await bytes()).toString("base64"));
      case "text":
        return into(as.field, await decoded(await bytes(), as));
      case "ics":
        return into(as.field, readCalendar(await decoded(await bytes(), as)));
      case "json":
        return into(as.field, parsedJson(await decoded(await bytes(), as)));
    }
  },
});
