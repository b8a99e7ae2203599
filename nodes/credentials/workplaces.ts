import { defineCredential, p } from "@/nodes/sdk";
import { basic, bearer, below, header, hosted, ownServer, selfHosted } from "./token-account";

/** Accounts of places where people plan, write and keep tables. */

export const gitlabToken = hosted(
  {
    ...{ type: "gitlab.token", label: "GitLab token", url: "https://gitlab.com" },
    summary: "A personal, group or project access token, for gitlab.com or a server of your own",
  },
  header("private-token"),
  "/api/v4/user",
);

export const giteaToken = selfHosted(
  {
    ...{ type: "gitea.token", label: "Gitea token", url: "https://gitea.example.com" },
    summary: "An access token of Gitea or Forgejo",
  },
  header("authorization", "token "),
  "/api/v1/user",
);

export const jiraAccount = defineCredential({
  type: "jira.account",
  label: "Jira account",
  summary: "E-mail and API token of a Jira account",
  params: {
    url: ownServer("https://example.atlassian.net"),
    email: p.text({ label: "E-mail", required: true }),
    token: p.secret({ label: "API token", required: true }),
  },
  authenticate: ({ headers }, { email, token }) => headers.set("authorization", basic(email, token)),
  test: ({ url }) => below(url, "/rest/api/2/myself"),
});

export const notionToken = hosted(
  {
    ...{ type: "notion.token", label: "Notion integration", url: "https://api.notion.com/v1", token: "Secret" },
    summary: "The secret of an internal integration; pages must be shared with it",
  },
  (headers, token) => {
    bearer(headers, token);
    headers.set("notion-version", "2022-06-28");
  },
  "/users/me",
);

export const airtableToken = hosted(
  {
    ...{ type: "airtable.token", label: "Airtable token", url: "https://api.airtable.com/v0" },
    summary: "A personal access token with the scopes of the work to do",
  },
  bearer,
  "/meta/whoami",
);

export const nocodbToken = selfHosted(
  {
    ...{ type: "nocodb.token", label: "NocoDB token", url: "https://nocodb.example.com" },
    summary: "An API token of a NocoDB server",
  },
  header("xc-token"),
  "/api/v1/auth/user/me",
);

export const baserowToken = hosted(
  {
    ...{ type: "baserow.token", label: "Baserow token", url: "https://api.baserow.io", token: "Database token" },
    summary: "A database token, for baserow.io or a server of your own",
  },
  header("authorization", "Token "),
  "/api/database/tokens/check/",
);
