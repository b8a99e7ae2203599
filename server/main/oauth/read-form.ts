import type { IncomingMessage } from "node:http";

/** What a client sends to the token endpoint, and how it says who it is. */
export type TokenRequest = { params: Map<string, string>; clientId: string; secret: string | undefined };
export type BadRequest = { error: "invalid_request"; description: string };

const maxBytes = 16 * 1024;

/** A form in the body (RFC 6749, 3.2), with the client in it or in the header. Nothing is read from the address. */
export async function readTokenRequest(req: IncomingMessage, url: URL): Promise<TokenRequest | BadRequest> {
  if (url.search !== "") return bad("Parameters belong into the body: addresses are kept in logs");
  if (!/^application\/x-www-form-urlencoded\b/i.test(req.headers["content-type"] ?? ""))
    return bad("The body must be application/x-www-form-urlencoded");
  // Announced, it is refused before it comes.
  const text = Number(req.headers["content-length"] ?? 0) > maxBytes ? undefined : await bodyOf(req);
  if (text === undefined) return bad("The body is too long");
  const params = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (params.has(name)) return bad("A parameter is there more than once");
    params.set(name, value);
  }
  // Without a value it is as if it were not there.
  for (const [name, value] of params) if (value === "") params.delete(name);
  return whoAsks(req, params);
}

function whoAsks(req: IncomingMessage, params: Map<string, string>): TokenRequest | BadRequest {
  const inBody = { clientId: params.get("client_id"), secret: params.get("client_secret") };
  const header = req.headers.authorization;
  if (header === undefined) return { params, clientId: inBody.clientId ?? "", secret: inBody.secret };
  if (inBody.secret !== undefined) return bad("The client says in two ways who it is");
  const [, encoded = ""] = /^Basic ([\w+/=]{1,2000})$/i.exec(header) ?? [];
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const at = text.indexOf(":");
  const clientId = decoded(text.slice(0, Math.max(at, 0)));
  if (inBody.clientId !== undefined && inBody.clientId !== clientId) return bad("The client is named in two ways");
  // Whatever else is in that header is a wrong secret.
  return { params, clientId, secret: at < 0 ? "" : decoded(text.slice(at + 1)) };
}

async function bodyOf(req: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Both parts are encoded as in a form. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

const bad = (description: string): BadRequest => ({ error: "invalid_request", description });
