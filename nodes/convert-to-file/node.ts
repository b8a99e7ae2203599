import { defineNode, p } from "@/nodes/sdk";
import type { Item } from "@/shared/item";
import { type Contents, contentsOf } from "./contents";
import { calendarParams } from "./ics";

const perItem = new Set(["text", "base64", "ics"]);

export const convertToFile = defineNode({
  type: "core.convertToFile",
  version: 1,
  label: "Convert to File",
  summary: "Makes a file of the items: table, JSON, text, calendar",
  category: "transform",
  icon: "file-input",
  keywords: ["csv", "excel", "xlsx", "ods", "json", "text", "ical", "export", "spreadsheet", "binary", "base64"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    to: p.choice({
      label: "Make",
      cases: {
        csv: {
          label: "CSV file of all items",
          params: {
            delimiter: p.text({ label: "Delimiter", default: "," }),
            header: p.toggle({ label: "Names in the first row", default: true }),
            bom: p.toggle({ label: "Byte order mark", help: "Excel needs it to read letters such as é" }),
          },
        },
        sheet: {
          label: "Spreadsheet of all items",
          params: {
            format: p.select({
              label: "Format",
              options: [
                { value: "xlsx", label: "Excel (.xlsx)" },
                { value: "xls", label: "Excel 97 to 2003 (.xls)" },
                { value: "ods", label: "OpenDocument (.ods)" },
                { value: "html", label: "HTML table (.html)" },
                { value: "rtf", label: "Rich text (.rtf)" },
              ],
            }),
            sheet: p.text({ label: "Name of the sheet", default: "Sheet" }),
            header: p.toggle({ label: "Names in the first row", default: true }),
            compress: p.toggle({ label: "Compress", default: true, advanced: true }),
          },
        },
        json: {
          label: "JSON file",
          params: {
            each: p.toggle({ label: "A file for each item", help: "Off: one file with a list of all" }),
            field: p.text({ label: "Field to write", help: "Empty: the whole item", onlyWhen: { each: [true] } }),
            pretty: p.toggle({ label: "With line breaks and indents" }),
            encoding: p.text({ label: "Encoding", default: "utf8", advanced: true }),
            bom: p.toggle({ label: "Byte order mark", advanced: true }),
          },
        },
        text: {
          label: "Text file of each item",
          params: {
            field: p.text({ label: "Field with the text", default: "data", required: true }),
            encoding: p.text({ label: "Encoding", default: "utf8", placeholder: "utf8", advanced: true }),
            bom: p.toggle({ label: "Byte order mark", advanced: true }),
          },
        },
        base64: {
          label: "File of each item, from Base64",
          params: { field: p.text({ label: "Field with the Base64", default: "data", required: true }) },
        },
        ics: { label: "Calendar event (ICS) of each item", params: calendarParams },
      },
    }),
    file: p.text({ label: "Into the file field", default: "data", required: true }),
    name: p.text({ label: "Name of the file", help: "Empty: a name that fits" }),
    mimeType: p.text({ label: "File type (MIME)", help: "Empty: what fits", placeholder: "text/csv", advanced: true }),
    keepFields: p.toggle({ label: "Keep fields of the item", advanced: true }),
  },
  line: "{to.is}",
  effect: "none",
  async executeAll({ inputs: { main = [] }, params, paramsOf, files, signal }) {
    const { to } = params;
    const store = async ({ bytes, mimeType, name }: Contents, own: typeof params) =>
      files.write({ name: own.name || name, mimeType: own.mimeType || mimeType }, bytes);
    if (!perItem.has(to.is) && !(to.is === "json" && to.each)) {
      const file = await store(await contentsOf(main, params.to), params);
      const from = main.map((_, item) => ({ item }));
      return { main: [{ json: {}, binary: { [params.file]: file }, from }] };
    }
    const output: Item[] = [];
    for (const [index, item] of main.entries()) {
      signal.throwIfAborted();
      const own = paramsOf(index);
      const file = await store(await contentsOf([item], own.to, index), own);
      output.push({
        json: own.keepFields ? item.json : {},
        binary: { ...item.binary, [own.file]: file },
        from: { item: index },
      });
    }
    return { main: output };
  },
});
