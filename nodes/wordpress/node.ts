import { wordpressAccount } from "@/nodes/credentials/publishing";
import { credential, p } from "@/nodes/sdk";
import { type ApiOperation, defineApiNode, inBody, inHeader, inPath, inQuery } from "@/nodes/sdk/api";
import { again, commas, file, id, more, text } from "@/nodes/sdk/api/usual-params";

const paging = { by: "linkHeader", size: { to: "per_page", max: 100 } } as const;
const status = p.select({
  label: "State",
  options: [
    { value: "unset", label: "As it is" },
    { value: "draft", label: "Draft" },
    { value: "pending", label: "To be reviewed" },
    { value: "private", label: "Private" },
    { value: "publish", label: "Published" },
    { value: "future", label: "At a later time" },
  ],
});

/** Posts and pages are alike. */
function texts(path: string, extra: ApiOperation["params"] = {}): { [name: string]: ApiOperation } {
  const fields = {
    content: inBody(text("Contents", "HTML")),
    excerpt: inBody(text("Summary")),
    status: inBody(status, { unless: "unset" }),
    ...extra,
    slug: inBody(p.text({ label: "Slug", advanced: true })),
    date: inBody(p.text({ label: "Date", help: "An ISO time", advanced: true })),
    picture: inBody(p.text({ label: "Id of the picture", advanced: true }), "featured_media"),
    more,
  };
  const one = inPath(id("Id"), "id");
  return {
    create: { label: "Create", method: "POST", path, params: { title: inBody(id("Title")), ...fields } },
    get: { label: "Get", method: "GET", path: `${path}/{id}`, params: { id: one } },
    list: {
      ...{ label: "List", method: "GET", path, list: { at: "", paging } },
      params: {
        search: inQuery(p.text({ label: "Search for" })),
        since: inQuery(p.text({ label: "Since", help: "An ISO time" }), "after"),
        changed: inQuery(p.text({ label: "Changed since", help: "An ISO time" }), "modified_after"),
      },
    },
    update: {
      label: "Update",
      method: "POST",
      path: `${path}/{id}`,
      params: { id: one, title: inBody(p.text({ label: "Title" })), ...fields },
      ...again,
    },
    delete: {
      label: "Delete",
      method: "DELETE",
      path: `${path}/{id}`,
      params: { id: one, force: inQuery(p.toggle({ label: "Past the bin" }), { unless: false }) },
    },
  };
}

export const wordpress = defineApiNode({
  type: "core.wordpress",
  label: "WordPress",
  summary: "Posts, pages and media of WordPress",
  icon: "newspaper",
  keywords: ["blog", "cms", "post", "page", "website"],
  base: { credentialField: "url", path: "/wp-json/wp/v2" },
  credentials: { account: credential("Account", wordpressAccount) },
  errors: { at: ["code", "message"] },
  resources: {
    post: {
      label: "Post",
      operations: texts("/posts", {
        categories: inBody(commas("Category ids"), { list: "json" }),
        tags: inBody(commas("Tag ids"), { list: "json" }),
      }),
    },
    page: { label: "Page", operations: texts("/pages") },
    media: {
      label: "Media",
      operations: {
        upload: {
          ...{ label: "Upload", method: "POST", path: "/media" },
          params: {
            file: file("file"),
            name: inHeader(
              p.text({ label: "File name", placeholder: "photo.jpg", required: true }),
              "content-disposition",
            ),
          },
          before: (draft, { name }) => ({
            ...draft,
            headers: [
              {
                name: "content-disposition",
                value: `attachment; filename*=UTF-8''${encodeURIComponent(String(name))}`,
              },
            ],
          }),
        },
        list: { label: "List", method: "GET", path: "/media", list: { at: "", paging } },
      },
    },
    user: {
      label: "User",
      operations: { list: { label: "List", method: "GET", path: "/users", list: { at: "", paging } } },
    },
  },
});
