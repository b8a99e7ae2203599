import { XMLParser } from "fast-xml-parser";
import { type Credential, NodeError } from "@/nodes/sdk";
import type { ApiDraft } from "@/nodes/sdk/api";
import type { Json, JsonObject } from "@/shared/item";

const parser = new XMLParser({
  ...{ removeNSPrefix: true, parseTagValue: false, processEntities: true, ignoreAttributes: true },
  isArray: (name) => name === "response" || name === "propstat",
});

/** Files of a user are below a folder of that name. */
export function below(draft: ApiDraft, account: Credential | undefined): ApiDraft {
  return { ...draft, path: `/remote.php/dav/files/${userOf(account)}${draft.path}` };
}

export const userOf = (account: Credential | undefined) => encodeURIComponent(String(account?.reveal().user ?? ""));

type Prop = { [name: string]: unknown };

/** What a folder holds, without the folder itself, which comes first. */
export function entriesOf(body: Json): Json {
  let parsed: { multistatus?: { response?: { href?: string; propstat?: { prop?: Prop }[] }[] } };
  try {
    parsed = parser.parse(String(body)) as typeof parsed;
  } catch (thrown) {
    throw new NodeError("The answer is no list of files", { code: "API_ANSWER", cause: thrown });
  }
  const [, ...entries] = parsed.multistatus?.response ?? [];
  return entries.map(({ href = "", propstat = [] }) =>
    entryOf(decodeURIComponent(String(href)), propstat[0]?.prop ?? {}),
  );
}

function entryOf(href: string, prop: Prop): JsonObject {
  const path = href.replace(/^.*\/remote\.php\/dav\/files\/[^/]+/, "").replace(/\/$/, "");
  const isFolder =
    typeof prop.resourcetype === "object" && prop.resourcetype !== null && "collection" in prop.resourcetype;
  return {
    path,
    name: path.split("/").pop() ?? "",
    kind: isFolder ? "folder" : "file",
    size: Number(prop.getcontentlength ?? 0),
    mimeType: String(prop.getcontenttype ?? ""),
    changedAt: prop.getlastmodified ? new Date(String(prop.getlastmodified)).toISOString() : null,
    etag: String(prop.getetag ?? "").replace(/"/g, ""),
  };
}
