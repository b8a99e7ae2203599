import { oauth2 } from "@/nodes/credentials/oauth2";
import { airtableToken } from "@/nodes/credentials/workplaces";
import { credential, p } from "@/nodes/sdk";
import { type ApiDraft, apart, defineApiNode, inBody, inPath, inQuery } from "@/nodes/sdk/api";
import { again, commas, id } from "@/nodes/sdk/api/usual-params";
import { isJsonObject } from "@/shared/item";

const place = {
  base: inPath(p.text({ label: "Base", help: "Its id, such as app1a2B3c4D", required: true, lookup: "bases" })),
  table: inPath(p.text({ label: "Table", help: "Its id or name", required: true, lookup: "tables" })),
};
const record = inPath(id("Record id"));
const fields = inBody(p.json({ label: "Fields", placeholder: '{"Name": "Ann"}', default: {} }));
const typecast = inBody(
  p.toggle({ label: "Make values fit", help: "And add options that a field does not have yet", advanced: true }),
  { unless: false },
);
const path = "/{base}/{table}";

export const airtable = defineApiNode({
  type: "core.airtable",
  label: "Airtable",
  summary: "Reads and writes records of Airtable",
  icon: "table",
  keywords: ["database", "spreadsheet", "record", "base"],
  base: { credentialField: "url", url: "https://api.airtable.com/v0" },
  credentials: { account: credential("Account", airtableToken, oauth2) },
  errors: { at: ["error.type", "error.message", "error"] },
  resources: {
    record: {
      label: "Record",
      operations: {
        list: {
          ...{ label: "List", method: "GET", path },
          params: {
            ...place,
            formula: inQuery(p.text({ label: "Formula", placeholder: "{Status} = 'Open'" }), "filterByFormula"),
            view: inQuery(p.text({ label: "View" })),
            fields: inQuery(commas("Only the fields"), { list: "brackets" }),
          },
          list: {
            at: "records",
            paging: { by: "cursor", from: "offset", to: "offset", size: { to: "pageSize", max: 100 } },
          },
        },
        get: { label: "Get", method: "GET", path: `${path}/{record}`, params: { ...place, record } },
        create: { label: "Create", method: "POST", path, params: { ...place, fields, typecast } },
        update: {
          label: "Update",
          method: "PATCH",
          path: `${path}/{record}`,
          params: { ...place, record, fields, typecast },
          ...again,
        },
        upsert: {
          ...{ label: "Create or update", method: "PATCH", path, ...again, before: asUpsert },
          params: {
            ...place,
            fields,
            keys: apart(
              p.text({ label: "Fields that tell records apart", help: "With commas between", required: true }),
            ),
            typecast,
          },
        },
        delete: { label: "Delete", method: "DELETE", path: `${path}/{record}`, params: { ...place, record } },
      },
    },
    base: {
      label: "Base",
      operations: {
        list: {
          label: "List",
          method: "GET",
          path: "/meta/bases",
          list: { at: "bases", paging: { by: "cursor", from: "offset", to: "offset" } },
        },
        tables: {
          label: "List tables",
          method: "GET",
          path: "/meta/bases/{base}/tables",
          params: { base: place.base },
          list: { at: "tables" },
        },
      },
    },
  },
  lookups: {
    bases: {
      path: "/meta/bases",
      list: { at: "bases", paging: { by: "cursor", from: "offset", to: "offset" } },
      value: "id",
      label: "{name}",
    },
    tables: { path: "/meta/bases/{base}/tables", list: { at: "tables" }, value: "id", label: "{name}" },
  },
});

function asUpsert(draft: ApiDraft, { keys }: { [name: string]: unknown }): ApiDraft {
  const { fields: values = {}, ...rest } = isJsonObject(draft.body) ? draft.body : {};
  const fieldsToMergeOn = String(keys)
    .split(",")
    .map((key) => key.trim())
    .filter(Boolean);
  return { ...draft, body: { ...rest, performUpsert: { fieldsToMergeOn }, records: [{ fields: values }] } };
}
