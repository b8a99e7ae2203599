import { oauth2 } from "@/nodes/credentials/oauth2";
import { gitlabToken } from "@/nodes/credentials/workplaces";
import { credential, p } from "@/nodes/sdk";
import { type ApiOperation, apart, defineApiNode, inBody, inPath, inQuery } from "@/nodes/sdk/api";
import { commas, id, more, text } from "@/nodes/sdk/api/usual-params";
import { getPath } from "@/nodes/sdk/paths";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

const project = inPath(
  p.text({ label: "Project", help: "Its id or path, such as group/project", required: true, lookup: "projects" }),
);
const number = inPath(id("Number"), "number");
const title = p.text({ label: "Title" });
const body = inBody(text("Text", "In Markdown"), "description");
const labels = p.text({ label: "Labels", help: "With commas between" });
const paging = { by: "linkHeader", size: { to: "per_page", max: 100 } } as const;
const base = "/projects/{project}";
const branch = inBody(p.text({ label: "Branch", default: "main", required: true }));
const path = inPath(id("Path"));
const message = inBody(id("Message of the commit"), "commit_message");

const stateFilter = inQuery(
  p.select({
    label: "State",
    options: [
      { value: "all", label: "All" },
      { value: "opened", label: "Open" },
      { value: "closed", label: "Closed" },
    ],
  }),
);
const change = inBody(
  p.select({
    label: "State",
    options: [
      { value: "unset", label: "As it is" },
      { value: "reopen", label: "Open" },
      { value: "close", label: "Closed" },
    ],
  }),
  { as: "state_event", unless: "unset" },
);

const of = (
  method: string,
  label: string,
  rest: string,
  params: ApiOperation["params"] = {},
  rest_: Partial<ApiOperation> = {},
): ApiOperation => ({
  ...{ label, method, path: base + rest, params: { project, ...params } },
  ...rest_,
});
const list = (label: string, rest: string, params: ApiOperation["params"] = {}) =>
  of("GET", label, rest, params, { list: { at: "", paging } });

export const gitlab = defineApiNode({
  type: "core.gitlab",
  label: "GitLab",
  summary: "Issues, merge requests, pipelines and files of GitLab",
  icon: "git-branch",
  keywords: ["git", "repository", "issue", "merge request", "ci"],
  base: { credentialField: "url", url: "https://gitlab.com", path: "/api/v4" },
  credentials: { account: credential("Account", gitlabToken, oauth2) },
  errors: { at: ["message", "error", "error_description"] },
  resources: {
    issue: {
      label: "Issue",
      operations: {
        create: of("POST", "Create", "/issues", { title: inBody(id("Title")), body, labels: inBody(labels), more }),
        get: of("GET", "Get", "/issues/{number}", { number }),
        list: list("List", "/issues", {
          ...{ state: stateFilter, labels: inQuery(labels) },
          since: inQuery(p.text({ label: "Changed since", help: "An ISO time" }), "updated_after"),
          search: inQuery(p.text({ label: "Search for", advanced: true })),
        }),
        update: of("PUT", "Update", "/issues/{number}", {
          number,
          title: inBody(title),
          body,
          labels: inBody(labels),
          state: change,
          more,
        }),
        comment: of("POST", "Comment", "/issues/{number}/notes", {
          number,
          text: inBody(text("Text", "In Markdown"), "body"),
        }),
        comments: list("List comments", "/issues/{number}/notes", { number }),
        addLabels: of("PUT", "Add labels", "/issues/{number}", {
          number,
          labels: inBody(commas("Labels"), "add_labels"),
        }),
      },
    },
    mergeRequest: {
      label: "Merge request",
      operations: {
        list: list("List", "/merge_requests", { state: stateFilter }),
        get: of("GET", "Get", "/merge_requests/{number}", { number }),
        create: of("POST", "Create", "/merge_requests", {
          ...{ title: inBody(id("Title")), body },
          from: inBody(id("From branch"), "source_branch"),
          into: inBody(p.text({ label: "Into branch", default: "main", required: true }), "target_branch"),
          more,
        }),
        merge: of("PUT", "Merge", "/merge_requests/{number}/merge", { number, more }),
        comment: of("POST", "Comment", "/merge_requests/{number}/notes", {
          number,
          text: inBody(text("Text", "In Markdown"), "body"),
        }),
      },
    },
    pipeline: {
      label: "Pipeline",
      operations: {
        start: of(
          "POST",
          "Start",
          "/pipeline",
          {
            ref: inBody(p.text({ label: "Branch or tag", default: "main", required: true })),
            variables: apart(p.json({ label: "Variables", help: "As a JSON object", default: {} })),
          },
          {
            before: (draft, { variables }) => ({
              ...draft,
              body: { ...(isJsonObject(draft.body) ? draft.body : {}), ...withVariables(variables) },
            }),
          },
        ),
        get: of("GET", "Get", "/pipelines/{number}", { number }),
        list: list("List", "/pipelines"),
      },
    },
    release: {
      label: "Release",
      operations: {
        create: of("POST", "Create", "/releases", {
          tag: inBody(id("Tag"), "tag_name"),
          ...{ name: inBody(p.text({ label: "Name" })), body },
          ref: inBody(p.text({ label: "Branch or commit", help: "For a tag that does not exist yet" })),
          more,
        }),
        list: list("List", "/releases"),
      },
    },
    file: {
      label: "File",
      operations: {
        get: of(
          "GET",
          "Read",
          "/repository/files/{path}",
          { path, ref: inQuery(p.text({ label: "Branch, tag or commit", default: "main", required: true })) },
          { after: withText },
        ),
        create: of("POST", "Create", "/repository/files/{path}", {
          path,
          branch,
          text: inBody(text("Contents"), "content"),
          message,
        }),
        update: of("PUT", "Update", "/repository/files/{path}", {
          path,
          branch,
          text: inBody(text("Contents"), "content"),
          message,
        }),
        delete: of("DELETE", "Delete", "/repository/files/{path}", { path, branch, message }),
      },
    },
    project: {
      label: "Project",
      operations: {
        get: of("GET", "Get", ""),
        mine: {
          label: "List my own",
          method: "GET",
          path: "/projects",
          query: { membership: "true" },
          list: { at: "", paging },
        },
        commits: list("List commits", "/repository/commits", { ref: inQuery(p.text({ label: "Branch" }), "ref_name") }),
        branches: list("List branches", "/repository/branches"),
      },
    },
  },
  lookups: {
    projects: {
      ...{ path: "/projects", query: { membership: "true", simple: "true", order_by: "last_activity_at" } },
      ...{ list: { at: "", paging }, value: "path_with_namespace", label: "{name_with_namespace}" },
    },
  },
});

function withVariables(variables: unknown): JsonObject {
  if (!isJsonObject(variables)) return {};
  return { variables: Object.entries(variables).map(([key, value]) => ({ key, value: String(value) })) };
}

function withText(answer: Json): Json {
  const content = getPath(answer, "content");
  if (!isJsonObject(answer) || typeof content !== "string") return answer;
  return { ...answer, text: Buffer.from(content, "base64").toString("utf8") };
}
