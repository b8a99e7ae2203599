import { requestCredentials } from "@/nodes/credentials/request";
import { defineNode, NodeError, optionalCredential, p } from "@/nodes/sdk";
import { withPath } from "@/nodes/sdk/paths";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

export const graphql = defineNode({
  type: "core.graphql",
  version: 1,
  label: "GraphQL",
  summary: "Sends a GraphQL query and gives its data",
  category: "network",
  icon: "waypoints",
  keywords: ["api", "query", "mutation"],
  inputs: ["main"],
  outputs: ["main"],
  credentials: { auth: optionalCredential("Authentication", ...requestCredentials) },
  params: {
    url: p.text({ label: "Endpoint", placeholder: "https://api.example.com/graphql", required: true }),
    query: p.text({ label: "Query", multiline: true, required: true }),
    variables: p.json({ label: "Variables", default: {} }),
    operation: p.text({ label: "Operation", help: "Which one, if the query has several" }),
    send: p.select({
      label: "Send",
      options: [
        { value: "json", label: "POST, as JSON" },
        { value: "text", label: "POST, the query alone" },
        { value: "query", label: "GET" },
      ],
      advanced: true,
    }),
    headers: p.pairs({ label: "Headers", addLabel: "Add header", advanced: true }),
    asText: p.toggle({ label: "Give the answer as text", advanced: true }),
    field: p.text({
      label: "Into the field",
      default: "data",
      required: true,
      onlyWhen: { asText: [true] },
      advanced: true,
    }),
    anyCertificate: p.toggle({
      label: "Accept any certificate",
      help: "Only for a service of your own: anyone in between can read and change what is sent",
      advanced: true,
    }),
  },
  line: "{url}",
  effect: "unsafe",
  async execute({ params, credentials: { auth }, http }) {
    const { url, query, operation, send, headers } = params;
    const variables = asObject(params.variables);
    const full = { query, variables, operationName: operation || null };
    const answer = await http({
      method: send === "query" ? "GET" : "POST",
      url,
      headers: [{ name: "accept", value: "application/json" }, ...headers],
      ...(send === "json" && { body: textBody(JSON.stringify(full), "application/json") }),
      ...(send === "text" && { body: textBody(query, "application/graphql") }),
      ...(send === "query" && {
        query: [
          { name: "query", value: query },
          ...(Object.keys(variables).length ? [{ name: "variables", value: JSON.stringify(variables) }] : []),
          ...(operation ? [{ name: "operationName", value: operation }] : []),
        ],
      }),
      auth,
      anyCertificate: params.anyCertificate,
      response: "auto",
    });
    const errors = isJsonObject(answer.body) && Array.isArray(answer.body.errors) ? answer.body.errors : [];
    const place = url.split(/[?#]/)[0];
    if (!answer.ok || errors.length > 0) {
      const messages = errors.map((error) => (isJsonObject(error) ? String(error.message ?? "") : String(error)));
      const said = messages.filter(Boolean).join(", ").slice(0, 500);
      throw new NodeError(`${place} answered ${answer.status}${said ? `: ${said}` : ` ${answer.statusText}`}`, {
        code: answer.ok ? "GRAPHQL_ERROR" : `HTTP_${answer.status}`,
        hint: answer.ok ? "Check the query and its variables" : "Check the endpoint and the credential",
      });
    }
    if (params.asText) return { main: { json: withPath({}, params.field, JSON.stringify(answer.body)) } };
    return { main: { json: isJsonObject(answer.body) ? answer.body : { data: answer.body } } };
  },
});

const textBody = (text: string, contentType: string) => ({ type: "text" as const, text, contentType });

function asObject(value: Json): JsonObject {
  let given = value;
  try {
    if (typeof given === "string") given = given.trim() === "" ? {} : (JSON.parse(given) as Json);
  } catch {
    // Refused below, like every other value that is no object.
  }
  if (given === null) return {};
  if (isJsonObject(given)) return given;
  throw new NodeError("The variables are not a JSON object", { code: "GRAPHQL_VARIABLES", param: "variables" });
}
