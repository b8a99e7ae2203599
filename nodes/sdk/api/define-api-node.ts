import type { Item, Json } from "@/shared/item";
import type { Credential, CredentialSlots } from "../credential";
import type { Effect, ItemContext, NodeDefinition } from "../define-node";
import { type Params, p } from "../params";
import type { ApiNode, ApiOperation, ApiValues } from "./api-node";
import { customCall, customParams } from "./custom-call";
import { lookupsOf } from "./lookups";
import { limitParams, runOperation } from "./run-operation";

/** A node of a service's API: resource, operation, and the parameters of that. */
export function defineApiNode(api: ApiNode): NodeDefinition {
  return {
    type: api.type,
    version: api.version ?? 1,
    label: api.label,
    summary: api.summary,
    category: api.category ?? "service",
    icon: api.icon,
    keywords: api.keywords,
    inputs: ["main"],
    outputs: ["main"],
    credentials: api.credentials,
    params: paramsOf(api),
    line: "{resource.is}: {resource.operation.is}",
    effect: "unsafe",
    effectWith: (params) => effectOf(api, params),
    lookups: lookupsOf(api),
    execute: (context) => execute(api, context),
  };
}

function paramsOf({ resources, base }: ApiNode): Params {
  return {
    ...(base.server && {
      server: p.text({
        label: "Server address",
        required: base.url === undefined,
        advanced: base.url !== undefined,
        placeholder: base.server.placeholder,
      }),
    }),
    resource: p.choice({
      label: "Resource",
      cases: {
        ...Object.fromEntries(
          Object.entries(resources).map(([name, { label, operations }]) => [
            name,
            { label, params: { operation: operationChoice(operations) } },
          ]),
        ),
        custom: { label: "Custom API call", params: customParams },
      },
    }),
  };
}

const operationChoice = (operations: { [name: string]: ApiOperation }) =>
  p.choice({
    label: "Operation",
    cases: Object.fromEntries(
      Object.entries(operations).map(([name, { label, help, params = {}, list }]) => [
        name,
        {
          label,
          help,
          params: {
            ...Object.fromEntries(Object.entries(params).map(([key, { param }]) => [key, param])),
            ...(list && limitParams),
          },
        },
      ]),
    ),
  });

type Chosen = { is: string; operation?: { is: string } & ApiValues } & ApiValues;

async function execute(api: ApiNode, context: ItemContext<Params, CredentialSlots>): Promise<{ main: Item[] }> {
  const { item, params } = context;
  const { server, resource } = params as { server?: string; resource: Chosen };
  const { account } = context.credentials as { account?: Credential };
  const tools = { line: context, api, account, server, item };
  if (resource.is === "custom") return { main: await customCall(tools, resource) };
  const operation = operationOf(api, resource);
  if (!operation) throw new Error(`There is no operation "${resource.operation?.is}"`);
  return { main: await runOperation(tools, operation, resource.operation ?? {}) };
}

function operationOf({ resources }: ApiNode, { is, operation }: Chosen): ApiOperation | undefined {
  const known = Object.hasOwn(resources, is) ? resources[is]?.operations : undefined;
  const name = operation?.is ?? "";
  return known && Object.hasOwn(known, name) ? known[name] : undefined;
}

/** Parameters as they are stored: what is missing is the first case. */
function effectOf(api: ApiNode, params: { [name: string]: unknown }): Effect {
  const chosen = (params.resource ?? {}) as { [name: string]: Json | undefined };
  const is = String(chosen.is ?? Object.keys(api.resources)[0] ?? "");
  if (is === "custom") return effectOfMethod(String(chosen.method ?? "GET"));
  const inner = (chosen.operation ?? {}) as { is?: string; [name: string]: Json | undefined };
  const first = Object.keys(api.resources[is]?.operations ?? {})[0] ?? "";
  const operation = operationOf(api, { is, operation: { ...inner, is: inner.is ?? first } });
  if (operation?.onceBy && inner[operation.onceBy]) return "idempotent";
  return operation ? operationEffect(operation) : "unsafe";
}

export const operationEffect = ({ method, effect }: ApiOperation): Effect => effect ?? effectOfMethod(method);

function effectOfMethod(method: string): Effect {
  if (method === "GET" || method === "HEAD") return "none";
  return method === "PUT" || method === "DELETE" ? "idempotent" : "unsafe";
}
