import { typesenseKey } from "@/nodes/credentials/publishing";
import { credential, p } from "@/nodes/sdk";
import { asBody, defineApiNode, inPath, inQuery } from "@/nodes/sdk/api";
import { again, id } from "@/nodes/sdk/api/usual-params";

const collection = inPath(p.text({ label: "Collection", required: true, lookup: "collections" }));
const document = inPath(id("Document id"));
const contents = asBody(p.json({ label: "Document", help: "Empty: the item", default: {} }), { orItem: true });
const path = "/collections/{collection}/documents";

export const typesense = defineApiNode({
  type: "core.typesense",
  label: "Typesense",
  summary: "Keeps documents in Typesense and searches them",
  icon: "search",
  keywords: ["search", "index", "full text", "document"],
  base: { credentialField: "url" },
  credentials: { account: credential("Account", typesenseKey) },
  errors: { at: ["message"] },
  resources: {
    document: {
      label: "Document",
      operations: {
        upsert: {
          label: "Create or replace",
          method: "POST",
          path,
          params: { collection, contents },
          query: { action: "upsert" },
          ...again,
        },
        update: {
          label: "Update",
          method: "PATCH",
          path: `${path}/{document}`,
          params: { collection, document, contents },
          ...again,
        },
        get: { label: "Get", method: "GET", path: `${path}/{document}`, params: { collection, document } },
        delete: { label: "Delete", method: "DELETE", path: `${path}/{document}`, params: { collection, document } },
        deleteWhere: {
          label: "Delete by filter",
          method: "DELETE",
          path,
          params: { collection, filter: inQuery(id("Filter"), "filter_by") },
        },
        search: {
          ...{ label: "Search", method: "GET", path: `${path}/search` },
          params: {
            collection,
            query: inQuery(p.text({ label: "Search for", default: "*", required: true }), "q"),
            fields: inQuery(
              p.text({ label: "Fields to search", help: "With commas between", required: true }),
              "query_by",
            ),
            filter: inQuery(p.text({ label: "Filter", placeholder: "price:<20 && brand:Acme" }), "filter_by"),
            order: inQuery(p.text({ label: "Order", placeholder: "price:desc" }), "sort_by"),
          },
          list: { at: "hits", paging: { by: "page", to: "page", size: { to: "per_page", max: 250 } } },
        },
      },
    },
    collection: {
      label: "Collection",
      operations: {
        list: { label: "List", method: "GET", path: "/collections", list: { at: "" } },
        create: {
          label: "Create",
          method: "POST",
          path: "/collections",
          params: {
            schema: asBody(
              p.json({
                label: "Schema",
                placeholder: '{"name": "books", "fields": [{"name": "title", "type": "string"}]}',
                default: {},
              }),
            ),
          },
        },
        delete: { label: "Delete", method: "DELETE", path: "/collections/{collection}", params: { collection } },
      },
    },
  },
  lookups: { collections: { path: "/collections", list: { at: "" }, value: "name", label: "{name}" } },
});
