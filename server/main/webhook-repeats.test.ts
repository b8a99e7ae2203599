import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { draw, end, startServer, type TestServer } from "./testing";

let server: TestServer;
const accepted = { is: "accepted", status: 202, text: "" };
const finished = { is: "finished", status: 200, answer: "first" };

beforeAll(async () => {
  server = await startServer();
  await server.signUp();
  const hook = (path: string, repeats: object, respond: object = accepted) => ({
    type: "webhook",
    params: { path, methods: ["POST"], respond, repeats },
  });
  await server.publish(draw("Plain", { hook: hook("plain", { is: "start" }) }));
  await server.publish(draw("Header", { hook: hook("header", { is: "header", header: "Idempotency-Key", days: 1 }) }));
  await server.publish(draw("Sender", { hook: hook("sender", { is: "sender", sender: "shopify", days: 2 }) }));
  await server.publish(draw("Field", { hook: hook("field", { is: "field", path: "order.id", days: 1 }) }));
  await server.publish(draw("Body", { hook: hook("body", { is: "body", days: 1 }) }));
  await server.publish(draw("Finished", { hook: hook("finished", { is: "field", path: "id", days: 1 }, finished) }));
  await server.publish(
    draw(
      "Fails",
      {
        hook: hook("fails", { is: "field", path: "id", days: 1 }, finished),
        stop: { type: "stopAndError", params: { message: "No stock" } },
      },
      "hook -> stop",
    ),
  );
});
afterAll(() => server.stop());

const idOf = ({ json }: { json: unknown }) => (json as { executionId: number }).executionId;

describe("a call that is repeated", () => {
  it("starts the workflow again unless it is told not to", async () => {
    const ids = [idOf(await server.post("plain", { id: 1 })), idOf(await server.post("plain", { id: 1 }))];
    expect(new Set(ids).size).toBe(2);
  });

  it.each<[string, string, object, object]>([
    ["a header", "header", { headers: { "idempotency-key": "a" } }, { headers: { "idempotency-key": "b" } }],
    [
      "the id of a service",
      "sender",
      { headers: { "x-shopify-webhook-id": "a" } },
      { headers: { "x-shopify-webhook-id": "b" } },
    ],
    ["a field", "field", { body: { order: { id: 1 }, sent: "now" } }, { body: { order: { id: "1" } } }],
    ["its body", "body", { body: { a: 1 } }, { body: { a: 2 } }],
  ])("known by %s is answered as the first, and starts nothing", async (_, path, same, other) => {
    const call = (given: { headers?: { [name: string]: string }; body?: object }) =>
      server.post(path, given.body ?? { at: Math.random() }, { headers: given.headers });
    const first = await call(same);
    const before = (await server.executions()).length;
    const again = await Promise.all([call(same), call(same), call(same)]);
    expect(again.map(({ status, json }) => [status, json])).toEqual(Array(3).fill([202, first.json]));
    expect(await server.executions()).toHaveLength(before);
    expect(idOf(await call(other))).not.toBe(idOf(first));
  });

  it("T158 at the same moment starts the workflow once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => server.post("field", { order: { id: "at once" } })),
    );
    expect(new Set(answers.map(idOf)).size).toBe(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  });

  it("starts the workflow when it does not say which event it is", async () => {
    const ids = [idOf(await server.post("field", { a: 1 })), idOf(await server.post("field", { a: 1 }))];
    expect(new Set(ids).size).toBe(2);
    expect((await server.post("header", {})).status).toBe(202);
  });

  it("names the execution of the first where that was answered with its result", async () => {
    expect(await server.post("finished", { id: 1 })).toMatchObject({ status: 200, json: { body: { id: 1 } } });
    const again = await server.post("finished", { id: 1 });
    expect(again).toMatchObject({ status: 200, json: { status: "repeated" } });
    expect((await server.finished(idOf(again))).status).toBe("succeeded");
  });

  it("is tried again where the sender was told that the first failed", async () => {
    const failed = await Promise.all([server.post("fails", { id: 1 })]);
    const again = await server.post("fails", { id: 1 });
    expect([failed[0]?.status, again.status]).toEqual([500, 500]);
    const executions = await server.executions();
    expect(executions.filter(({ workflowName }) => workflowName === "Fails")).toHaveLength(2);
  });

  it("is still known after a restart", async () => {
    const first = await server.post("field", { order: { id: "kept" } });
    await end(server.child, "SIGKILL");
    const next = await startServer({ dataFolder: server.data });
    try {
      expect((await next.post("field", { order: { id: "kept" } })).json).toEqual(first.json);
    } finally {
      await next.stop();
    }
  });
});
