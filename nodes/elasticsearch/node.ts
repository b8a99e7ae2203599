import { elasticsearchAccount } from "@/nodes/credentials/publishing";
import { credential, p } from "@/nodes/sdk";
import { asBody, defineApiNode, inBody, inPath, maybe } from "@/nodes/sdk/api";
import { again, id, more } from "@/nodes/sdk/api/usual-params";

const index = inPath(p.text({ label: "Index", required: true, lookup: "indexes" }));
const document = inPath(id("Document id"));
const contents = asBody(p.json({ label: "Document", help: "Empty: the item", default: {} }), { orItem: true });

export const elasticsearch = defineApiNode({
  type: "core.elasticsearch",
  label: "Elasticsearch",
  summary: "Keeps documents in Elasticsearch or OpenSearch and searches them",
  icon: "search",
  keywords: ["search", "index", "opensearch", "full text", "document"],
  base: { credentialField: "url" },
  credentials: { account: credential("Account", elasticsearchAccount) },
  errors: { at: ["error.type", "error.reason", "error"] },
  resources: {
    document: {
      label: "Document",
      operations: {
        upsert: {
          label: "Create or replace",
          method: "PUT",
          path: "/{index}/_doc/{document}",
          params: { index, document, contents },
        },
        create: { label: "Create", method: "POST", path: "/{index}/_doc", params: { index, contents } },
        update: {
          ...{ label: "Update", method: "POST", path: "/{index}/_update/{document}", ...again },
          params: {
            ...{ index, document },
            fields: inBody(p.json({ label: "Fields", default: {} }), "doc"),
            upsert: inBody(p.toggle({ label: "Create it if it is missing" }), { as: "doc_as_upsert", unless: false }),
          },
        },
        get: { label: "Get", method: "GET", path: "/{index}/_doc/{document}", params: { index, document } },
        delete: { label: "Delete", method: "DELETE", path: "/{index}/_doc/{document}", params: { index, document } },
        search: {
          ...{ label: "Search", method: "POST", path: "/{index}/_search", effect: "none", fixed: {} },
          params: {
            index,
            query: inBody(p.json({ label: "Query", placeholder: '{"match": {"title": "hello"}}' })),
            sort: inBody(p.json({ label: "Order", advanced: true })),
            more,
          },
          list: { at: "hits.hits", paging: { by: "offset", to: "from", in: "body", size: { to: "size", max: 1000 } } },
        },
        deleteWhere: {
          ...{ label: "Delete by query", method: "POST", path: "/{index}/_delete_by_query", ...again },
          params: {
            index,
            query: inBody(p.json({ label: "Query", required: true, default: {} })),
            most: inBody(maybe.number({ label: "At most", min: 1, integer: true }), "max_docs"),
          },
        },
      },
    },
    index: {
      label: "Index",
      operations: {
        list: { label: "List", method: "GET", path: "/_cat/indices", query: { format: "json" }, list: { at: "" } },
        create: { label: "Create", method: "PUT", path: "/{index}", params: { index, more } },
        delete: { label: "Delete", method: "DELETE", path: "/{index}", params: { index } },
      },
    },
  },
  lookups: {
    indexes: { path: "/_cat/indices", query: { format: "json" }, list: { at: "" }, value: "index", label: "{index}" },
  },
});
