import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** One call that arrived, in the order of arrival. */
export type Call = { order: number; id: number; key: string | undefined };
export type Sink = Awaited<ReturnType<typeof startSink>>;

/** The outside world of a storm: takes calls, and remembers all of them. */
export async function startSink(pauseMs: () => number) {
  const calls: { [path: string]: Call[] } = {};
  let order = 0;
  const server = createServer((req, res) => {
    let text = "";
    req.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    req.on("end", () => {
      const { id } = JSON.parse(text) as { id: number };
      const path = req.url ?? "";
      calls[path] ??= [];
      calls[path].push({ order: order++, id, key: req.headers["idempotency-key"] as string | undefined });
      setTimeout(() => res.writeHead(200, { "content-type": "application/json" }).end('{"ok":true}'), pauseMs());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
