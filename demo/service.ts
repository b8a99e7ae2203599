import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Small real HTTP services that stand for those of a business, in the demo and in the tests of the templates. */
export type Service = { url: string; port: number; calls: Call[]; close(): Promise<void> };

export type Call = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Parsed where it is JSON, otherwise the text. */
  body: unknown;
  text: string;
  /** Of `:name` segments of the route. */
  params: { [name: string]: string };
};

export type Answer =
  | { status?: number; headers?: { [name: string]: string }; json?: unknown; text?: string }
  /** Takes the answer into its own hands, for instance to break off. */
  | ((response: ServerResponse) => void);

/** By `GET /customers/:id`. */
export type Routes = { [route: string]: (call: Call) => Answer | Promise<Answer> };

export async function startService(routes: Routes, port = 0): Promise<Service> {
  const table = Object.entries(routes).map(([route, answer]) => {
    const [method = "", path = ""] = route.split(" ");
    return { method, segments: path.split("/"), answer };
  });
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://service");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { method = "GET", headers } = request;
    for (const route of table) {
      const params = route.method === method ? paramsOf(route.segments, url.pathname) : undefined;
      if (!params) continue;
      const call = { method, path: url.pathname, query: url.searchParams, headers, body: parsed(text), text, params };
      calls.push(call);
      return send(response, await route.answer(call));
    }
    send(response, { status: 404, json: { error: `There is nothing at ${method} ${url.pathname}` } });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address() as AddressInfo;
  return {
    ...{ calls, port: address.port, url: `http://127.0.0.1:${address.port}` },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

function send(response: ServerResponse, answer: Answer) {
  if (typeof answer === "function") return answer(response);
  const { status = 200, headers = {}, json, text } = answer;
  response.writeHead(status, {
    "content-type": text === undefined ? "application/json" : "text/plain; charset=utf-8",
    ...headers,
  });
  response.end(text ?? (json === undefined ? "" : JSON.stringify(json)));
}

function paramsOf(segments: string[], path: string): { [name: string]: string } | undefined {
  const wanted = path.split("/");
  if (wanted.length !== segments.length) return undefined;
  const params: { [name: string]: string } = {};
  for (const [index, segment] of segments.entries()) {
    const value = decodeURIComponent(wanted[index] ?? "");
    if (segment.startsWith(":")) params[segment.slice(1)] = value;
    else if (segment !== value) return undefined;
  }
  return params;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
