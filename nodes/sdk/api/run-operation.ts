import type { Item } from "@/shared/item";
import type { Credential } from "../credential";
import { NodeError } from "../node-error";
import { p } from "../params";
import { getPath } from "../paths";
import type { HttpRequest, HttpResponse } from "../services";
import { type Answering, readBody, toItem } from "./answer";
import type { ApiDraft, ApiNode, ApiOperation, ApiValues } from "./api-node";
import { draftOf, filesOf, requestOf } from "./draft";
import { entriesOfPages } from "./pages";
import { type Line, send } from "./send";

/** What every operation on a list can be told. */
export const limitParams = {
  all: p.toggle({ label: "Return all", help: "Reads page after page to the end" }),
  limit: p.number({ label: "Limit", default: 50, min: 1, integer: true, onlyWhen: { all: [false] } }),
};

type Service = Pick<ApiNode, "label" | "base" | "errors" | "headers" | "signs">;
export type Tools = { line: Line; api: Service; account?: Credential; server?: string; item: Item };

/** One operation for one item: the items that its answer holds. */
export async function runOperation(tools: Tools, operation: ApiOperation, values: ApiValues): Promise<Item[]> {
  const { account, item } = tools;
  const plain = draftOf(operation, values, item.json);
  const draft = operation.before?.(plain, values, account) ?? plain;
  const files = filesOf(operation, values, item);
  const service = serviceOf(tools);
  const ask = async (next: ApiDraft) => {
    const request = { ...requestOf(next, baseOf(tools), operation.body ?? "json", files), response: operation.answer };
    const answer = await call(tools, request, service);
    const read = readBody(request, answer, service, operation.answer);
    return { request, answer, body: operation.after?.(read, values) ?? read };
  };
  if (operation.list) {
    const limit = values.all === true ? Number.POSITIVE_INFINITY : Number(values.limit ?? 50);
    return (await entriesOfPages(draft, operation.list, limit, { ask, service })).map(toItem);
  }
  const { answer, body } = await ask(draft);
  return itemsOf(answer, operation.item === undefined ? body : (getPath(body, operation.item) ?? body), item);
}

/** One thing is one item. Nothing at all means that it was done. */
export function itemsOf({ file }: HttpResponse, body: HttpResponse["body"], item: Item): Item[] {
  if (file) return [{ json: item.json, binary: { ...item.binary, data: file } }];
  if (body === null || body === "") return [{ json: { success: true } }];
  if (Array.isArray(body)) return body.map(toItem);
  return [typeof body === "string" ? { json: { data: body } } : toItem(body)];
}

/** Signed where it goes to the service itself; a page elsewhere gets no secret. */
export function call(tools: Tools, request: HttpRequest, service: Answering): Promise<HttpResponse> {
  const { api, account, line } = tools;
  const isOwn = originOf(request.url) === originOf(baseOf(tools));
  const own = [...(request.headers ?? []), ...(api.headers ?? [])];
  const headers = own.some(({ name }) => name === "accept") ? own : [...own, acceptJson];
  const secretPath = api.base.isSecret;
  return send(
    line,
    { ...request, headers, secretPath, ...(isOwn && account && canSign(api) && { auth: account }) },
    service,
  );
}

const acceptJson = { name: "accept", value: "application/json" };

/** An address that is the secret needs no signature. */
const canSign = ({ base, signs = true }: Service) => signs && !base.isSecret;

export const serviceOf = ({ api }: Tools): Answering => ({
  label: api.label,
  errors: api.errors,
  isSecret: api.base.isSecret,
});

const originOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : url);

/** The address of the API, without a slash at the end. */
export function baseOf({ api: { base, label }, account, server }: Pick<Tools, "api" | "account" | "server">): string {
  const own = base.credentialField ? account?.reveal()[base.credentialField] : undefined;
  const address = server?.trim() || (typeof own === "string" && own.trim()) || base.url;
  if (!address) {
    throw new NodeError(`The address of ${label} is not known`, {
      code: "API_ADDRESS",
      hint: "Choose a credential that says it, or enter it in the node",
      param: base.server ? "server" : undefined,
    });
  }
  return address.replace(/\/+$/, "") + (base.path && !address.replace(/\/+$/, "").endsWith(base.path) ? base.path : "");
}
