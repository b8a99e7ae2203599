import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isDeepStrictEqual } from "node:util";
import type { Json, JsonObject } from "@/shared/item";

/** A call that a workflow makes, and its answer. Without `persist` it is answered once. */
export type HttpMock = {
  method: string;
  url: string;
  body?: Json;
  requestHeaders?: { [name: string]: string };
  persist?: boolean;
  status: number;
  response?: Json;
  responseHeaders?: { [name: string]: string };
};

/**
 * Real servers, one for each origin, that answer as the mocks say. `local` leads a text of the workflow to them,
 * `original` leads back.
 */
export async function openMocks(mocks: readonly HttpMock[]) {
  const open = mocks.map((mock) => ({ ...mock, isUsed: false }));
  const origins = [...new Set(mocks.map(({ url }) => new URL(url).origin))];
  const servers = await Promise.all(
    origins.map(async (origin) => {
      const server = createServer((request, response) => void answer(origin, request, response));
      await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
      return { origin, server, here: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    }),
  );
  const local = (text: string) => servers.reduce((result, { origin, here }) => result.replaceAll(origin, here), text);
  const original = (text: string) =>
    servers.reduce((result, { origin, here }) => result.replaceAll(here, origin), text);

  async function answer(origin: string, request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString("utf8");
    const url = `${origin}${request.url ?? "/"}`;
    const mock = open.find(
      (candidate) =>
        !(candidate.isUsed && !candidate.persist) &&
        candidate.method.toUpperCase() === request.method &&
        isSameUrl(candidate.url, url) &&
        (candidate.body === undefined || isSameBody(candidate.body, body)),
    );
    if (!mock) {
      response.writeHead(501, { "content-type": "text/plain" });
      return void response.end(`No answer is known for ${request.method} ${url} with ${body.slice(0, 500)}`);
    }
    mock.isUsed = true;
    const headers = Object.entries(mock.responseHeaders ?? {}).map(([name, value]) => [name, local(value)] as const);
    const { bytes, type } = contentsOf(mock.response, local);
    const hasType = headers.some(([name]) => name.toLowerCase() === "content-type");
    response.writeHead(mock.status, {
      ...(type && !hasType && { "content-type": type }),
      ...Object.fromEntries(headers),
    });
    response.end(bytes);
  }

  return {
    local,
    original,
    close: () => Promise.all(servers.map(({ server }) => closed(server))),
  };
}

function isSameUrl(one: string, other: string): boolean {
  const [a, b] = [new URL(one), new URL(other)];
  const pairs = ({ searchParams }: URL) => [...searchParams].map((pair) => pair.join("=")).sort();
  return a.pathname === b.pathname && isDeepStrictEqual(pairs(a), pairs(b));
}

/** As text, as JSON, or as the fields of a form. */
function isSameBody(wanted: Json, got: string): boolean {
  if (wanted === got) return true;
  const given = typeof wanted === "string" ? parsed(wanted) : wanted;
  if (given === undefined) return false;
  return (
    isDeepStrictEqual(given, parsed(got)) || isDeepStrictEqual(given, Object.fromEntries(new URLSearchParams(got)))
  );
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function contentsOf(response: Json | undefined, local: (text: string) => string): { bytes: Buffer; type?: string } {
  if (response === undefined || response === null) return { bytes: Buffer.alloc(0) };
  if (typeof response === "string") return { bytes: Buffer.from(local(response)) };
  const { $type, base64 } = response as JsonObject;
  if ($type === "Buffer") return { bytes: Buffer.from(String(base64), "base64") };
  return { bytes: Buffer.from(local(JSON.stringify(response))), type: "application/json" };
}

const closed = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
