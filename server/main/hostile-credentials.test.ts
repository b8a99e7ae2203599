import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "@/server/cli/testing";
import { unpack } from "@/server/db/packed-json";
import { openTestHttp, type TestHttp } from "@/server/worker/testing";
import { openBeside } from "./chaos/database.testing";
import { watchOracles } from "./hostile-oracles.testing";
import { draw, startServer, type TestServer } from "./testing";

/**
 * Section I of the catalogue of attacks, by its numbers: a canary in credentials that workflows try to get at. After each
 * the canary, in the usual encodings, is looked for in everything that came out: answers, steps, history, logs, exports.
 *
 * Elsewhere: T160 in `server/worker/credential-hosts.test.ts`; T165 in `oauth2.test.ts`; T166 in `chaos/keys.test.ts`;
 * T167 in `server/secrets/cipher.test.ts` and `server/services/credentials.test.ts`; T168 in `hostile-sandbox.test.ts`;
 * encodings one by one (T163) in `server/redaction/mask.test.ts`.
 */
const canary = 'CANARY-7f3a9"&/c0ffee-of-the-shop';
const user = "ann";
const bytes = Buffer.from(canary);
const json = (text: string) => JSON.stringify(text).slice(1, -1);
const forms = [
  canary,
  ...[
    bytes.toString("base64").replace(/=+$/, "").slice(0, -1),
    bytes.toString("base64url").slice(0, -1),
    bytes.toString("hex"),
  ],
  ...[
    Buffer.from(`${user}:${canary}`).toString("base64"),
    encodeURIComponent(canary),
    json(canary),
    json(json(canary)),
  ],
];
const leaks = (text: string) =>
  forms.filter((form) => text.includes(form) || text.toLowerCase().includes(form.toLowerCase()));

let server: TestServer;
let http: TestHttp;
const key = { data: mkdtempSync(join(tmpdir(), "islewire-canary-")) };
const out: string[] = [];
const ids: { [type: string]: string } = {};
let count = 0;

beforeAll(async () => {
  http = await openTestHttp((call, response) => {
    const seen = JSON.stringify({ url: call.url, headers: call.headers, body: call.body });
    const sent = `${call.headers.authorization ?? ""}${call.headers["x-key"] ?? ""}${call.url}`;
    if (call.url.startsWith("/fails")) {
      response.writeHead(403, { "content-type": "text/plain", "x-echo": encodeURIComponent(sent) });
      return void response.end(`Refused: ${sent} ${seen} ${canary} ${bytes.toString("hex")}`);
    }
    if (call.url.startsWith("/page")) {
      response.setHeader("content-type", "text/html");
      return void response.end(`<title>${canary}</title><pre>${seen}</pre>`);
    }
    if (call.url.startsWith("/redirect")) {
      response.writeHead(302, { location: `/echo?was=${encodeURIComponent(sent)}` });
      return void response.end();
    }
    if (call.url.startsWith("/loop")) {
      response.writeHead(302, { location: `/loop?was=${encodeURIComponent(canary)}` });
      return void response.end();
    }
    if (call.url.startsWith("/drop")) return void response.destroy();
    response.end(
      JSON.stringify({ seen, sent, raw: call.headers.authorization, canary, hex: bytes.toString("hex"), [canary]: 1 }),
    );
  });
  server = await startServer({
    dataFolder: key.data,
    env: { ISLEWIRE_EGRESS_ALLOW: "127.0.0.1", ISLEWIRE_LOG_LEVEL: "trace" },
  });
  await server.signUp();
  const create = async (name: string, type: string, values: object) => {
    ids[name] = (await server.mutate<{ id: string }>("credentials.create", { name, type, values })).id;
  };
  await create("basic", "http.basic", { user, password: canary, testUrl: `${http.url}/fails` });
  await create("bearer", "http.bearer", { token: canary });
  await create("header", "http.header", { name: "X-Key", value: canary });
  await create("query", "http.query", { name: "api_key", value: canary });
  await create("custom", "http.custom", { json: JSON.stringify({ headers: { "x-key": canary } }) });
  await create("smtp", "smtp", { host: "127.0.0.1", port: http.port, security: "none", user, password: canary });
  await create("pushover", "pushover.app", { token: canary, user: `${canary}-too`, url: `${http.url}/fails` });
});
afterAll(async () => {
  await server.stop();
  await http.close();
  rmSync(key.data, { recursive: true, force: true });
});

watchOracles(() => server);

/** Runs nodes in a row behind a webhook, and gives all that came out by every door, as one text. */
async function everything(nodes: { [id: string]: object }, ...more: string[]): Promise<string> {
  const path = `canary-${++count}`;
  const hook = {
    type: "webhook",
    params: { path, methods: ["POST"], respond: { is: "finished", status: 200, answer: "all" } },
  };
  const names = ["hook", ...Object.keys(nodes)];
  const row = names.slice(1).map((name, index) => `${names[index]} -> ${name}`);
  const document = draw(path, { hook, ...nodes } as never, ...row, ...more);
  const id = await server.publish(document);
  const answer = await server.post(path, {});
  const list = await server.query<{ executions: { id: number }[] }>("executions.list", { workflowId: id });
  const execution = list.executions[0]?.id ?? 0;
  if (execution) await server.finished(execution);
  const detail = await server.query<{ steps: { index: number }[] }>("executions.get", { id: execution });
  const steps = await Promise.all(
    detail.steps.map(({ index }) => server.query("executions.stepData", { id: execution, step: index }).catch(String)),
  );
  const exported = await server.query("workflows.export", { id, format: "n8n" }).catch(String);
  const text = JSON.stringify([answer, list, detail, steps, exported, server.lines]);
  out.push(text);
  return text;
}
const request = (path: string, auth: string, params: object = {}) => ({
  type: "httpRequest",
  params: { method: "GET", url: http.url + path, ...params },
  credentials: { auth: ids[auth] ?? "" },
});
const code = (source: string) => ({ type: "code", params: { mode: "all", source } });

describe("a canary in a credential", () => {
  it.each(
    ["basic", "bearer", "header", "query", "custom"].flatMap((auth) =>
      ["/echo", "/fails", "/page", "/redirect", "/loop", "/drop"].map((path): [string, string] => [path, auth]),
    ),
  )("T162: what %s repeats of %s is seen nowhere", async (path, auth) => {
    const before = http.calls.length;
    const node = { ...request(path, auth), onError: path === "/fails" ? "continue" : "stop" };
    const text = await everything({ call: node, after: code("return $input.all()") });
    expect(JSON.stringify(http.calls.slice(before))).toMatch(/CANARY|Basic /);
    expect(leaks(text)).toEqual([]);
    if (path === "/echo") expect(text).toContain("***");
  });

  it("T162: is not in reach of expressions and code", async () => {
    const value = (expression: string) => ({
      ...{ type: "editFields", onError: "continue" },
      params: { values: { is: "fields", fields: [{ name: "value", value: `={{ ${expression} }}` }] } },
    });
    const text = await everything({
      call: request("/echo", "basic"),
      a: value("JSON.stringify($credentials)"),
      b: value("JSON.stringify($node.call)"),
      c: value("Object.keys(globalThis).join()"),
      d: {
        ...code("console.log(this.getCredentials?.('auth')); return [{ json: { all: JSON.stringify($input) } }]"),
        onError: "continue",
      },
      e: { ...code("return [{ json: { env: process.env } }]"), onError: "continue" },
    });
    expect(leaks(text)).toEqual([]);
  });

  it("T163: the answers that expressions read between pages are without it", async () => {
    const pagination = {
      is: "nextUrl",
      url: `={{ $response.body.canary.length > 3 ? '' : '${http.url}/page?stolen=' + $response.body.canary }}`,
      until: { is: "empty" },
    };
    const before = http.calls.length;
    const text = await everything({ call: request("/echo", "bearer", { pagination }) });
    expect(leaks(text)).toEqual([]);
    const stolen = http.calls.slice(before).filter(({ url }) => url.includes("stolen"));
    expect(leaks(JSON.stringify(stolen.map(({ url }) => url)))).toEqual([]);
  });

  it("T162: nodes that sign in by themselves, and fail, do not tell it", async () => {
    const mail = { type: "sendEmail", params: { from: "a@b.example", to: "c@d.example", subject: "S", text: "T" } };
    expect(leaks(await everything({ call: { ...mail, credentials: { smtp: ids.smtp ?? "" } } }))).toEqual([]);
    const message = { type: "pushover", params: { do: { is: "message", operation: { is: "send", message: "Hi" } } } };
    const text = await everything({ call: { ...message, credentials: { account: ids.pushover ?? "" } } });
    expect(leaks(text)).toEqual([]);
    expect(text).toContain("***");
  });

  it("T164: is not given back by the API, nor by a test that fails", async () => {
    const answers = [await server.query("credentials.list"), await server.query("credentialTypes.list")];
    for (const id of Object.values(ids)) answers.push(await server.query("credentials.get", { id }));
    answers.push(await server.mutate("credentials.test", { id: ids.basic }));
    const values = { user, password: canary, testUrl: `${http.url}/loop` };
    answers.push(await server.mutate("credentials.test", { type: "http.basic", values }));
    expect(answers.at(-1)).toMatchObject({ ok: false });
    expect(leaks(JSON.stringify(answers))).toEqual([]);
  });

  it("T161: is not used by a node whose type of credential is another", async () => {
    const before = http.calls.length;
    const text = await everything({ call: { ...request("/echo", "basic"), credentials: { auth: ids.smtp ?? "" } } });
    expect(text).toContain("does not fit");
    expect(http.calls.length).toBe(before);
    expect(leaks(text)).toEqual([]);
  });

  it("is in no row of the database, no file of the data folder and no line of the log", async () => {
    const database = openBeside(key.data);
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
    for (const table of tables) {
      for (const row of database.prepare(`SELECT * FROM "${table}"`).all() as object[]) {
        const cells = Object.values(row).map((cell) => (Buffer.isBuffer(cell) ? readable(cell) : String(cell)));
        expect(leaks(cells.join("\n")), table).toEqual([]);
      }
    }
    database.close();
    const exported = await runCli({ cwd: key.data, data: key.data }, ["executions", "--json", "--limit", "1000"]);
    expect(leaks(exported.out + exported.err)).toEqual([]);
    expect(leaks(server.lines.join("\n"))).toEqual([]);
    for (const name of readdirSync(key.data, { recursive: true, encoding: "utf8" })) {
      const file = join(key.data, name);
      if (statSync(file).isFile()) expect(leaks(readFileSync(file).toString("latin1")), name).toEqual([]);
    }
  });
});

function readable(cell: Buffer): string {
  try {
    return String(unpack(cell));
  } catch {
    return cell.toString("latin1");
  }
}
