import { requestCredentials } from "@/nodes/credentials/request";
import { NodeError, optionalCredential, p } from "@/nodes/sdk";
import type { ApiOperation } from "@/nodes/sdk/api/api-node";
import { operationEffect } from "@/nodes/sdk/api/define-api-node";
import { type ApiParam, maybe } from "@/nodes/sdk/api/place";
import { limitParams, runOperation } from "@/nodes/sdk/api/run-operation";
import type { CredentialSlots } from "@/nodes/sdk/credential";
import type { NodeDefinition } from "@/nodes/sdk/define-node";
import type { Param, Params } from "@/nodes/sdk/params";
import type { DocumentFacts, StoredOperation, StoredParam } from "./stored";

type Named = { type: string; version: number; label: string; facts: DocumentFacts };

/** The node of an OpenAPI document, with the one operation that it is told to do; `wanted` is its key. */
export function documentNode(
  { type, version, label, facts }: Named,
  stored: StoredOperation | undefined,
  wanted: string,
): NodeDefinition {
  const operation = stored && operationOf(stored);
  return {
    ...{ type, version, label, summary: facts.summary || facts.title, category: "service", icon: documentIcon },
    ...{ inputs: ["main"], outputs: ["main"], effect: "unsafe" },
    credentials: slotsOf(facts),
    params: {
      operation: p.choice({
        label: "Operation",
        cases: { [wanted]: { label: stored?.label ?? wanted, params: operation ? paramsOf(operation) : {} } },
      }),
      server: serverParam(facts),
    },
    effectWith: () => (operation ? operationEffect(operation) : "unsafe"),
    async execute(context) {
      if (!operation) throw noOperation(wanted, version);
      const { item, params, credentials } = context;
      const { server, operation: values } = params as { server: string; operation: { is: string } };
      const api = { label, base: { url: facts.servers[0], server: {} }, errors: { at: commonErrors } };
      const { account } = credentials as { account?: never };
      return { main: await runOperation({ line: context, api, account, server, item }, operation, values) };
    },
  };
}

function noOperation(wanted: string, version: number): NodeError {
  const message = wanted
    ? `There is no operation "${wanted}" in version ${version} of the document`
    : "No operation is chosen";
  return new NodeError(message, { code: "API_OPERATION", hint: "Open the node and choose one", param: "operation" });
}

export const documentIcon = "braces";

/** Where services most often say what was wrong. */
const commonErrors = ["message", "error.message", "error_description", "error", "detail", "title", "errors"];

export const serverParam = ({ servers }: DocumentFacts): Param<string> =>
  p.text({
    label: "Server address",
    help:
      servers.length > 1 ? `Empty: the first of ${servers.join(", ")}`.slice(0, 400) : "Empty: as the document says",
    placeholder: servers[0] ?? "https://api.example.com",
    required: servers.length === 0,
    advanced: servers.length > 0,
  });

export function slotsOf({ credentials, credentialHint }: DocumentFacts): CredentialSlots {
  const fitting = requestCredentials.filter(({ type }) => credentials.includes(type));
  const label = credentialHint ? `Account (${credentialHint})` : "Account";
  return { account: optionalCredential(label, ...(fitting.length > 0 ? fitting : requestCredentials)) };
}

const paramsOf = ({ params = {}, list }: ApiOperation): Params => ({
  ...Object.fromEntries(Object.entries(params).map(([name, { param }]) => [name, param])),
  ...(list && limitParams),
});

/** What the form of one operation shows. */
export const operationParams = (stored: StoredOperation): Params => paramsOf(operationOf(stored));

function operationOf({ params, ...stored }: StoredOperation): ApiOperation {
  return { ...stored, params: Object.fromEntries(params.map((param) => [param.name, apiParam(param)])) };
}

function apiParam(stored: StoredParam): ApiParam {
  const { as, in: place, list, kind, required = false } = stored;
  const unless = !required && "default" in kind && kind.is === "text" ? kind.default : undefined;
  return {
    ...{ param: paramOf(stored), in: place, as, list },
    unless: kind.is === "select" && !required ? unset(kind.options) : unless,
  };
}

const unset = (options: readonly string[]) => (options.includes("unset") ? "unset_" : "unset");

function paramOf({ label, help, required = false, advanced, kind }: StoredParam): Param {
  const texts = { label, help, advanced };
  switch (kind.is) {
    case "text":
      return p.text({
        ...texts,
        required,
        placeholder: kind.placeholder,
        default: kind.default,
        multiline: kind.multiline,
      });
    case "number": {
      const { default: preset, ...limits } = kind;
      if (required) return p.number({ ...texts, ...limits, default: preset });
      return maybe.number({ ...texts, ...limits, ...(preset !== undefined && { placeholder: String(preset) }) });
    }
    case "toggle":
      return required ? p.toggle({ ...texts, default: kind.default }) : maybe.toggle(texts);
    case "select": {
      const none = { value: unset(kind.options), label: "As the service has it" };
      const options = kind.options.map((value) => ({ value, label: value }));
      return p.select({
        ...texts,
        options: required ? options : [none, ...options],
        default: required ? kind.default : undefined,
      });
    }
    case "json":
      return p.json({ ...texts, required, placeholder: kind.placeholder, default: kind.default ?? null });
  }
}
