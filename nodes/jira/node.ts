import { oauth2 } from "@/nodes/credentials/oauth2";
import { jiraAccount } from "@/nodes/credentials/workplaces";
import { credential, p } from "@/nodes/sdk";
import { defineApiNode, inBody, inPath, inQuery } from "@/nodes/sdk/api";
import { commas, id, more, text } from "@/nodes/sdk/api/usual-params";

const issue = inPath(id("Issue", "Its key, such as SHOP-12"));
const summary = p.text({ label: "Title" });
const description = inBody(text(), "fields.description");
const priority = inBody(p.text({ label: "Priority", placeholder: "High" }), "fields.priority.name");
const labels = inBody(commas("Labels"), { as: "fields.labels", list: "json" });
const assignee = inBody(p.text({ label: "Assignee", help: "The account id of a person" }), "fields.assignee.accountId");
const paging = { by: "offset", to: "startAt", size: { to: "maxResults", max: 50 } } as const;

export const jira = defineApiNode({
  type: "core.jira",
  label: "Jira",
  summary: "Issues, comments and projects of Jira",
  icon: "clipboard-list",
  keywords: ["atlassian", "issue", "ticket", "agile"],
  base: { credentialField: "url", path: "/rest/api/2" },
  credentials: { account: credential("Account", jiraAccount, oauth2) },
  errors: { at: ["errorMessages", "errors", "message"] },
  resources: {
    issue: {
      label: "Issue",
      operations: {
        create: {
          ...{ label: "Create", method: "POST", path: "/issue" },
          params: {
            project: inBody(
              p.text({ label: "Project", help: "Its key", required: true, lookup: "projects" }),
              "fields.project.key",
            ),
            kind: inBody(p.text({ label: "Kind", default: "Task", required: true }), "fields.issuetype.name"),
            summary: inBody(id("Title"), "fields.summary"),
            ...{ description, priority, labels, assignee, more },
          },
        },
        get: { label: "Get", method: "GET", path: "/issue/{issue}", params: { issue } },
        search: {
          ...{ label: "Search", method: "GET", path: "/search/jql" },
          params: {
            jql: inQuery(p.text({ label: "JQL", placeholder: "project = SHOP AND status = Open", required: true })),
            fields: inQuery(p.text({ label: "Fields", default: "*navigable", help: "With commas between" })),
          },
          list: {
            at: "issues",
            paging: { by: "cursor", from: "nextPageToken", to: "nextPageToken", size: { to: "maxResults", max: 100 } },
          },
        },
        update: {
          ...{ label: "Update", method: "PUT", path: "/issue/{issue}" },
          params: { issue, summary: inBody(summary, "fields.summary"), description, priority, labels, assignee, more },
        },
        delete: { label: "Delete", method: "DELETE", path: "/issue/{issue}", params: { issue } },
        transitions: {
          label: "List next states",
          method: "GET",
          path: "/issue/{issue}/transitions",
          params: { issue },
          list: { at: "transitions" },
        },
        transition: {
          ...{ label: "Change state", method: "POST", path: "/issue/{issue}/transitions" },
          params: { issue, to: inBody(id("Transition id"), "transition.id"), more },
        },
      },
    },
    comment: {
      label: "Comment",
      operations: {
        add: {
          label: "Add",
          method: "POST",
          path: "/issue/{issue}/comment",
          params: { issue, text: inBody(text(), "body") },
        },
        list: {
          label: "List",
          method: "GET",
          path: "/issue/{issue}/comment",
          params: { issue },
          list: { at: "comments", paging },
        },
        delete: {
          label: "Delete",
          method: "DELETE",
          path: "/issue/{issue}/comment/{comment}",
          params: { issue, comment: inPath(id("Comment id")) },
        },
      },
    },
    project: {
      label: "Project",
      operations: { list: { label: "List", method: "GET", path: "/project/search", list: { at: "values", paging } } },
    },
    user: {
      label: "User",
      operations: {
        search: {
          label: "Search",
          method: "GET",
          path: "/user/search",
          params: { query: inQuery(id("Name or e-mail")) },
          list: { at: "", paging },
        },
        me: { label: "Get my own", method: "GET", path: "/myself" },
      },
    },
  },
  lookups: {
    projects: { path: "/project/search", list: { at: "values", paging }, value: "key", label: "{name} ({key})" },
  },
});
