import { ghostKey } from "@/nodes/credentials/publishing";
import { credential, p } from "@/nodes/sdk";
import { type ApiDraft, type ApiOperation, defineApiNode, inBody, inPath, inQuery } from "@/nodes/sdk/api";
import { again, id, text } from "@/nodes/sdk/api/usual-params";

const paging = { by: "cursor", from: "meta.pagination.next", to: "page", size: { to: "limit", max: 100 } } as const;
const status = p.select({
  label: "State",
  options: [
    { value: "unset", label: "As it is" },
    { value: "draft", label: "Draft" },
    { value: "scheduled", label: "At a later time" },
    { value: "published", label: "Published" },
  ],
});

/** The API takes and gives lists of one. */
const wrapped =
  (name: string) =>
  (draft: ApiDraft): ApiDraft => ({ ...draft, body: { [name]: [draft.body ?? {}] } });

function texts(name: "posts" | "pages"): { [operation: string]: ApiOperation } {
  const path = `/${name}/`;
  const one = inPath(id("Id"), "id");
  const fields = {
    html: inBody(text("Contents", "HTML")),
    status: inBody(status, { unless: "unset" }),
    tags: inBody(p.text({ label: "Tags", help: "With commas between" }), { list: "json" }),
    excerpt: inBody(text("Summary"), "custom_excerpt"),
    at: inBody(p.text({ label: "Publish at", help: "An ISO time" }), "published_at"),
    slug: inBody(p.text({ label: "Slug", advanced: true })),
    picture: inBody(p.text({ label: "Picture", help: "Its URL", advanced: true }), "feature_image"),
  };
  const single = { item: `${name}[0]`, query: { source: "html" } };
  return {
    create: {
      label: "Create",
      method: "POST",
      path,
      params: { title: inBody(id("Title")), ...fields },
      before: wrapped(name),
      ...single,
    },
    get: {
      label: "Get",
      method: "GET",
      path: `${path}{id}/`,
      params: { id: one },
      item: `${name}[0]`,
      query: { formats: "html" },
    },
    list: {
      ...{ label: "List", method: "GET", path, query: { formats: "html" }, list: { at: name, paging } },
      params: { filter: inQuery(p.text({ label: "Filter", placeholder: "status:published+tag:news" })) },
    },
    update: {
      ...{ label: "Update", method: "PUT", path: `${path}{id}/`, before: wrapped(name), ...again, ...single },
      params: {
        id: one,
        changed: inBody(id("Changed at", "The field updated_at of what was read"), "updated_at"),
        title: inBody(p.text({ label: "Title" })),
        ...fields,
      },
    },
    delete: { label: "Delete", method: "DELETE", path: `${path}{id}/`, params: { id: one } },
  };
}

export const ghost = defineApiNode({
  type: "core.ghost",
  label: "Ghost",
  summary: "Posts, pages and members of Ghost",
  icon: "newspaper",
  keywords: ["blog", "cms", "post", "newsletter"],
  base: { credentialField: "url", path: "/ghost/api/admin" },
  headers: [{ name: "accept-version", value: "v5.0" }],
  credentials: { account: credential("Account", ghostKey) },
  errors: { at: ["errors[0].message", "errors[0].context"] },
  resources: {
    post: { label: "Post", operations: texts("posts") },
    page: { label: "Page", operations: texts("pages") },
    member: {
      label: "Member",
      operations: {
        list: {
          ...{ label: "List", method: "GET", path: "/members/", list: { at: "members", paging } },
          params: { filter: inQuery(p.text({ label: "Filter" })) },
        },
        create: {
          ...{ label: "Create", method: "POST", path: "/members/", before: wrapped("members"), item: "members[0]" },
          params: {
            email: inBody(id("E-mail")),
            name: inBody(p.text({ label: "Name" })),
            labels: inBody(p.text({ label: "Labels", help: "With commas between" }), { list: "json" }),
          },
        },
      },
    },
  },
});
