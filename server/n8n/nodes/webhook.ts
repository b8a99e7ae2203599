import { isExpression } from "@/shared/expression";
import type { Json, JsonObject } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";
import type { Exported, Exporters, Mapped, Mappers } from "../mapper";
import { object, stored, text, unless } from "../params";
import { asRows, rows, within } from "./http-values";

const usualText = '{"message":"Workflow was started"}';
const authentications: { [n8n: string]: string } = { basicAuth: "basic", headerAuth: "header", jwtAuth: "jwt" };
const answers: { [n8n: string]: string } = {
  ...{ allEntries: "all", firstEntryJson: "first", firstEntryBinary: "file", noData: "none" },
};

export const webhookMappers: Mappers = {
  webhook(params): Mapped {
    const options = fixed(object(params.options));
    const warnings = options.dropped.length
      ? [
          `Options of a webhook cannot be expressions: ${options.dropped.join(", ")} is not taken over. Use Respond to Webhook`,
        ]
      : [];
    const authentication = text(params.authentication, "none");
    const isKnown = authentication === "none" || Object.hasOwn(authentications, authentication);
    if (!isKnown)
      warnings.push(`The authentication "${authentication}" is not known here: a key pair or secret is asked for`);
    if (params.responseMode === "streaming")
      warnings.push("The answer is sent when the workflow has finished, not bit by bit");
    return {
      type: "core.webhook",
      inputs: [],
      params: {
        path: text(params.path),
        methods: methodsOf(params.httpMethod),
        // What is not known here must not leave the address open.
        authentication: authentication === "none" ? "any" : named(authentications, authentication, "jwt"),
        respond: readRespond(params, options.values),
        contentType: text(options.values.responseContentType),
        headers: rows(object(options.values.responseHeaders).entries).map(({ name, value }) => ({
          name,
          value: String(value),
        })),
        origins: text(options.values.allowedOrigins) || "*",
        callers: text(options.values.ipWhitelist),
        ignoreBots: options.values.ignoreBots === true,
        rawBody: options.values.rawBody === true,
        fileField: text(options.values.binaryPropertyName),
      },
      warnings,
    };
  },
};

/** The options that are needed before anything runs. */
function fixed(options: JsonObject): { values: JsonObject; dropped: string[] } {
  const dropped = Object.keys(options).filter(
    (name) => isExpression(options[name]) || isExpression(codeIn(options[name])),
  );
  return { values: Object.fromEntries(Object.entries(options).filter(([name]) => !dropped.includes(name))), dropped };
}

const codeIn = (option: Json | undefined): Json | undefined => object(object(option).values).customCode;

function methodsOf(given: Json | undefined): string[] {
  const known = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
  const methods = (Array.isArray(given) ? given.map(String) : [text(given, "GET")]).filter((name) =>
    known.includes(name),
  );
  return methods.length ? methods : ["GET"];
}

function readRespond(params: JsonObject, options: JsonObject): JsonObject {
  const status = statusOf(options.responseCode ?? params.responseCode);
  switch (text(params.responseMode, "onReceived")) {
    case "responseNode":
      return { is: "node" };
    case "lastNode":
    case "streaming": {
      const answer = named(answers, text(params.responseData), "first");
      const file = text(params.responseBinaryPropertyName, "data");
      const field = answer === "file" ? unless(file, "data") : options.responsePropertyName;
      return { is: "finished", status, answer, field: text(field) };
    }
    default:
      return {
        is: "accepted",
        status,
        text: text(options.responseData, usualText),
        noBody: options.noResponseBody === true,
      };
  }
}

/** A number, or n8n's choice with a field for other numbers. */
function statusOf(given: Json | undefined): number {
  const { responseCode, customCode } = object(object(given).values);
  const code = responseCode === "customCode" ? customCode : (responseCode ?? given);
  return Math.round(Number(within(isExpression(code) ? undefined : code, 200, 200, 599)));
}

export const webhookExporters: Exporters = { "core.webhook": writeWebhook };

function writeWebhook(params: JsonObject, { credentials }: WorkflowNode): Exported {
  const respond = object(params.respond);
  const methods = Array.isArray(params.methods) && params.methods.length ? params.methods : ["POST"];
  const headers = asRows(params.headers);
  const modes: { [is: string]: string } = { finished: "lastNode", node: "responseNode" };
  const isAccepted = respond.is === "accepted";
  const answer = keyOf(answers, respond.answer) ?? "firstEntryJson";
  return {
    ...{ type: "n8n-nodes-base.webhook", typeVersion: 2.1, inputs: [] },
    warnings: credentials?.auth
      ? ["Choose the authentication and its credential in n8n: a file never brings one along"]
      : [],
    parameters: stored({
      ...(methods.length > 1
        ? { multipleMethods: true, httpMethod: methods }
        : { httpMethod: unless(methods[0], "GET") }),
      path: params.path,
      // Of what kind it is, only the credential knows; without any, n8n would let everyone in.
      authentication:
        keyOf(authentications, params.authentication) ?? (isOpen(params, credentials) ? undefined : "headerAuth"),
      responseMode: modes[text(respond.is)],
      responseData: respond.is === "finished" ? unless(answer, "firstEntryJson") : undefined,
      responseBinaryPropertyName: respond.answer === "file" ? respond.field || undefined : undefined,
      options: stored({
        responseCode: respond.is === "node" || respond.status === 200 ? undefined : customCode(respond.status ?? 200),
        responseData: isAccepted ? unless(respond.text, usualText) : undefined,
        noResponseBody: isAccepted ? unless(respond.noBody, false) : undefined,
        responsePropertyName: respond.answer === "file" ? undefined : respond.field || undefined,
        responseContentType: params.contentType || undefined,
        responseHeaders: headers.length ? { entries: headers } : undefined,
        allowedOrigins: unless(params.origins, "*"),
        ipWhitelist: params.callers || undefined,
        ignoreBots: unless(params.ignoreBots, false),
        rawBody: unless(params.rawBody, false),
        binaryPropertyName: params.fileField || undefined,
      }),
    }),
  };
}

const isOpen = ({ authentication = "any" }: JsonObject, credentials: WorkflowNode["credentials"]) =>
  authentication === "any" && !credentials?.auth;
const customCode = (status: Json): JsonObject => ({ values: { responseCode: "customCode", customCode: status } });
const named = (names: { [n8n: string]: string }, name: string, otherwise: string): string =>
  (Object.hasOwn(names, name) && names[name]) || otherwise;
const keyOf = (names: { [n8n: string]: string }, ours: Json | undefined): string | undefined =>
  Object.keys(names).find((name) => names[name] === ours);
