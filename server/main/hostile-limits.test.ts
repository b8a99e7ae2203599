import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openTestHttp, type TestHttp } from "@/server/worker/testing";
import type { ErrorInfo } from "@/shared/errors";
import { watchOracles } from "./hostile-oracles.testing";
import { draw, startServer, type TestServer, until } from "./testing";

/**
 * Section B of the catalogue of attacks, by its numbers: what takes time, memory or disk without end. Each enters by the
 * product's own doors, and another workflow is answered meanwhile.
 *
 * Elsewhere: T034 and the limits of the sandbox by themselves in `server/sandbox/limits.test.ts`; T035, T046 to T048,
 * T050 and T051 as data in `nodes/hostile-data.test.ts`; circles of workflows (T044) in
 * `server/worker/call-workflow.test.ts`; an error workflow that fails (T044) there, too; bodies over the limit (T053)
 * in `server/main/webhooks.test.ts`. Nothing to try: T043, for the sandbox lends no helper that is answered later; T049,
 * for nothing reads YAML; WebSockets (T055), for there are none. Not there yet: quotas for
 * files of a workflow (T059).
 */
const answeredMs = 5_000;

let server: TestServer;
let http: TestHttp;
let count = 0;
const hook = (path: string, is = "accepted") => ({
  type: "webhook",
  params: {
    ...{ path, methods: ["POST"] },
    respond: is === "accepted" ? { is, status: 202, text: "" } : { is, status: 200, answer: "first" },
  },
});
const code = (source: string, more: object = {}) => ({ type: "code", params: { mode: "all", source }, ...more });
const value = (expression: string) => ({
  type: "editFields",
  params: { values: { is: "fields", fields: [{ name: "value", value: `={{ ${expression} }}` }] } },
});

beforeAll(async () => {
  http = await openTestHttp((call, response) => {
    if (call.url === "/endless") {
      response.write("[");
      const more = () => response.write("1,".repeat(50_000), () => !response.destroyed && setImmediate(more));
      return more();
    }
    if (call.url === "/drip") return void setInterval(() => response.write(" "), 100).unref();
    if (call.url === "/lie") {
      response.setHeader("content-length", 1_000_000);
      response.write("{}");
      return void setTimeout(() => response.destroy(), 50);
    }
    if (call.url.startsWith("/round")) {
      response.writeHead(302, { location: `/round/${Math.random()}` });
      return void response.end();
    }
    if (call.url === "/headers") {
      for (let n = 0; n < 5_000; n++) response.setHeader(`x-${n}`, "y".repeat(50));
      return void response.end("{}");
    }
    response.end("{}");
  });
  server = await startServer({
    env: { ISLEWIRE_EGRESS_ALLOW: `127.0.0.1:${http.port}`, ISLEWIRE_MAX_BODY_MB: "4" },
  });
  await server.signUp();
  await server.publish(
    draw(
      "Other",
      {
        hook: hook("other", "finished"),
        a: value("$json.body.n + 1"),
        b: code("return [{ json: { n: $input.first().json.value } }]"),
      },
      "hook -> a",
      "a -> b",
    ),
  );
  expect((await server.post("other", { n: 1 })).json).toEqual({ n: 2 });
  await server.publish(draw("Sink", { hook: hook("sink") }));
});
afterAll(async () => {
  await server.stop();
  await http.close();
});

/** Milliseconds until another workflow, with an expression and code of its own, is answered. */
async function other(): Promise<number> {
  const begun = performance.now();
  expect((await server.post("other", { n: 41 })).json).toEqual({ n: 42 });
  return performance.now() - begun;
}
watchOracles(() => server);
afterEach(async () => {
  expect(await other()).toBeLessThan(answeredMs);
});

type Nodes = Parameters<typeof draw>[1];
const chain = (nodes: Nodes) => {
  const ids = ["hook", ...Object.keys(nodes)];
  return ids.slice(1).map((id, index) => `${ids[index]} -> ${id}`);
};

/** Publishes and calls it; gives how to wait for its error. */
async function begin(nodes: Nodes, wires = chain(nodes), settings: object = {}) {
  const path = `limits-${++count}`;
  await server.publish({ ...draw(`Limits ${count}`, { hook: hook(path), ...nodes }, ...wires), settings });
  const { executionId } = (await server.post(path, {})).json as { executionId: number };
  return { path, executionId, error: async () => (await finished(executionId)).errorInfo };
}
const finished = (id: number) =>
  until(async () => {
    const found = await server.execution(id);
    return /succeeded|failed|cancelled/.test(found.status) ? found : undefined;
  });

describe("what never ends is stopped, says so at its node, and others are answered meanwhile", () => {
  it.each<[string, Nodes, string]>([
    ["T030 an expression", { bad: value("(() => { while (true) {} })()") }, "CODE_TIMEOUT"],
    ["T030 code", { bad: code("while (true) {}", { timeoutMs: 1_000 }) }, "TIMEOUT"],
    ["T031 a loop of promises", { bad: code("for (;;) await null", { timeoutMs: 1_000 }) }, "TIMEOUT"],
    [
      "T031 a promise that goes round",
      { bad: code("await Promise.resolve().then(() => { while (true) {} })", { timeoutMs: 1_000 }) },
      "TIMEOUT",
    ],
    ["T032 T033 what waits for nothing", { bad: code("await new Promise(() => {})", { timeoutMs: 1_000 }) }, "TIMEOUT"],
    [
      "T034 arithmetic that cannot be interrupted",
      {
        bad: code("let b = 3n ** (2n ** 22n); for (let i = 0; i < 50; i++) b = b * b; return []", { timeoutMs: 1_000 }),
      },
      "TIMEOUT",
    ],
    ["T035 a pattern", { bad: value("/^(a+)+$/.test('a'.repeat(40) + '!')") }, "CODE_TIMEOUT"],
    [
      "T012 a proxy without end",
      { bad: code("return new Proxy([], { get(t, k) { return k === 'length' ? 1e9 : t[k] } })", { timeoutMs: 1_000 }) },
      "TIMEOUT",
    ],
    [
      "T043 promises without number",
      { bad: code("const all = []; for (;;) all.push(new Promise(() => {}))", { timeoutMs: 2_000 }) },
      "CODE_MEMORY",
    ],
  ])("%s", async (_, nodes, wanted) => {
    const { error } = await begin(nodes);
    expect(await other()).toBeLessThan(answeredMs);
    const found = (await error()) as ErrorInfo;
    expect(found).toMatchObject({ nodeId: "bad", message: expect.any(String), hint: expect.any(String) });
    expect([wanted, "TIMEOUT", "CODE_MEMORY", "CODE_TIMEOUT", "CODE_CRASHED"]).toContain(found.code);
  });

  it("T058 a thousand executions of it at once, and somebody else's is run meanwhile", async () => {
    const { path, executionId } = await begin({ bad: code("while (true) {}", { timeoutMs: 2_000 }) });
    for (let round = 0; round < 40; round++) await Promise.all(Array.from({ length: 25 }, () => server.post(path, {})));
    expect(await other()).toBeLessThan(answeredMs);
    const document = draw("Somebody else's", { start: { type: "manualTrigger" }, a: value("1 + 1") }, "start -> a");
    const { id: workflowId } = await server.mutate<{ id: string }>("workflows.create", { document });
    const begun = performance.now();
    const { id } = await server.mutate<{ id: number }>("executions.start", { workflowId, document });
    expect((await finished(id)).status).toBe("succeeded");
    expect(performance.now() - begun).toBeLessThan(2 * answeredMs);
    const flooded = (await server.execution(executionId)).workflowId;
    for (const status of ["queued", "running"]) {
      await until(async () => {
        const { executions } = await server.query<{ executions: { id: number }[] }>("executions.list", {
          ...{ workflowId: flooded, status, limit: 200 },
        });
        await Promise.all(executions.map((execution) => server.mutate("executions.cancel", { id: execution.id })));
        return executions.length === 0;
      });
    }
  }, 60_000);
});

describe("what takes memory without end is refused, and others are answered meanwhile", () => {
  it.each<[string, string]>([
    ["T036 a list that grows", "const all = []; for (;;) all.push({ n: all.length })"],
    ["T037 a text taken apart", "return [{ json: { n: 'a'.repeat(2 ** 28).split('').length } }]"],
    ["T037 a list filled at once", "return [{ json: { n: Array(1e8).fill(0).map((_, i) => ({ i })).length } }]"],
    ["T038 a buffer of 2 GB", "return [{ json: { n: new ArrayBuffer(2 ** 31).byteLength } }]"],
    ["T039 a result of 500 MB", "return [{ json: { text: 'x'.repeat(2 ** 29 - 24) } }]"],
    [
      "T042 a million items of a kilobyte",
      "const text = 'x'.repeat(1e3); return Array.from({ length: 1e6 }, (_, n) => ({ json: { n, text } }))",
    ],
    ["T041 200,000 levels", "let deep = []; for (let i = 0; i < 2e5; i++) deep = [deep]; return [{ json: { deep } }]"],
    ["T041 a list of 4 billion holes", "const a = []; a.length = 2 ** 32 - 1; return [{ json: { a } }]"],
    ["T041 a circle", "const o = {}; o.o = o; return [{ json: o }]"],
    ["T041 a pattern of 100,000 groups", "return [{ json: { n: new RegExp('('.repeat(1e5)).source } }]"],
    ["T041 code of a million brackets", `return [{ json: { n: ${"[".repeat(1e6)} } }]`],
    ["T041 recursion without end", "const f = () => f() + 1; return [{ json: { n: f() } }]"],
  ])(
    "%s",
    async (_, source) => {
      const { error } = await begin({ bad: code(source, { timeoutMs: 10_000 }) });
      expect(await other()).toBeLessThan(answeredMs);
      const found = (await error()) as ErrorInfo;
      expect(found).toMatchObject({ nodeId: "bad", message: expect.any(String) });
      expect(found.message.length).toBeLessThan(5_000);
    },
    60_000,
  );

  it("T040 a flood of lines is cut, and the code goes on", async () => {
    const { executionId } = await begin({
      loud: code("for (let i = 0; i < 1e5; i++) console.log('x'.repeat(1e4)); return [{ json: { ok: true } }]"),
    });
    const detail = await finished(executionId);
    expect(detail.status).toBe("succeeded");
    const { logs } = await server.query<{ logs: string[] }>("executions.stepData", { id: executionId, step: 1 });
    expect(logs).toHaveLength(201);
  });
});

describe("workflows that call themselves", () => {
  it("T044 T072 through their own webhook are refused: the server is a private address", async () => {
    const path = `limits-${count + 1}`;
    const { error } = await begin({
      call: { type: "httpRequest", params: { method: "POST", url: `${server.url}/webhook/${path}` } },
    });
    expect(await error()).toMatchObject({ code: "EGRESS_BLOCKED", nodeId: "call" });
  });
});

describe("T052 services that answer without end", () => {
  it.each<[string, string, object, RegExp]>([
    ["with more than fits", "/endless", {}, /HTTP_TOO_LARGE/],
    ["one sign at a time", "/drip", { timeoutSeconds: 1 }, /HTTP_TIMEOUT/],
    ["with another length than they say", "/lie", {}, /HTTP_CUT_OFF/],
    ["by sending on and on", "/round", {}, /HTTP_REDIRECTS/],
    ["with headers of 250 KB", "/headers", {}, /HTTP_FAILED/],
  ])("%s", async (_, path, more, wanted) => {
    const { error } = await begin({
      call: { type: "httpRequest", params: { method: "GET", url: http.url + path, ...more } },
    });
    expect(await other()).toBeLessThan(answeredMs);
    expect(await error()).toMatchObject({
      code: expect.stringMatching(wanted),
      nodeId: "call",
      hint: expect.any(String),
    });
  });
});

describe("calls that never end", () => {
  const raw = (text: string, ms = 15_000) =>
    new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () => socket.write(text));
      let answer = "";
      socket.on("data", (chunk) => {
        answer += chunk.toString();
        if (answer.includes("\r\n\r\n")) socket.end();
      });
      socket.on("error", () => {});
      socket.on("close", () => resolve(answer));
      setTimeout(() => socket.destroy(), ms).unref();
    });
  const head = (path: string, ...headers: string[]) =>
    [`POST /webhook/${path} HTTP/1.1`, "Host: 127.0.0.1", ...headers, "", ""].join("\r\n");

  it("T051 T053 JSON of 100,000 levels is refused in words", async () => {
    for (const text of ["[".repeat(1e5) + "]".repeat(1e5), `${'{"a":'.repeat(1e5)}1${"}".repeat(1e5)}`]) {
      const { status, json } = await server.post("other", text);
      expect([status, json]).toMatchObject([400, { error: { message: expect.stringContaining("200 levels") } }]);
    }
    const { status, json } = await server.post("other", "[".repeat(3_000_000));
    expect([status, json]).toMatchObject([400, { error: { message: expect.stringContaining("not valid JSON") } }]);
  });

  it.each<[string, string, string, RegExp]>([
    ["a field half a million times", "a=1&".repeat(500_000), "application/x-www-form-urlencoded", /^202$/],
    [
      "half a million fields",
      Array.from({ length: 300_000 }, (_, n) => `a${n}=1`).join("&"),
      "application/x-www-form-urlencoded",
      /^202$/,
    ],
    [
      "10,000 parts",
      Array.from({ length: 10_000 }, (_, n) => `--b\r\ncontent-disposition: form-data; name="a${n}"\r\n\r\n1\r\n`).join(
        "",
      ),
      "multipart/form-data; boundary=b",
      /^413$/,
    ],
    ["10,000 empty parts", "--b\r\n\r\n\r\n".repeat(10_000), "multipart/form-data; boundary=b", /^(400|413)$/],
    [
      "parts within parts",
      `--b\r\ncontent-type: multipart/mixed; boundary=c\r\n\r\n${"--c\r\n".repeat(10_000)}`,
      "multipart/form-data; boundary=b",
      /^400$/,
    ],
  ])("T053 of %s are answered at once", async (_, body, type, status) => {
    const answer = fetch(`${server.url}/webhook/sink`, { method: "POST", body, headers: { "content-type": type } });
    expect(await other()).toBeLessThan(answeredMs);
    expect(String((await answer).status)).toMatch(status);
  });

  it.each([
    ["a header of 64 KB", head("other", `X-Long: ${"x".repeat(65_536)}`), "431"],
    ["an address of a megabyte", head(`other?${"a=1&".repeat(250_000)}`), "431"],
    ["100,000 parameters", head(`other?${"a&".repeat(100_000)}`), "431"],
    ["two lengths", `${head("other", "Content-Length: 2", "Content-Length: 3")}{}`, "400"],
    ["a length and pieces", `${head("other", "Content-Length: 2", "Transfer-Encoding: chunked")}0\r\n\r\n`, "400"],
    ["no length that is one", head("other", "Content-Length: 1e9"), "400"],
    ["HTTP of no version", "POST /webhook/other HTTP/9.9\r\nHost: x\r\n\r\n", "400"],
  ])("T053 T055 with %s are refused", async (_, text, status) => {
    expect((await raw(text)).split(" ")[1]).toBe(status);
  });

  it("T055 that ask before they send get an answer, and those that send at once all get theirs", async () => {
    expect(await raw(head("nothing-here", "Content-Length: 2", "Expect: 100-continue"))).toMatch(
      /^HTTP\/1\.1 (100|404)/,
    );
    expect(await raw("GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n")).toMatch(/ 200 /);
    const many = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
      let answer = "";
      socket.on("data", (chunk) => {
        answer += chunk.toString();
        if ((answer.match(/"ok"/g)?.length ?? 0) >= 1_000) socket.end();
      });
      socket.on("close", () => resolve(answer));
      socket.write("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(1_000));
    });
    expect(many.match(/"ok"/g)).toHaveLength(1_000);
  });

  it("T054 a thousand idle connections and heads that never end hold up nobody, and are closed", async () => {
    const port = Number(new URL(server.url).port);
    const sockets = Array.from({ length: 1_000 }, (_, index) => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      if (index % 2) socket.write("POST /webhook/other HTTP/1.1\r\nHost: x\r\nX-A");
      return socket;
    });
    expect(await other()).toBeLessThan(answeredMs);
    const slow = raw("POST /webhook/other HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", 60_000);
    // Checked every 30 seconds.
    expect(await slow).toMatch(/^HTTP\/1\.1 408/);
    for (const socket of sockets) socket.destroy();
  }, 90_000);

  it("T056 of who is not signed in leave nothing behind", async () => {
    const rows = async () => (await server.executions()).length;
    const before = await rows();
    await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        fetch(`${server.url}/webhook/nothing-${index}`, { method: "POST", body: "{}" }),
      ),
    );
    const statuses = new Set<number>();
    for (let tries = 0; tries < 60; tries++) {
      const answer = await fetch(`${server.url}/api/auth/sign-in/email`, {
        method: "POST",
        body: JSON.stringify({ email: `a${tries}@example.com`, password: "wrong wrong wrong" }),
        headers: { "content-type": "application/json", origin: server.url },
      });
      statuses.add(answer.status);
    }
    expect([...statuses].sort()).toEqual([401, 429]);
    expect(await rows()).toBe(before);
  });
});

describe("T057 schedules", () => {
  const schedule = (rule: object) =>
    draw("Scheduled", { start: { type: "schedule", params: { rules: [rule] } }, a: { type: "noOp" } }, "start -> a");

  it.each([
    "*/0 * * * *",
    "0 0 31 2 *",
    "61 * * * *",
    "a b c",
    `${"1-59/".repeat(20_000)} * * * *`,
    "@every 0s",
    "* * * * * * * *",
  ])("%s cannot be published", async (expression) => {
    const { id } = await server.mutate<{ id: string }>("workflows.create", {
      document: schedule({ when: { is: "cron", pattern: expression } }),
    });
    const begun = performance.now();
    await expect(server.mutate("workflows.publish", { id, revision: 1 })).rejects.toThrow(/./);
    expect(performance.now() - begun).toBeLessThan(answeredMs);
  });

  it.each([0.001, 0, -1, 1e308])("every %j seconds cannot be published", async (every) => {
    const { id } = await server.mutate<{ id: string }>("workflows.create", {
      document: schedule({ when: { is: "seconds", every } }),
    });
    await expect(server.mutate("workflows.publish", { id, revision: 1 })).rejects.toThrow(/./);
  });

  it("ten thousand of one minute cannot be published, a thousand can", async () => {
    const drawn = (count: number) => {
      const rules = Array.from({ length: count }, () => ({ when: { is: "cron", pattern: "0 0 1 1 *" } }));
      return draw("Many", { start: { type: "schedule", params: { rules } }, a: { type: "noOp" } }, "start -> a");
    };
    const { id } = await server.mutate<{ id: string }>("workflows.create", { document: drawn(10_000) });
    await expect(server.mutate("workflows.publish", { id, revision: 1 })).rejects.toThrow("10000 times");
    const begun = performance.now();
    const published = await server.publish(drawn(1_000));
    expect(performance.now() - begun).toBeLessThan(answeredMs);
    await server.mutate("workflows.unpublish", { id: published });
  });
});

describe("T170 documents that mean harm", () => {
  const node = { id: "a", type: "core.noOp", version: 1, name: "a", position: { x: 0, y: 0 }, params: {} };
  const document = { formatVersion: 1, name: "x", nodes: [node], edges: [], notes: [], settings: {} };
  const imported = (text: string) => server.mutate("workflows.import", { text });

  it.each<[string, string, RegExp]>([
    [
      "a wire to nowhere",
      JSON.stringify({
        ...document,
        edges: [{ from: { node: "a", port: "main" }, to: { node: "gone", port: "main" } }],
      }),
      /edges\.0\.to\.node.*"gone"/,
    ],
    ["one name twice", JSON.stringify({ ...document, nodes: [node, { ...node, id: "b" }] }), /nodes\.1\.name/],
    ["one id twice", JSON.stringify({ ...document, nodes: [node, { ...node, name: "b" }] }), /nodes\.1\.id/],
    [
      "a place that is no number",
      JSON.stringify({ ...document, nodes: [{ ...node, position: { x: "NaN", y: 0 } }] }),
      /nodes\.0\.position\.x/,
    ],
    [
      "a place beyond all",
      JSON.stringify({ ...document, nodes: [node] }).replace('"x":0', '"x":1e308'),
      /nodes\.0\.position\.x/,
    ],
    [
      "a place of null",
      JSON.stringify({ ...document, nodes: [{ ...node, position: { x: Number.NaN, y: 0 } }] }),
      /nodes\.0\.position\.x/,
    ],
    [
      "100,000 levels",
      JSON.stringify(document).replace('"params":{}', `"params":{"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}`),
      /200 levels/,
    ],
    ["no end", "[".repeat(1e6), /not valid JSON/i],
  ])("with %s are refused, and say where", async (_, text, message) => {
    const before = (await server.query<object[]>("workflows.list", {})).length;
    await expect(imported(text)).rejects.toThrow(message);
    expect(await server.query<object[]>("workflows.list", {})).toHaveLength(before);
  });

  it.each(["workflows.create", "executions.start", "expressions.preview"])(
    "nested 100,000 levels deep are refused by %s",
    async (path) => {
      const params = `{"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}`;
      const text = JSON.stringify({ workflowId: "x", nodeId: "a", item: 0, templates: [], document }).replace(
        '"params":{}',
        `"params":${params}`,
      );
      const answer = await server.request(`/api/trpc/${path}`, {
        method: "POST",
        body: text,
        headers: { "content-type": "application/json", "x-islewire": "1" },
      });
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain("200 levels");
    },
  );
});

describe("T045 items that double", () => {
  it("are refused by the step that would give too many", async () => {
    const names = Array.from({ length: 40 }, (_, index) => `double${index}`);
    const merge = { type: "merge", params: { inputs: 2, how: { is: "append" } } };
    const wires = names.flatMap((name, index) => {
      const from = names[index - 1] ?? "hook";
      return [`${from} -> ${name}.input0`, `${from} -> ${name}.input1`];
    });
    const run = await begin(Object.fromEntries(names.map((name) => [name, merge])), wires);
    expect(await run.error()).toMatchObject({ code: "TOO_MANY_ITEMS", nodeId: "double19" });
  });

  it.each([
    ["every combination", { is: "all" }],
    ["matching fields", { is: "fields", match: [{ first: "same", second: "" }] }],
  ])("are refused by %s of two inputs", async (_, how) => {
    const run = await begin(
      {
        many: code("return Array.from({ length: 2000 }, () => ({ same: 1 }))"),
        merge: { type: "merge", params: { how } },
      },
      ["hook -> many", "many -> merge.input0", "many -> merge.input1"],
    );
    expect(await run.error()).toMatchObject({ code: "TOO_MANY_ITEMS", nodeId: "merge" });
  });
});
