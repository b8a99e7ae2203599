import { meilisearchKey } from "@/nodes/credentials/publishing";
import { credential, p } from "@/nodes/sdk";
import { asBody, defineApiNode, inBody, inPath, inQuery } from "@/nodes/sdk/api";
import { again, commas, id, more } from "@/nodes/sdk/api/usual-params";

const index = inPath(p.text({ label: "Index", required: true, lookup: "indexes" }));
const key = inQuery(p.text({ label: "Primary key", help: "Needed once, for a new index" }), "primaryKey");
const documents = asBody(p.json({ label: "Documents", help: "One, or a list of them. Empty: the item", default: {} }), {
  orItem: true,
});
const document = inPath(id("Document id"));
const path = "/indexes/{index}/documents";
const paging = { by: "offset", to: "offset", size: { to: "limit", max: 1000 } } as const;

export const meilisearch = defineApiNode({
  type: "core.meilisearch",
  label: "Meilisearch",
  summary: "Keeps documents in Meilisearch and searches them",
  icon: "search",
  keywords: ["search", "index", "full text", "document"],
  base: { credentialField: "url" },
  credentials: { account: credential("Account", meilisearchKey) },
  errors: { at: ["code", "message"] },
  resources: {
    document: {
      label: "Document",
      operations: {
        upsert: { label: "Create or replace", method: "POST", path, params: { index, documents, key }, ...again },
        update: { label: "Create or change", method: "PUT", path, params: { index, documents, key } },
        get: { label: "Get", method: "GET", path: `${path}/{document}`, params: { index, document } },
        list: { label: "List", method: "GET", path, params: { index }, list: { at: "results", paging } },
        delete: { label: "Delete", method: "DELETE", path: `${path}/{document}`, params: { index, document } },
        deleteWhere: {
          label: "Delete by filter",
          method: "POST",
          path: `${path}/delete`,
          params: { index, filter: inBody(id("Filter")) },
          ...again,
        },
        search: {
          ...{ label: "Search", method: "POST", path: "/indexes/{index}/search", effect: "none", fixed: {} },
          params: {
            index,
            query: inBody(p.text({ label: "Search for" }), "q"),
            filter: inBody(p.text({ label: "Filter", placeholder: "price < 20 AND brand = Acme" })),
            sort: inBody(commas("Order"), { list: "json" }),
            more,
          },
          list: { at: "hits", paging: { ...paging, in: "body" } },
        },
      },
    },
    index: {
      label: "Index",
      operations: {
        list: { label: "List", method: "GET", path: "/indexes", list: { at: "results", paging } },
        create: {
          label: "Create",
          method: "POST",
          path: "/indexes",
          params: { name: inBody(id("Name"), "uid"), key: inBody(p.text({ label: "Primary key" }), "primaryKey") },
        },
        settings: {
          label: "Change settings",
          method: "PATCH",
          path: "/indexes/{index}/settings",
          params: { index, settings: asBody(p.json({ label: "Settings", default: {} })) },
          ...again,
        },
        delete: { label: "Delete", method: "DELETE", path: "/indexes/{index}", params: { index } },
      },
    },
    task: {
      label: "Task",
      operations: {
        get: { label: "Get", method: "GET", path: "/tasks/{task}", params: { task: inPath(id("Task id")) } },
      },
    },
  },
  lookups: { indexes: { path: "/indexes", list: { at: "results", paging }, value: "uid", label: "{uid}" } },
});
