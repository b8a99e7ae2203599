import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkflowDetail } from "@/shared/api";
import type { JsonObject } from "@/shared/item";
import { watchOracles } from "./hostile-oracles.testing";
import { draw, startServer, type TestServer } from "./testing";

/**
 * Section J of the catalogue of attacks, by its numbers: documents of workflows, names and logs. Documents that are broken
 * (T170) are in `hostile-limits.test.ts` and `server/n8n/hostile.test.ts`, and made at random in `fuzz`.
 */
let server: TestServer;
beforeAll(async () => {
  server = await startServer({ env: { ISLEWIRE_LOG_LEVEL: "trace" } });
  await server.signUp();
});
afterAll(() => server.stop());
watchOracles(() => server);

const node = { id: "a", type: "core.noOp", version: 1, name: "a", position: { x: 0, y: 0 }, params: {} };
const document = { formatVersion: 1, name: "x", nodes: [node], edges: [], notes: [], settings: {} };
const imported = (value: unknown) =>
  server.mutate<{ id: string }>("workflows.import", {
    text: typeof value === "string" ? value : JSON.stringify(value),
  });
const stored = (id: string) => server.query<WorkflowDetail>("workflows.get", { id });

describe("T171 a document of another version", () => {
  it.each([0, 2, 99, -1, 1.5, "1", null])("of format %j is refused, and says so", async (formatVersion) => {
    await expect(imported({ ...document, formatVersion })).rejects.toThrow(/formatVersion/);
  });

  it("with nodes of a version that is not there yet is kept, and not run as something else", async () => {
    const { id } = await imported({ ...document, nodes: [{ ...node, version: 99, params: { later: true } }] });
    const { document: kept } = await stored(id);
    expect(kept.nodes[0]).toMatchObject({ type: "core.noOp", version: 99, params: { later: true } });
    const start = { ...node, id: "start", name: "start", type: "core.manualTrigger" };
    const wired = {
      ...kept,
      nodes: [start, ...kept.nodes],
      edges: [{ from: { node: "start", port: "main" }, to: { node: "a", port: "main" } }],
    };
    const { id: execution } = await server.mutate<{ id: number }>("executions.start", {
      workflowId: id,
      document: wired,
    });
    expect((await server.finished(execution)).errorInfo?.message).toMatch(/version/);
  });

  it("with fields that nobody knows comes back without them, or is refused", async () => {
    const strange = {
      ...document,
      staticData: { a: 1 },
      nodes: [{ ...node, evil: 1, webhookId: "x" }],
      settings: { x: 1 },
    };
    const made = await imported(strange).catch((thrown: Error) => thrown);
    if (made instanceof Error) expect(made.message).toMatch(/field|key/);
    else expect(JSON.stringify((await stored(made.id)).document)).not.toMatch(/evil|webhookId|staticData/);
  });
});

describe("T172 an import", () => {
  const ours = {
    ...{ ...document, id: "chosen", active: true, published: true, owner: "x", projectId: "other", role: "owner" },
    nodes: [
      {
        ...{ ...node, type: "core.webhook", params: { path: "brought-along", methods: ["POST"] } },
        credentials: { auth: "of-somebody-else" },
      },
    ],
  };
  const n8n = {
    ...{
      name: "x",
      id: "chosen",
      active: true,
      versionId: "v",
      staticData: { global: { a: 1 } },
      shared: [{ role: "owner" }],
    },
    nodes: [
      {
        ...{
          id: "a",
          name: "Webhook",
          type: "n8n-nodes-base.webhook",
          typeVersion: 2,
          position: [0, 0],
          webhookId: "w",
        },
        parameters: { path: "brought-along", httpMethod: "POST" },
        credentials: { httpHeaderAuth: { id: "of-somebody-else", name: "x" } },
      },
    ],
    ...{ connections: {}, pinData: {}, tags: [{ name: "t" }], meta: { instanceId: "i" } },
  };

  it.each<[string, JsonObject]>([
    ["of ours", ours],
    ["of n8n", n8n as unknown as JsonObject],
  ])("%s brings no credential, id or owner, and starts nothing", async (_, value) => {
    const made = await imported(value).catch((thrown: Error) => thrown);
    const wanted = made instanceof Error ? await imported({ ...value, ...dropped }) : made;
    const { document: kept, published } = await stored(wanted.id);
    expect(wanted.id).not.toBe("chosen");
    expect(published).toBeNull();
    expect(JSON.stringify(kept)).not.toMatch(/of-somebody-else|staticData|instanceId|"owner"/);
    expect((await server.post("brought-along", {})).status).toBe(404);
  });
  /** What makes the whole document none of ours: refused with the name of the field. */
  const dropped = {
    id: undefined,
    active: undefined,
    published: undefined,
    owner: undefined,
    projectId: undefined,
    role: undefined,
  };
});

describe("T173 T175 texts of users in searches and filters", () => {
  const hostile = [
    `x"; DROP TABLE users;--`,
    "' OR '1'='1",
    "%' ESCAPE '%",
    "\\",
    "[0-9]*",
    "{$ne:null}",
    "*)(uid=*",
    "\u0000",
  ];

  it.each(hostile)("are texts: %j", async (text) => {
    await server.query("workflows.list", { search: text });
    await server.query("executions.list", { key: text }).catch(() => {});
    const made = server.mutate<{ id: number }>("tables.create", {
      name: `t ${text}`,
      columns: [{ name: "a", type: "text" }],
    });
    const { id } = await made.catch(() => ({ id: 0 }));
    if (id) {
      await server.mutate("tables.insertRows", { table: id, rows: [{ a: text }, { a: "other" }] });
      const where = [{ column: "a", is: "equals", value: text }];
      const { rows } = await server
        .query<{ rows: object[] }>("tables.rows", { table: id, where, limit: 10 })
        .catch(() => ({ rows: [{}] }));
      expect(rows).toHaveLength(1);
      await expect(
        server.query("tables.rows", { table: id, sort: [{ column: text, way: "up" }], limit: 10 }),
      ).rejects.toThrow();
      await expect(server.query("tables.rows", { table: id, limit: "1; DROP TABLE users" })).rejects.toThrow(/limit/);
    }
    expect((await server.query<object[]>("tables.list")).length).toBeGreaterThanOrEqual(0);
    expect(await server.query("me.get")).toMatchObject({ user: { email: "olive@example.com" } });
  });
});

describe("T176 what gets into the log", () => {
  const evil = [
    '\n{"level":60,"msg":"forged"}',
    "\r\nforged",
    "\u001b[31mforged\u001b[0m",
    "forged\u2028line",
    "x".repeat(1_000_000),
  ];

  it("is one line of JSON for each event, however it was named", async () => {
    const before = server.lines.length;
    const values = { name: "X-Key", value: "a secret of the hook" };
    for (const text of evil) {
      // A webhook whose credential is gone tells the log its path.
      const key = { name: text.slice(0, 100), type: "http.header", values };
      const { id: auth } = await server.mutate<{ id: string }>("credentials.create", key);
      const path = `gone-${text.slice(0, 100)}`;
      const hook = { type: "webhook", params: { path, methods: ["POST"] }, credentials: { auth } };
      await server.publish(draw("Gone", { hook })).catch(() => "");
      await server.mutate("credentials.delete", { id: auth });
      await fetch(`${server.url}/webhook/${encodeURIComponent(path)}`, { method: "POST", body: "{}" });
      const header = encodeURIComponent(text).slice(0, 4_000);
      await fetch(`${server.url}/webhook/${header}`, { method: "POST", headers: { "user-agent": header }, body: "{}" });
      await fetch(`${server.url}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: server.url },
        body: JSON.stringify({ email: `${text.slice(0, 1_000)}@example.com`, password: text.slice(0, 500) }),
      });
      const name = text.replace(/\p{Cc}/gu, " ").slice(0, 100);
      const stop = { type: "stopAndError", params: { message: text }, name };
      const drawn = draw(name, { start: { type: "manualTrigger" }, stop }, "start -> stop");
      const made = server.mutate<{ id: string }>("workflows.create", { document: drawn });
      const { id } = await made.catch(() => ({ id: "" }));
      if (!id) continue;
      const { id: execution } = await server.mutate<{ id: number }>("executions.start", {
        workflowId: id,
        document: drawn,
      });
      expect((await server.finished(execution)).status).toBe("failed");
      const code = {
        type: "code",
        params: {
          mode: "all",
          source: `console.log(${JSON.stringify(text)}); throw new Error(${JSON.stringify(text)})`,
        },
      };
      const second = draw("Logs", { start: { type: "manualTrigger" }, code }, "start -> code");
      const { id: other } = await server.mutate<{ id: number }>("executions.start", {
        workflowId: id,
        document: second,
      });
      await server.finished(other);
    }
    const lines = server.lines.slice(before);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      const parsed = JSON.parse(line) as { level?: unknown; msg?: string };
      expect(parsed.level, line.slice(0, 200)).toEqual(expect.anything());
      expect(parsed.msg).not.toBe("forged");
      expect(line.length).toBeLessThan(64_000);
      expect(line).not.toMatch(/\p{Cc}/u);
    }
  });
});
