import { oauth2 } from "@/nodes/credentials/oauth2";
import { notionToken } from "@/nodes/credentials/workplaces";
import { credential, p } from "@/nodes/sdk";
import { apart, defineApiNode, inBody, inPath } from "@/nodes/sdk/api";
import { again, id, more, text } from "@/nodes/sdk/api/usual-params";
import type { Json } from "@/shared/item";

const database = p.text({
  label: "Database",
  help: "Its id, the end of its address",
  required: true,
  lookup: "databases",
});
const page = id("Page id");
const properties = inBody(
  p.json({
    label: "Properties",
    placeholder: '{"Name": {"title": [{"text": {"content": "Hello"}}]}}',
    default: {},
  }),
);
const paging = { by: "cursor", from: "next_cursor", to: "start_cursor", size: { to: "page_size", max: 100 } } as const;
const inBodyPaging = { ...paging, in: "body" } as const;

export const notion = defineApiNode({
  type: "core.notion",
  label: "Notion",
  summary: "Pages, databases and blocks of Notion",
  icon: "clipboard-list",
  keywords: ["notes", "wiki", "database", "page"],
  base: { credentialField: "url", url: "https://api.notion.com/v1" },
  headers: [{ name: "notion-version", value: "2022-06-28" }],
  credentials: { account: credential("Account", notionToken, oauth2) },
  errors: {
    at: ["code", "message"],
    hints: { object_not_found: "Share the page or database with the integration, in the menu of the page" },
  },
  resources: {
    databasePage: {
      label: "Page of a database",
      operations: {
        create: {
          ...{ label: "Create", method: "POST", path: "/pages" },
          params: {
            database: inBody(database, "parent.database_id"),
            properties,
            children: inBody(p.json({ label: "Blocks", advanced: true })),
            more,
          },
        },
        query: {
          ...{ label: "Query", method: "POST", path: "/databases/{database}/query", effect: "none", fixed: {} },
          params: {
            database: inPath(database),
            filter: inBody(p.json({ label: "Filter", help: "As the API has it" })),
            sorts: inBody(p.json({ label: "Order", help: "As the API has it", advanced: true })),
          },
          list: { at: "results", paging: inBodyPaging },
        },
        update: {
          ...{ label: "Update", method: "PATCH", path: "/pages/{page}", ...again },
          params: { page: inPath(page), properties, more },
        },
      },
    },
    page: {
      label: "Page",
      operations: {
        create: {
          ...{ label: "Create", method: "POST", path: "/pages" },
          params: {
            parent: inBody(id("Parent page id"), "parent.page_id"),
            title: apart(id("Title")),
            children: inBody(p.json({ label: "Blocks", advanced: true })),
            more,
          },
          before: (draft, { title }) => ({
            ...draft,
            body: { ...(draft.body as object), properties: { title: [{ text: { content: String(title) } }] } },
          }),
        },
        get: { label: "Get", method: "GET", path: "/pages/{page}", params: { page: inPath(page) } },
        archive: {
          label: "Archive",
          method: "PATCH",
          path: "/pages/{page}",
          params: { page: inPath(page) },
          fixed: { archived: true },
          ...again,
        },
        search: {
          ...{ label: "Search", method: "POST", path: "/search", effect: "none", fixed: {} },
          params: { query: inBody(p.text({ label: "Search for" })) },
          list: { at: "results", paging: inBodyPaging },
        },
      },
    },
    block: {
      label: "Block",
      operations: {
        list: {
          label: "List",
          method: "GET",
          path: "/blocks/{block}/children",
          params: { block: inPath(id("Page or block id")) },
          list: { at: "results", paging },
        },
        appendText: {
          ...{ label: "Append text", method: "PATCH", path: "/blocks/{block}/children" },
          params: { block: inPath(id("Page or block id")), text: apart(text("Text", "Each line is a paragraph")) },
          before: (draft, values) => ({ ...draft, body: { children: paragraphs(String(values.text)) } }),
        },
        append: {
          ...{ label: "Append blocks", method: "PATCH", path: "/blocks/{block}/children" },
          params: { block: inPath(id("Page or block id")), children: inBody(p.json({ label: "Blocks", default: [] })) },
        },
        delete: {
          label: "Delete",
          method: "DELETE",
          path: "/blocks/{block}",
          params: { block: inPath(id("Block id")) },
        },
      },
    },
    database: {
      label: "Database",
      operations: {
        get: { label: "Get", method: "GET", path: "/databases/{database}", params: { database: inPath(database) } },
      },
    },
    user: {
      label: "User",
      operations: { list: { label: "List", method: "GET", path: "/users", list: { at: "results", paging } } },
    },
  },
  lookups: {
    databases: {
      ...{ path: "/search", method: "POST", list: { at: "results", paging: inBodyPaging } },
      ...{ body: { filter: { property: "object", value: "database" } }, value: "id", label: "{title[0].plain_text}" },
    },
  },
});

/** A text holds at most 2,000 characters. */
function paragraphs(contents: string): Json[] {
  return contents.split("\n").map((line) => ({
    object: "block",
    type: "paragraph",
    paragraph: { rich_text: (line.match(/.{1,2000}/gu) ?? []).map((content) => ({ type: "text", text: { content } })) },
  }));
}
