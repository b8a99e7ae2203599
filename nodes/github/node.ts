import { oauth2 } from "@/nodes/credentials/oauth2";
import { githubToken } from "@/nodes/credentials/services";
import { credential } from "@/nodes/sdk";
import { defineApiNode } from "@/nodes/sdk/api";
import { fileOperations } from "./files";
import { issueOperations } from "./issues";
import { paging } from "./params";
import { pullRequestOperations, releaseOperations } from "./releases";
import { repositoryOperations, workflowOperations } from "./repositories";

export const github = defineApiNode({
  type: "core.github",
  label: "GitHub",
  summary: "Issues, pull requests, releases and files of GitHub",
  icon: "git-branch",
  keywords: ["git", "repository", "issue", "pull request", "release", "actions"],
  base: { credentialField: "url", url: "https://api.github.com" },
  headers: [
    { name: "accept", value: "application/vnd.github+json" },
    { name: "x-github-api-version", value: "2022-11-28" },
  ],
  credentials: { account: credential("Account", githubToken, oauth2) },
  errors: {
    at: ["message", "errors"],
    hints: { "Bad credentials": "Enter a token that is still good in the credential" },
  },
  resources: {
    issue: { label: "Issue", operations: issueOperations },
    pullRequest: { label: "Pull request", operations: pullRequestOperations },
    repository: { label: "Repository", operations: repositoryOperations },
    release: { label: "Release", operations: releaseOperations },
    file: { label: "File", operations: fileOperations },
    workflow: { label: "Workflow", operations: workflowOperations },
  },
  lookups: {
    repositories: {
      ...{ path: "/user/repos", query: { sort: "pushed" }, list: { at: "", paging } },
      ...{ value: "name", label: "{full_name}" },
    },
    owners: { path: "/user/orgs", list: { at: "", paging }, value: "login", label: "{login}" },
  },
});
