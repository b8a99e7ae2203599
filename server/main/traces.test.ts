import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { draw, startServer, type TestServer, until } from "./testing";
import type { Span } from "./traces/spans";

type Exported = {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue: string } }[] };
    scopeSpans: { spans: Span[] }[];
  }[];
};

/** A collector of OpenTelemetry that keeps what it is sent. */
async function openCollector() {
  const state = { status: 200, calls: [] as IncomingMessage[], texts: [] as string[], url: "", close: () => {} };
  const http = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      state.calls.push(req);
      if (state.status === 200) state.texts.push(Buffer.concat(chunks).toString());
      res.writeHead(state.status, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  state.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  state.close = () => void http.close();
  return state;
}

let collector: Awaited<ReturnType<typeof openCollector>>;
let server: TestServer;
beforeAll(async () => {
  collector = await openCollector();
  server = await startServer({
    env: {
      ISLEWIRE_TRACES: "otlp",
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=shop,authorization=Basic%20abc",
      OTEL_SERVICE_NAME: "shop-flows",
    },
  });
  await server.signUp();
});
afterAll(async () => {
  await server.stop();
  collector.close();
});

const exported = () => collector.texts.map((text) => JSON.parse(text) as Exported);
const spans = () =>
  exported().flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  );
const attributeOf = ({ attributes }: Span, key: string) => {
  const value = attributes.find((attribute) => attribute.key === key)?.value;
  return value && ("stringValue" in value ? value.stringValue : Number(value.intValue));
};
const ofExecution = (id: number) => {
  const root = spans().find((span) => attributeOf(span, "islewire.execution.id") === id);
  return root && { root, all: spans().filter(({ traceId }) => traceId === root.traceId) };
};
const hook = (path: string) => ({ type: "webhook", params: { path, methods: ["POST"], respond: { is: "finished" } } });

describe("traces", () => {
  it("have a span for each execution and each of its steps, with names and states, and never data", async () => {
    const code = {
      type: "code",
      params: { mode: "all", source: "throw new Error('Secret 4711: ' + $input.first().json.body.card)" },
    };
    await server.publish(
      draw("Orders", { hook: hook("traced"), pass: { type: "noOp" }, check: code }, "hook -> pass", "pass -> check"),
    );
    await server.post("traced", { card: "4000-1234" });
    const [{ id } = { id: 0 }] = await server.executions();
    const { root, all } = await until(() => ofExecution(id));
    expect(root).toMatchObject({ name: "Orders", kind: 1, status: { code: 2 } });
    expect(root.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(root.parentSpanId).toBeUndefined();
    expect(attributeOf(root, "islewire.execution.status")).toBe("failed");
    const steps = all.filter(({ parentSpanId }) => parentSpanId === root.spanId);
    expect(steps.map(({ name, status }) => [name, status.code])).toEqual([
      ["hook", 0],
      ["pass", 0],
      ["check", 2],
    ]);
    expect(steps.map((step) => attributeOf(step, "islewire.node.type"))).toEqual([
      "core.webhook",
      "core.noOp",
      "core.code",
    ]);
    for (const span of all) {
      expect(span.spanId).toMatch(/^[0-9a-f]{16}$/);
      expect(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano)).toBe(true);
    }
    expect(collector.texts.join()).not.toMatch(/4711|4000-1234/);
    expect(exported()[0]?.resourceSpans[0]?.resource.attributes).toContainEqual({
      ...{ key: "service.name", value: { stringValue: "shop-flows" } },
    });
    const [call] = collector.calls;
    expect(call).toMatchObject({ method: "POST", url: "/v1/traces" });
    expect(call?.headers).toMatchObject({ "x-tenant": "shop", authorization: "Basic abc" });
  });

  it("hold the workflow that a step called, and lead from a retry to what it retries", async () => {
    const child = draw("Child", { start: { type: "workflowTrigger" }, work: { type: "noOp" } }, "start -> work");
    const workflowId = await server.publish(child);
    const call = { type: "executeWorkflow", params: { workflowId } };
    await server.publish(draw("Parent", { hook: hook("calls"), call }, "hook -> call"));
    await server.post("calls", {});
    const parent = (await server.executions()).find(({ workflowName }) => workflowName === "Parent");
    const { root, all } = await until(() => ofExecution(parent?.id ?? 0));
    const step = all.find(({ name }) => name === "call");
    const called = all.find(({ name }) => name === "Child");
    expect(called?.parentSpanId).toBe(step?.spanId);
    expect(all.find(({ name }) => name === "work")?.parentSpanId).toBe(called?.spanId);

    const { id } = await server.mutate<{ id: number }>("executions.retry", { id: parent?.id });
    const retried = await until(() => ofExecution(id));
    expect(retried.root.links).toEqual([{ traceId: root.traceId, spanId: root.spanId }]);
  });

  it("hold up nothing when the collector takes none, and are sent when it does", async () => {
    await server.publish(draw("Later", { hook: hook("later"), pass: { type: "noOp" } }, "hook -> pass"));
    collector.status = 503;
    const before = collector.calls.length;
    expect((await server.post("later", {})).status).toBe(200);
    await until(() => (collector.calls.length > before ? true : undefined));
    expect((await server.post("later", {})).status).toBe(200);
    const waiting = (await server.executions()).filter(({ workflowName }) => workflowName === "Later");
    expect(waiting.map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
    expect(server.lines.filter((line) => line.includes("Traces could not be sent"))).toHaveLength(1);
    collector.status = 200;
    for (const { id } of waiting) await until(() => ofExecution(id));
  });
});
