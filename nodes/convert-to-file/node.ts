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
          label: "CSV of all items",
          params: {
            delimiter: p.text({ label: "Delimiter", default: "," }),
            header: p.toggle({ label: "Names in the first row", default: true }),
            bom: p.toggle({ label: "Byte order mark", help: "Excel needs it to see that the text is UTF-8" }),
          },
        },
        sheet: {
          label: "Spreadsheet of all items",
          params: {
            format: p.select({ label: "Format", options: ["xlsx", "xls", "ods", "html", "rtf"] }),
            sheet: p.text({ label: "Name of the sheet", default: "Sheet" }),
            header: p.toggle({ label: "Names in the first row", default: true }),
            compress: p.toggle({ label: "Compress", default: true, advanced: true }),
          },
        },
        json: {
          label: "JSON",
          params: {
            each: p.toggle({ label: "A file of each item" }),
            field: p.text({ label: "Of the field", help: "Empty: the whole item" }),
            pretty: p.toggle({ label: "Indented" }),
            encoding: p.text({ label: "Encoding", default: "utf8", advanced: true }),
            bom: p.toggle({ label: "Byte order mark", advanced: true }),
          },
        },
        text: {
          label: "Text of each item",
          params: {
            field: p.text({ label: "Field with the text", default: "data", required: true }),
            encoding: p.text({ label: "Encoding", default: "utf8" }),
            bom: p.toggle({ label: "Byte order mark" }),
          },
        },
        base64: {
          label: "What Base64 of each item holds",
          params: { field: p.text({ label: "Field with the Base64", default: "data", required: true }) },
        },
        ics: { label: "Calendar event (ICS) of each item", params: calendarParams },
      },
    }),
    file: p.text({ label: "Into the file field", default: "data", required: true }),
    name: p.text({ label: "Name of the file", help: "Empty: a name that fits" }),
    mimeType: p.text({ label: "MIME type", help: "Empty: what fits", advanced: true }),
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
