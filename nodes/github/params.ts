import { p } from "@/nodes/sdk";
import { type ApiOperation, asBody, inPath } from "@/nodes/sdk/api";

export const paging = { by: "linkHeader", size: { to: "per_page", max: 100 } } as const;

export const owner = inPath(
  p.text({
    label: "Owner",
    help: "A person or an organisation",
    placeholder: "octocat",
    required: true,
    lookup: "owners",
  }),
);
export const repo = inPath(p.text({ label: "Repository", required: true, lookup: "repositories" }));
export const place = { owner, repo };
export const number = inPath(p.text({ label: "Number", required: true }));
export const more = asBody(
  p.json({ label: "More fields", help: "Whatever else the API takes, as a JSON object", advanced: true }),
);

const base = "/repos/{owner}/{repo}";

export const get = (label: string, path: string, params: ApiOperation["params"] = {}): ApiOperation => ({
  ...{ label, method: "GET", path: base + path, params: { ...place, ...params } },
});
export const list = (label: string, path: string, params: ApiOperation["params"] = {}, at = ""): ApiOperation => ({
  ...get(label, path, params),
  list: { at, paging },
});
export const write = (
  label: string,
  [method, path]: readonly [string, string],
  params: ApiOperation["params"],
  rest: Partial<ApiOperation> = {},
): ApiOperation => ({ label, method, path: base + path, params: { ...place, ...params }, ...rest });
