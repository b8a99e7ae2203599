import { isExpression } from "@/shared/expression";
import type { Option } from "@/shared/field";
import { isJsonObject, type Json } from "@/shared/item";
import type { Credential, CredentialSlots } from "../credential";
import type { LookupContext, NodeDefinition } from "../define-node";
import { NodeError } from "../node-error";
import { getPath } from "../paths";
import { readBody } from "./answer";
import type { ApiDraft, ApiLookup, ApiNode } from "./api-node";
import { requestOf, textOf } from "./draft";
import { entriesOfPages } from "./pages";
import { baseOf, call, serviceOf } from "./run-operation";

/** As many as a form shows, and one more to know that there are more. */
const maxOptions = 1_001;

export const lookupsOf = (api: ApiNode): NodeDefinition["lookups"] =>
  api.lookups &&
  Object.fromEntries(
    Object.entries(api.lookups).map(([name, lookup]) => [
      name,
      (context: LookupContext<CredentialSlots>) => optionsOf(api, lookup, context),
    ]),
  );

async function optionsOf(api: ApiNode, lookup: ApiLookup, context: LookupContext<CredentialSlots>): Promise<Option[]> {
  const { account } = context.credentials as { account?: Credential };
  const { server } = context.params as { server?: string };
  const tools = { line: context, api, account, server, item: { json: {} } };
  const service = serviceOf(tools);
  const draft: ApiDraft = {
    method: lookup.method ?? "GET",
    path: pathOf(lookup.path, context.params),
    query: Object.entries(lookup.query ?? {}).map(([name, value]) => ({ name, value })),
    headers: [],
    body: lookup.body,
  };
  const ask = async (next: ApiDraft) => {
    const request = requestOf(next, baseOf(tools), "json", []);
    const answer = await call(tools, request, service);
    return { request, answer, body: readBody(request, answer, service) };
  };
  const entries = await entriesOfPages(draft, lookup.list, maxOptions, { ask, service });
  return entries.flatMap((entry) => {
    const value = getPath(entry, lookup.value);
    if (value === undefined || value === null) return [];
    const label = lookup.label.replace(/\{([^}]+)\}/g, (_, field: string) => textOf(getPath(entry, field) ?? ""));
    return [{ value: textOf(value), label: label.trim() || textOf(value) }];
  });
}

/** Filled with what other fields of the form say now. */
function pathOf(path: string, params: { [name: string]: unknown }): string {
  const resource = params.resource as Json | undefined;
  const values = isJsonObject(resource) && isJsonObject(resource.operation) ? resource.operation : {};
  return path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const value = values[name];
    if (typeof value === "string" && value !== "" && !isExpression(value)) return encodeURIComponent(value);
    throw new NodeError(`The list needs "${name}", which is empty or an expression`, {
      hint: "Fill it in, or write the value by hand",
    });
  });
}
