import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import { operationOf } from "./operation";
import { parseDocument, unreadable } from "./parse";
import { createReader, listAt, own, plainText, type Reader, textAt } from "./references";
import { securityOf } from "./security";
import type { DocumentFacts, ReadDocument, StoredOperation } from "./stored";

const methods = ["get", "post", "put", "patch", "delete", "head", "options"] as const;
const maxOperations = 5_000;

/** What a node needs of an OpenAPI document, version 3 or Swagger 2. `from`: where it was read. Throws `NodeError`. */
export async function readDocument(text: string, from?: string): Promise<ReadDocument> {
  const document = await parseDocument(text);
  const version = String(own(document, "openapi") ?? own(document, "swagger") ?? "");
  if (!/^(3\.[0-9]|2\.0|2$)/.test(version)) {
    throw unreadable(
      version ? `It is of the version ${version.slice(0, 20)}` : 'It has no key "openapi" or "swagger"',
      "OpenAPI 3.0 and 3.1 and Swagger 2.0 can be read",
    );
  }
  const paths = own(document, "paths");
  if (!isJsonObject(paths))
    throw unreadable('It has no "paths"', "A document that describes only webhooks has no operations");
  const reader = createReader(document);
  const operations = operationsOf(paths, reader);
  if (operations.length === 0) throw unreadable("It has no operations", "Check that this is the whole document");
  return { facts: factsOf(reader, from), operations, warnings: [...reader.warnings].slice(0, 20) };
}

function operationsOf(paths: JsonObject, reader: Reader): StoredOperation[] {
  const known = new Set<string>();
  const operations: StoredOperation[] = [];
  for (const [path, value] of Object.entries(paths)) {
    const item = reader.object(value);
    for (const method of methods) {
      const operation = own(item, method);
      if (!isJsonObject(operation) || !path.startsWith("/")) continue;
      if (operations.length >= maxOperations) {
        reader.warnings.add(`Only the first ${maxOperations} operations are kept`);
        return operations;
      }
      operations.push(operationOf({ path, method, operation, shared: listAt(item, "parameters"), known }, reader));
    }
  }
  return operations;
}

function factsOf(reader: Reader, from: string | undefined): DocumentFacts {
  const info = reader.object(own(reader.document, "info"));
  return {
    title: plainText(textAt(info, "title"), 80) || "API",
    summary: plainText(textAt(info, "summary") || textAt(info, "description"), 200),
    release: String(own(info, "version") ?? "").slice(0, 40),
    servers: serversOf(reader, from).slice(0, 20),
    ...securityOf(reader),
  };
}

function serversOf({ document, object }: Reader, from: string | undefined): string[] {
  const named = listAt(document, "servers").map((server) => filled(object(server), object));
  const host = textAt(document, "host");
  const base = textAt(document, "basePath");
  const schemes = listAt(document, "schemes");
  const scheme = schemes.includes("https") || schemes.length === 0 ? "https" : String(schemes[0]);
  const old = host ? [`${scheme}://${host}${base}`] : base ? [base] : [];
  const urls = [...named, ...old, ...(named.length + old.length === 0 && from ? ["/"] : [])];
  return urls.flatMap((url) => {
    const whole = from && URL.canParse(url, from) ? new URL(url, from).href : url;
    return /^https?:\/\//.test(whole) ? [whole.replace(/\/+$/, "")] : [];
  });
}

/** Variables of an address as the document presets them. */
function filled(server: JsonObject, object: Reader["object"]): string {
  const variables = object(own(server, "variables") as Json);
  return textAt(server, "url").replace(/\{([^}]+)\}/g, (whole, name: string) => {
    const preset = own(object(own(variables, name)), "default");
    return preset === undefined ? whole : String(preset);
  });
}
