import { nocodbToken } from "@/nodes/credentials/workplaces";
import { credential, p } from "@/nodes/sdk";
import { asBody, defineApiNode, inBody, inPath, inQuery } from "@/nodes/sdk/api";
import { again, id } from "@/nodes/sdk/api/usual-params";

const table = inPath(p.text({ label: "Table", help: "Its id, such as m1a2b3c", required: true }));
const fields = asBody(p.json({ label: "Fields", placeholder: '{"Name": "Ann"}', default: {} }));
const record = inPath(id("Record id"));
const filter = inQuery(p.text({ label: "Filter", placeholder: "(Status,eq,Open)" }), "where");
const path = "/tables/{table}/records";

export const nocodb = defineApiNode({
  type: "core.nocodb",
  label: "NocoDB",
  summary: "Reads and writes records of NocoDB",
  icon: "table",
  keywords: ["database", "spreadsheet", "record", "airtable"],
  base: { credentialField: "url", path: "/api/v2" },
  credentials: { account: credential("Account", nocodbToken) },
  errors: { at: ["msg", "message", "error"] },
  resources: {
    record: {
      label: "Record",
      operations: {
        list: {
          ...{ label: "List", method: "GET", path },
          params: {
            ...{ table, filter },
            sort: inQuery(p.text({ label: "Order", placeholder: "-CreatedAt" })),
            fields: inQuery(p.text({ label: "Only the fields", help: "With commas between", advanced: true })),
            view: inQuery(p.text({ label: "View", advanced: true }), "viewId"),
          },
          list: { at: "list", paging: { by: "offset", to: "offset", size: { to: "limit", max: 1000 } } },
        },
        get: { label: "Get", method: "GET", path: `${path}/{record}`, params: { table, record } },
        count: { label: "Count", method: "GET", path: `${path}/count`, params: { table, filter } },
        create: { label: "Create", method: "POST", path, params: { table, fields } },
        update: {
          label: "Update",
          method: "PATCH",
          path,
          params: { table, record: inBody(id("Record id"), "Id"), fields },
          ...again,
        },
        delete: { label: "Delete", method: "DELETE", path, params: { table, record: inBody(id("Record id"), "Id") } },
      },
    },
  },
});
