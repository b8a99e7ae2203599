import type { Item, Json } from "@/shared/item";
import { isJsonObject } from "@/shared/item";
import { NodeError } from "../node-error";
import { p } from "../params";
import { readBody } from "./answer";
import type { ApiDraft, ApiValues } from "./api-node";
import { requestOf } from "./draft";
import { baseOf, call, itemsOf, serviceOf, type Tools } from "./run-operation";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** What the node has no operation for, with its credential all the same. */
export const customParams = {
  method: p.select({ label: "Method", options: methods }),
  path: p.text({ label: "Path", help: "After the address of the API", placeholder: "/things/42", required: true }),
  query: p.pairs({ label: "Query parameters", addLabel: "Add parameter" }),
  body: p.json({ label: "Body", help: "Sent as JSON, not with GET" }),
};

export async function customCall(tools: Tools, values: ApiValues): Promise<Item[]> {
  const { method, path, query, body } = values as {
    method: string;
    path: string;
    query: { name: string; value: string }[];
    body: Json;
  };
  const draft: ApiDraft = {
    method,
    path: insidePath(path),
    query: query.filter(({ name }) => name !== ""),
    headers: [],
    body: method === "GET" || body === null || body === "" ? undefined : jsonOf(body),
  };
  const request = requestOf(draft, baseOf(tools), "json", []);
  const service = serviceOf(tools);
  const answer = await call(tools, request, service);
  return itemsOf(answer, readBody(request, answer, service), tools.item);
}

/** Always below the address of the API. */
function insidePath(path: string): string {
  const [bare = ""] = path.split(/[?#]/);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path) || bare.split("/").some((part) => /^(\.|%2e){2}$/i.test(part))) {
    throw new NodeError(`"${path.slice(0, 200)}" is not a path below the address of the API`, {
      code: "API_PARAMETER",
      hint: "Write it like /things/42. For other addresses there is HTTP Request",
      param: "resource.path",
    });
  }
  return `/${path.replace(/^\/+/, "")}`;
}

function jsonOf(body: Json): Json {
  if (typeof body !== "string") return body;
  try {
    const value = JSON.parse(body) as Json;
    return isJsonObject(value) || Array.isArray(value) ? value : body;
  } catch (thrown) {
    throw new NodeError(`The body is not valid JSON: ${thrown instanceof Error ? thrown.message : thrown}`, {
      code: "API_PARAMETER",
      hint: "Use an expression that gives an object, or put texts in quotes",
      param: "resource.body",
    });
  }
}
