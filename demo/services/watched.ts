import { createServer, type Socket } from "node:net";
import { type Service, startService } from "../service";

export type Watched = Service & {
  /** By its name: what the next checks find, in turn; when they are used up, `up`. */
  plan: { [name: string]: ("up" | "down")[] };
  /** Of services that are down until they are mended. */
  down: Set<string>;
  /** How often each was checked. */
  checks: { [name: string]: number };
};

/** Services with a page that says whether they are well, at `/<name>/health`. */
export async function startWatched(port = 0): Promise<Watched> {
  const plan: Watched["plan"] = {};
  const down = new Set<string>();
  const checks: Watched["checks"] = {};
  const service = await startService(
    {
      "GET /:name/health": ({ params: { name = "" } }) => {
        checks[name] = (checks[name] ?? 0) + 1;
        const isDown = plan[name]?.shift() === "down" || down.has(name);
        return isDown
          ? { status: 503, json: { status: "DOWN", reason: "The disk is full" } }
          : { json: { status: "UP" } };
      },
    },
    port,
  );
  return { ...service, plan, down, checks };
}

export type WatchedPort = { port: number; close(): Promise<void>; open(): Promise<void> };

/** A TCP port that can be closed and opened again, such as that of a mail server. */
export async function startWatchedPort(greeting = "220 mail.example.com ESMTP\r\n"): Promise<WatchedPort> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.once("close", () => sockets.delete(socket)).on("error", () => {}));
    socket.write(greeting);
  });
  const listen = (at: number) => new Promise<void>((resolve) => void server.listen(at, "127.0.0.1", resolve));
  await listen(0);
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    port,
    open: () => listen(port),
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
