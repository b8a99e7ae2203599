import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { draw, startServer, type TestServer, until } from "../testing";

/** Promise P14: what is too much is refused at once, and what was accepted is done. */

const limit = 40;
let server: TestServer;
/** Answers that are held back while the service is slow. */
const held: ServerResponse[] = [];
let isSlow = true;
const done = new Set<number>();
const service = createServer((req, res) => {
  done.add(Number(req.url?.slice(1)));
  if (isSlow) held.push(res);
  else res.end("{}");
});
beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  server = await startServer({
    env: {
      ISLEWIRE_EGRESS_ALLOW: "127.0.0.1",
      ISLEWIRE_CONCURRENCY: "2",
      ISLEWIRE_WORKERS: "1",
      ISLEWIRE_QUEUE_LIMIT: String(limit),
    },
  });
  await server.signUp();
});
afterAll(async () => {
  await server.stop("SIGKILL");
  service.closeAllConnections();
  service.close();
});

it("Five times as many calls as there is room for: the rest is told to come back, other workflows and people have room, and all that was accepted is done", async () => {
  const respond = { is: "accepted", status: 202, text: "" };
  const hook = (path: string) => ({ type: "webhook", params: { path, methods: ["POST"], respond } });
  const url = `=http://127.0.0.1:${(service.address() as AddressInfo).port}/{{ $json.body.id }}`;
  const call = { type: "httpRequest", params: { method: "GET", url } };
  for (const path of ["much", "little"]) await server.publish(draw(path, { hook: hook(path), call }, "hook -> call"));

  const asked = { path: "asked", methods: ["POST"], respond: { is: "finished", status: 200, answer: "first" } };
  await server.publish(
    draw("asked", { hook: { type: "webhook", params: asked }, end: { type: "noOp" } }, "hook -> end"),
  );

  const accepted = new Map<number, number>();
  const refused: Awaited<ReturnType<TestServer["post"]>>[] = [];
  const post = async (path: string, id: number) => {
    const answer = await server.post(path, { id });
    if (answer.status === 202) accepted.set(id, (answer.json as { executionId: number }).executionId);
    else refused.push(answer);
  };
  const calls = Array.from({ length: limit * 5 }, (_, id) => id);
  await Promise.all(calls.map((id) => post("much", id)));
  expect(accepted.size).toBeGreaterThan(limit / 2);
  expect(accepted.size).toBeLessThan(limit * 1.2);
  expect(refused.length).toBe(calls.length - accepted.size);
  for (const { status, headers, json } of refused) {
    expect(status).toBe(503);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(json).toMatchObject({ error: { message: expect.stringContaining("wait to be run") } });
  }

  await post("little", 1_000);
  expect([...accepted.keys()].at(-1)).toBe(1_000);

  const document = draw("Looked at", { start: { type: "manualTrigger" }, end: { type: "noOp" } }, "start -> end");
  const { id: workflowId } = await server.mutate<{ id: string }>("workflows.create", { document });
  const { id } = await server.mutate<{ id: number }>("executions.start", { workflowId, document });
  await until(() => held.length === 2 || undefined);
  held.shift()?.end("{}");
  expect((await server.finished(id)).status).toBe("succeeded");
  expect(done.size).toBeLessThan(accepted.size);

  // Neither does a caller who waits for the answer.
  const answered = server.post("asked", {});
  await until(
    async () => (await server.executions()).some(({ workflowName }) => workflowName === "asked") || undefined,
  );
  held.shift()?.end("{}");
  held.shift()?.end("{}");
  expect((await answered).status).toBe(200);
  expect(done.size).toBeLessThan(accepted.size);

  isSlow = false;
  for (const response of held) response.end("{}");
  for (const executionId of accepted.values()) expect((await server.finished(executionId)).status).toBe("succeeded");
  expect([...done].sort()).toEqual([...accepted.keys()].sort());
  await post("much", 2_000);
  expect(accepted.has(2_000)).toBe(true);
});
