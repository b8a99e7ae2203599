import { p } from "@/nodes/sdk";
import { type ApiOperation, inBody, inPath, inQuery } from "@/nodes/sdk/api";
import { get, list, more, number, paging, write } from "./params";

const title = p.text({ label: "Title" });
const body = inBody(p.text({ label: "Text", help: "In Markdown", multiline: true }));
const labels = p.text({ label: "Labels", help: "With commas between" });
const assignees = inBody(p.text({ label: "Assignees", help: "With commas between" }), { list: "json" });
const comment = inPath(p.text({ label: "Comment id", required: true }));

export const stateFilter = inQuery(
  p.select({
    label: "State",
    options: [
      { value: "open", label: "Open" },
      { value: "closed", label: "Closed" },
      { value: "all", label: "All" },
    ],
  }),
  { unless: "open" },
);

export const state = inBody(
  p.select({
    label: "State",
    options: [
      { value: "unset", label: "As it is" },
      { value: "open", label: "Open" },
      { value: "closed", label: "Closed" },
    ],
  }),
  { unless: "unset" },
);

export const issueOperations: { [name: string]: ApiOperation } = {
  create: write("Create", ["POST", "/issues"], {
    ...{ title: inBody(p.text({ label: "Title", required: true })), body },
    ...{ labels: inBody(labels, { list: "json" }), assignees, more },
  }),
  get: get("Get", "/issues/{number}", { number }),
  list: list("List", "/issues", {
    state: stateFilter,
    labels: inQuery(labels),
    since: inQuery(p.text({ label: "Changed since", help: "An ISO time" })),
    assignee: inQuery(p.text({ label: "Assignee", advanced: true })),
    creator: inQuery(p.text({ label: "Creator", advanced: true })),
  }),
  update: write(
    "Update",
    ["PATCH", "/issues/{number}"],
    { number, title: inBody(title), body, state, labels: inBody(labels, { list: "json" }), assignees, more },
    { effect: "idempotent" },
  ),
  comment: write("Comment", ["POST", "/issues/{number}/comments"], {
    number,
    body: inBody(p.text({ label: "Text", help: "In Markdown", multiline: true, required: true })),
  }),
  comments: list("List comments", "/issues/{number}/comments", { number }),
  updateComment: write(
    "Update comment",
    ["PATCH", "/issues/comments/{comment}"],
    { comment, body },
    { effect: "idempotent" },
  ),
  addLabels: write(
    "Add labels",
    ["POST", "/issues/{number}/labels"],
    {
      number,
      labels: inBody(p.text({ label: "Labels", help: "With commas between", required: true }), { list: "json" }),
    },
    { effect: "idempotent" },
  ),
  lock: write("Lock", ["PUT", "/issues/{number}/lock"], { number }),
  search: {
    ...{ label: "Search", method: "GET", path: "/search/issues", list: { at: "items", paging } },
    params: {
      query: inQuery(
        p.text({ label: "Search for", placeholder: "repo:octocat/hello is:open bug", required: true }),
        "q",
      ),
    },
  },
};
