import { giteaToken } from "@/nodes/credentials/workplaces";
import { credential, p } from "@/nodes/sdk";
import { type ApiOperation, defineApiNode, inBody, inPath, inQuery } from "@/nodes/sdk/api";
import { again, id, more, text } from "@/nodes/sdk/api/usual-params";

const place = {
  owner: inPath(id("Owner")),
  repo: inPath(p.text({ label: "Repository", required: true, lookup: "repositories" })),
};
const number = inPath(id("Number"));
const body = inBody(text("Text", "In Markdown"));
const title = inBody(p.text({ label: "Title" }));
const paging = { by: "page", to: "page", size: { to: "limit", max: 50 } } as const;
const base = "/repos/{owner}/{repo}";
const stateFilter = inQuery(
  p.select({
    label: "State",
    options: [
      { value: "open", label: "Open" },
      { value: "closed", label: "Closed" },
      { value: "all", label: "All" },
    ],
  }),
);

const of = (method: string, label: string, rest: string, params: ApiOperation["params"] = {}): ApiOperation => ({
  ...{ label, method, path: base + rest, params: { ...place, ...params } },
});
const list = (label: string, rest: string, params: ApiOperation["params"] = {}): ApiOperation => ({
  ...of("GET", label, rest, params),
  list: { at: "", paging },
});

export const gitea = defineApiNode({
  type: "core.gitea",
  label: "Gitea",
  summary: "Issues, pull requests and releases of Gitea and Forgejo",
  icon: "git-branch",
  keywords: ["git", "repository", "issue", "forgejo", "codeberg"],
  base: { credentialField: "url", path: "/api/v1" },
  credentials: { account: credential("Account", giteaToken) },
  errors: { at: ["message"] },
  resources: {
    issue: {
      label: "Issue",
      operations: {
        create: of("POST", "Create", "/issues", { title: inBody(id("Title")), body, more }),
        get: of("GET", "Get", "/issues/{number}", { number }),
        list: list("List", "/issues", {
          state: stateFilter,
          labels: inQuery(p.text({ label: "Labels", help: "With commas between" })),
        }),
        update: { ...of("PATCH", "Update", "/issues/{number}", { number, title, body, more }), ...again },
        comment: of("POST", "Comment", "/issues/{number}/comments", { number, body }),
        comments: list("List comments", "/issues/{number}/comments", { number }),
      },
    },
    pullRequest: {
      label: "Pull request",
      operations: {
        list: list("List", "/pulls", { state: stateFilter }),
        get: of("GET", "Get", "/pulls/{number}", { number }),
        create: of("POST", "Create", "/pulls", {
          ...{ title, body, head: inBody(id("From branch")) },
          base: inBody(p.text({ label: "Into branch", default: "main", required: true })),
          more,
        }),
        merge: of("POST", "Merge", "/pulls/{number}/merge", {
          number,
          how: inBody(p.select({ label: "How", options: ["merge", "squash", "rebase"] }), "Do"),
        }),
      },
    },
    release: {
      label: "Release",
      operations: {
        create: of("POST", "Create", "/releases", {
          tag: inBody(id("Tag"), "tag_name"),
          name: inBody(p.text({ label: "Name" })),
          body,
          more,
        }),
        list: list("List", "/releases"),
        latest: of("GET", "Get latest", "/releases/latest"),
      },
    },
    repository: {
      label: "Repository",
      operations: {
        get: of("GET", "Get", ""),
        mine: { label: "List my own", method: "GET", path: "/user/repos", list: { at: "", paging } },
        commits: list("List commits", "/commits"),
        branches: list("List branches", "/branches"),
      },
    },
  },
  lookups: { repositories: { path: "/user/repos", list: { at: "", paging }, value: "name", label: "{full_name}" } },
});
