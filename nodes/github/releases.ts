import { p } from "@/nodes/sdk";
import { type ApiOperation, inBody, inPath } from "@/nodes/sdk/api";
import { state, stateFilter } from "./issues";
import { get, list, more, number, write } from "./params";

const title = inBody(p.text({ label: "Title" }));
const body = inBody(p.text({ label: "Text", help: "In Markdown", multiline: true }));
const id = inPath(p.text({ label: "Release id", required: true }));
const name = inBody(p.text({ label: "Name" }));
const draft = inBody(p.toggle({ label: "Draft" }), { unless: false });
const prerelease = inBody(p.toggle({ label: "Pre-release" }), { unless: false });

export const pullRequestOperations: { [name: string]: ApiOperation } = {
  list: list("List", "/pulls", { state: stateFilter }),
  get: get("Get", "/pulls/{number}", { number }),
  create: write("Create", ["POST", "/pulls"], {
    ...{ title, body },
    head: inBody(p.text({ label: "From branch", required: true })),
    base: inBody(p.text({ label: "Into branch", default: "main", required: true })),
    draft,
    more,
  }),
  update: write("Update", ["PATCH", "/pulls/{number}"], { number, title, body, state, more }, { effect: "idempotent" }),
  merge: write("Merge", ["PUT", "/pulls/{number}/merge"], {
    number,
    method: inBody(p.select({ label: "How", options: ["merge", "squash", "rebase"] }), "merge_method"),
    more,
  }),
  files: list("List files", "/pulls/{number}/files", { number }),
  review: write("Review", ["POST", "/pulls/{number}/reviews"], {
    number,
    event: inBody(p.select({ label: "Verdict", options: ["COMMENT", "APPROVE", "REQUEST_CHANGES"] })),
    body,
  }),
};

export const releaseOperations: { [name: string]: ApiOperation } = {
  create: write("Create", ["POST", "/releases"], {
    tag: inBody(p.text({ label: "Tag", placeholder: "v1.0.0", required: true }), "tag_name"),
    ...{ name, body, draft, prerelease },
    target: inBody(p.text({ label: "Branch or commit", advanced: true }), "target_commitish"),
    more,
  }),
  list: list("List", "/releases"),
  latest: get("Get latest", "/releases/latest"),
  get: get("Get", "/releases/{id}", { id }),
  update: write("Update", ["PATCH", "/releases/{id}"], { id, name, body, more }, { effect: "idempotent" }),
  delete: write("Delete", ["DELETE", "/releases/{id}"], { id }),
};
