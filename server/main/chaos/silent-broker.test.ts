import { createServer, type Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ListenerState } from "@/shared/api";
import { draw, startServer, type TestServer, until } from "../testing";

/** Promise P15: the end takes no longer than it may, whatever those outside do. */

let server: TestServer;
let answers = true;
const sockets = new Set<Socket>();
/** Speaks as little of NATS as it takes to be connected to, and then falls silent. */
const broker = createServer((socket) => {
  sockets.add(socket.on("error", () => {}));
  if (!answers) return;
  socket.write(
    `INFO ${JSON.stringify({ server_id: "x", version: "2.10.0", proto: 1, headers: true, max_payload: 1_000_000 })}\r\n`,
  );
  socket.on("data", (bytes) => {
    for (const _ of answers ? bytes.toString("latin1").matchAll(/PING\r\n/g) : []) socket.write("PONG\r\n");
  });
});
/** Takes calls, and never answers. */
const service = createServer((socket) => void sockets.add(socket.on("error", () => {})));
const portOf = (listening: typeof broker) => (listening.address() as { port: number }).port;

beforeAll(async () => {
  for (const one of [broker, service]) await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
  server = await startServer({ env: { ISLEWIRE_EGRESS_ALLOW: "127.0.0.1", ISLEWIRE_WORKERS: "1" } });
  await server.signUp();
});
afterAll(async () => {
  await server.stop("SIGKILL");
  for (const socket of sockets) socket.destroy();
  broker.close();
  service.close();
});

it("A broker that falls silent, with an execution under way: the server ends within 25 seconds", {
  timeout: 90_000,
}, async () => {
  const { id: nats } = await server.mutate<{ id: string }>("credentials.create", {
    ...{ name: "Silent", type: "queue.nats", values: { host: "127.0.0.1", port: portOf(broker) } },
  });
  const listens = async (name: string) => {
    const source = { is: "subject", subject: name };
    const node = { type: "natsTrigger", params: { source }, credentials: { nats } };
    return server.publish(draw(name, { in: node, done: { type: "noOp" } }, "in -> done"));
  };
  const id = await listens("first");
  const stateOf = async () => (await server.query<ListenerState[]>("workflows.listeners", { id }))[0]?.state;
  await until(async () => ((await stateOf()) === "connected" ? true : undefined));
  answers = false;
  // One that is connected, and one whose connection is never answered at all.
  await listens("second");
  await until(() => sockets.size > 1 || undefined);

  const call = { type: "httpRequest", params: { url: `http://127.0.0.1:${portOf(service)}/` } };
  const respond = { is: "accepted", status: 202, text: "" };
  const hook = { type: "webhook", params: { path: "slow", methods: ["POST"], respond } };
  await server.publish(draw("Slow", { hook, call }, "hook -> call"));
  await server.post("slow", {});
  await until(() => sockets.size > 2 || undefined);

  const at = Date.now();
  await server.stop();
  const tookMs = Date.now() - at;
  console.info(`The end took ${tookMs} ms`);
  expect(tookMs).toBeLessThan(25_000);
});
