import { oauth2 } from "@/nodes/credentials/oauth2";
import { credential, p } from "@/nodes/sdk";
import { defineApiNode, inBody, inPath, inQuery } from "@/nodes/sdk/api";
import { again, id, more } from "@/nodes/sdk/api/usual-params";
import { getPath } from "@/nodes/sdk/paths";
import type { Json } from "@/shared/item";

const sheet = inPath(id("Spreadsheet", "Its id, the long part of its address"));
const range = inPath(p.text({ label: "Range", placeholder: "Sheet1!A1:D", default: "Sheet1", required: true }));
const values = inBody(
  p.json({ label: "Rows", help: "A list of lists of cells", placeholder: '[["Ann", 42]]', default: [] }),
  { unless: null },
);
const path = "/spreadsheets/{sheet}/values/{range}";
const input = inQuery(
  p.select({
    label: "Cells are",
    options: [
      { value: "USER_ENTERED", label: "Read as if typed" },
      { value: "RAW", label: "Stored as they are" },
    ],
  }),
  "valueInputOption",
);

export const googleSheets = defineApiNode({
  type: "core.googleSheets",
  label: "Google Sheets",
  summary: "Reads and writes rows of Google Sheets",
  icon: "table",
  keywords: ["spreadsheet", "excel", "row", "google"],
  base: { server: { placeholder: "https://sheets.googleapis.com" }, url: "https://sheets.googleapis.com", path: "/v4" },
  credentials: { account: credential("Account", oauth2) },
  errors: { at: ["error.status", "error.message", "error_description"] },
  resources: {
    row: {
      label: "Row",
      operations: {
        read: {
          ...{ label: "Read", method: "GET", path, list: { at: "" }, after: rowsOf },
          params: {
            ...{ sheet, range },
            render: inQuery(
              p.select({
                label: "Cells as",
                options: [
                  { value: "FORMATTED_VALUE", label: "They are shown" },
                  { value: "UNFORMATTED_VALUE", label: "Plain values" },
                  { value: "FORMULA", label: "Formulas" },
                ],
              }),
              "valueRenderOption",
            ),
          },
        },
        append: { label: "Append", method: "POST", path: `${path}:append`, params: { sheet, range, values, input } },
        update: { label: "Update", method: "PUT", path, params: { sheet, range, values, input } },
        clear: { label: "Clear", method: "POST", path: `${path}:clear`, params: { sheet, range }, ...again },
      },
    },
    spreadsheet: {
      label: "Spreadsheet",
      operations: {
        get: { label: "Get", method: "GET", path: "/spreadsheets/{sheet}", params: { sheet } },
        create: {
          label: "Create",
          method: "POST",
          path: "/spreadsheets",
          params: { title: inBody(id("Title"), "properties.title"), more },
        },
        batch: {
          ...{ label: "Change", method: "POST", path: "/spreadsheets/{sheet}:batchUpdate" },
          params: { sheet, requests: inBody(p.json({ label: "Requests", help: "As the API has it", default: [] })) },
        },
      },
    },
  },
});

/** The first row names the fields. Cells at the end of a row that are empty do not come at all. */
function rowsOf(body: Json): Json {
  const rows = getPath(body, "values");
  if (!Array.isArray(rows)) return [];
  const [head, ...rest] = rows as Json[][];
  const names = (head ?? []).map((name, index) => String(name ?? "") || `column${index + 1}`);
  const from = firstRow(getPath(body, "range"));
  return rest.map((cells, index) => ({
    row_number: from + index + 1,
    ...Object.fromEntries(names.map((name, column) => [name, cells[column] ?? ""])),
  }));
}

function firstRow(range: Json | undefined): number {
  return Number(/![A-Z]*(\d+)/.exec(String(range ?? ""))?.[1] ?? 1);
}
