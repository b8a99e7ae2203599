import { baserowToken } from "@/nodes/credentials/workplaces";
import { credential, p } from "@/nodes/sdk";
import { asBody, defineApiNode, inPath, inQuery } from "@/nodes/sdk/api";
import { again, id } from "@/nodes/sdk/api/usual-params";

const table = inPath(p.text({ label: "Table", help: "The number in its address", required: true, lookup: "tables" }));
const row = inPath(id("Row id"));
const fields = asBody(p.json({ label: "Fields", placeholder: '{"Name": "Ann"}', default: {} }));
const path = "/rows/table/{table}/";
const query = { user_field_names: "true" };

export const baserow = defineApiNode({
  type: "core.baserow",
  label: "Baserow",
  summary: "Reads and writes rows of Baserow",
  icon: "table",
  keywords: ["database", "spreadsheet", "row", "airtable"],
  base: { credentialField: "url", url: "https://api.baserow.io", path: "/api/database" },
  credentials: { account: credential("Account", baserowToken) },
  errors: { at: ["error", "detail"] },
  resources: {
    row: {
      label: "Row",
      operations: {
        list: {
          ...{ label: "List", method: "GET", path, query },
          params: {
            ...{ table, search: inQuery(p.text({ label: "Search for" })) },
            order: inQuery(p.text({ label: "Order", placeholder: "-Name" }), "order_by"),
            filters: inQuery(p.json({ label: "Filter", help: "As the API has it", advanced: true })),
          },
          list: { at: "results", paging: { by: "url", from: "next", size: { to: "size", max: 200 } } },
        },
        get: { label: "Get", method: "GET", path: `${path}{row}/`, params: { table, row }, query },
        create: { label: "Create", method: "POST", path, params: { table, fields }, query },
        update: {
          label: "Update",
          method: "PATCH",
          path: `${path}{row}/`,
          params: { table, row, fields },
          query,
          ...again,
        },
        delete: { label: "Delete", method: "DELETE", path: `${path}{row}/`, params: { table, row } },
      },
    },
    table: {
      label: "Table",
      operations: {
        list: { label: "List", method: "GET", path: "/tables/all-tables/", list: { at: "" } },
        fields: {
          label: "List fields",
          method: "GET",
          path: "/fields/table/{table}/",
          params: { table },
          list: { at: "" },
        },
      },
    },
  },
  lookups: { tables: { path: "/tables/all-tables/", list: { at: "" }, value: "id", label: "{name}" } },
});
