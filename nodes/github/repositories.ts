import { p } from "@/nodes/sdk";
import { type ApiOperation, inBody, inPath, inQuery } from "@/nodes/sdk/api";
import { get, list, owner, paging, write } from "./params";

const workflow = inPath(
  p.text({ label: "Workflow", help: "Its id or file name", placeholder: "ci.yml", required: true }),
);

export const repositoryOperations: { [name: string]: ApiOperation } = {
  get: get("Get", ""),
  mine: { label: "List my own", method: "GET", path: "/user/repos", list: { at: "", paging } },
  list: {
    label: "List of a person",
    method: "GET",
    path: "/users/{owner}/repos",
    params: { owner },
    list: { at: "", paging },
  },
  ofOrganisation: {
    ...{ label: "List of an organisation", method: "GET", path: "/orgs/{owner}/repos", params: { owner } },
    list: { at: "", paging },
  },
  commits: list("List commits", "/commits", {
    branch: inQuery(p.text({ label: "Branch" }), "sha"),
    since: inQuery(p.text({ label: "Since", help: "An ISO time" })),
    path: inQuery(p.text({ label: "Path of a file", advanced: true })),
  }),
  branches: list("List branches", "/branches"),
  dispatch: write("Send event", ["POST", "/dispatches"], {
    event: inBody(p.text({ label: "Name of the event", required: true }), "event_type"),
    payload: inBody(p.json({ label: "Data", default: {} }), "client_payload"),
  }),
};

export const workflowOperations: { [name: string]: ApiOperation } = {
  list: list("List", "/actions/workflows", {}, "workflows"),
  dispatch: write("Start", ["POST", "/actions/workflows/{workflow}/dispatches"], {
    workflow,
    ref: inBody(p.text({ label: "Branch or tag", default: "main", required: true })),
    inputs: inBody(p.json({ label: "Inputs", default: {} })),
  }),
  runs: list("List runs", "/actions/workflows/{workflow}/runs", { workflow }, "workflow_runs"),
};
