import { p } from "@/nodes/sdk";
import { type ApiOperation, apart, inBody, inPath, inQuery } from "@/nodes/sdk/api";
import { getPath } from "@/nodes/sdk/paths";
import { isJsonObject, type Json } from "@/shared/item";
import { get, write } from "./params";

const path = inPath(p.text({ label: "Path", placeholder: "docs/readme.md", required: true }));
const ref = inQuery(p.text({ label: "Branch, tag or commit", help: "Empty: the default branch" }));
const branch = inBody(p.text({ label: "Branch", help: "Empty: the default branch" }));
const message = inBody(p.text({ label: "Message of the commit", required: true }));
const sha = (help: string, required: boolean) => inBody(p.text({ label: "SHA of the file", help, required }));
const contents = "/contents/{+path}";

export const fileOperations: { [name: string]: ApiOperation } = {
  get: { ...get("Read", contents, { path, ref }), after: withText },
  list: { ...get("List folder", contents, { path, ref }), list: { at: "" } },
  write: write(
    "Create or update",
    ["PUT", contents],
    {
      path,
      text: apart(p.text({ label: "Contents", multiline: true })),
      message,
      sha: sha("Needed to update: the field sha of what was read", false),
      branch,
    },
    {
      before: (draft, { text }) => ({
        ...draft,
        body: {
          ...(isJsonObject(draft.body) ? draft.body : {}),
          content: Buffer.from(String(text)).toString("base64"),
        },
      }),
    },
  ),
  delete: write("Delete", ["DELETE", contents], {
    path,
    message,
    sha: sha("The field sha of what was read", true),
    branch,
  }),
};

/** The contents come in base64; as text they are of use. */
function withText(body: Json): Json {
  const content = getPath(body, "content");
  if (!isJsonObject(body) || typeof content !== "string" || body.encoding !== "base64") return body;
  return { ...body, text: Buffer.from(content, "base64").toString("utf8") };
}
