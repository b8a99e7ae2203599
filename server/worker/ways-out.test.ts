import { readdirSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Filler, fill } from "@/nodes/fill.testing";
import { credentialTypes, findNode, nodes } from "@/nodes/registry";
import type { CredentialSlots } from "@/nodes/sdk/credential";
import type { NodeDefinition } from "@/nodes/sdk/define-node";
import { describeParams } from "@/nodes/sdk/params";
import { openFileStore } from "@/server/http/files";
import { noticeOrder } from "@/server/runs/notice-message";
import { createCredential, testCredential } from "@/server/services/credentials";
import { startExecution, stepData } from "@/server/services/executions";
import { lookUpOptions } from "@/server/services/lookups";
import { documentOf } from "@/server/services/testing";
import { createWorkflow, publishWorkflow, unpublishWorkflow } from "@/server/services/workflows";
import type { JsonObject } from "@/shared/item";
import { openTestServer, type TestServer } from "./testing";

/**
 * T066: each node, trigger, credential, list and question that reaches the network asks the guard. Every text that may be
 * an address names a place of this machine, which nothing allows. A node that is added is tried too: it is refused by the
 * guard, or it is in the list of those that reach nothing, where its source is looked at.
 */
let server: TestServer;
let files: ReturnType<typeof openFileStore>;
let connections = 0;
const trap = createServer((socket) => {
  connections++;
  socket.destroy();
});
const credentials = new Map<string, string>();
const refusal = /is in a private network, which workflows may not reach/;
const port = () => (trap.address() as AddressInfo).port;
const url = () => `http://127.0.0.1:${port()}/`;

const address: Filler = (name, field) => {
  if (field.control === "number") return /port$/i.test(name) ? port() : undefined;
  if (field.control !== "text" && field.control !== "secret") return undefined;
  if (/^(host|hostname)$/.test(name)) return "127.0.0.1";
  if (/^(servers|brokers)$/.test(name)) return `127.0.0.1:${port()}`;
  return /^(address|endpoint|server|url)$|Url$|Address$/.test(name) ? url() : undefined;
};

/** What a node or credential asks of a value before it connects. */
const accepted: { [type: string]: JsonObject } = {
  "ghost.key": { key: `${"a".repeat(24)}:${"b".repeat(64)}` },
  "database.mongodb": { by: "parts", database: "d" },
  "http.custom": { json: "{}" },
  "core.s3": { bucket: "a-bucket" },
};
const fillerOf =
  (type: string): Filler =>
  (name, field) =>
    accepted[type]?.[name] ?? address(name, field);

beforeAll(async () => {
  await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
  server = openTestServer({ egressAllow: [] });
  server.startWorker();
  files = openFileStore(server.ctx.dataFolder);
  for (const { type, params } of credentialTypes) {
    const values = fill(describeParams(params), fillerOf(type));
    credentials.set(type, (await createCredential(server.ctx, { name: type, type, values })).id);
  }
});
afterAll(async () => {
  trap.close();
  await server.close();
});
afterEach(() => expect(connections).toBe(0));

const chosen = (slots: CredentialSlots = {}) =>
  Object.fromEntries(
    Object.entries(slots).map(([slot, { types }]) => [slot, credentials.get(types[0]?.type ?? "") ?? ""]),
  );

/** Nodes that reach nothing outside: other parts of the server, files and the sandbox at most. */
const inside = new Set(
  [
    ...["webhook", "formTrigger", "schedule", "workflowTrigger", "errorTrigger", "manualTrigger"],
    ...["if", "switch", "filter", "compareDatasets", "merge", "loopOverItems", "wait", "form", "approval"],
    ...["executeWorkflow", "stopAndError", "noOp", "syncCursor", "assign", "stateMachine", "detector", "onChange"],
    ...[
      "keyValue",
      "cache",
      "rateLimit",
      "debounce",
      "digest",
      "counter",
      "executionData",
      "debugHelper",
      "editFields",
    ],
    ...[
      "splitOut",
      "aggregate",
      "sort",
      "limit",
      "removeDuplicates",
      "validate",
      "dateTime",
      "compression",
      "summarize",
    ],
    ...["renameKeys", "crypto", "jwt", "totp", "markdown", "xml", "html", "htmlTable", "convertToFile"],
    ...["extractFromFile", "code", "files", "respondToWebhook", "readEndpoint", "table", "sqlite"],
  ].map((name) => `core.${name}`),
);
const outside = nodes.filter(({ type }) => !inside.has(type));
const paramsOf = (type: string) => fill(describeParams(findNode(type)?.params ?? {}), fillerOf(type));

describe("T066 a node", () => {
  it.each([...inside])("%s that reaches nothing is lent no way out", (type) => {
    expect(findNode(type)).toBeDefined();
    const kebab = type.replace(/^core\./, "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const folder = new URL(`../../nodes/${kebab}/`, import.meta.url);
    for (const file of readdirSync(folder).filter((name) => /(?<!\.test|\.testing)\.ts$/.test(name))) {
      const source = readFileSync(new URL(file, folder), "utf8");
      expect(source, file).not.toMatch(/[{,]\s*(http|probe|connect|socket|resolve|lookUpName|findService)\b\s*[,}:]/);
      expect(source, file).not.toMatch(/nodes\/sdk\/(api|file-server|listen|probe|sql)"|\.(http|probe|lookUpName)\(/);
    }
  });

  it.each(outside.filter(({ trigger }) => !trigger || trigger.kind === "poll").map(({ type }) => type))(
    "%s asks the guard",
    async (type) => {
      const { version, trigger, inputs, credentials: slots } = findNode(type) as NodeDefinition;
      const node = { type, version, params: paramsOf(type), credentials: chosen(slots) };
      const [input = "main"] = inputs as string[];
      const document = trigger
        ? documentOf({ node })
        : documentOf({ start: { type: "core.manualTrigger" }, node }, `start -> node.${input}`);
      const { id: workflowId } = await createWorkflow(server.ctx, { document });
      const data = await files.write({ name: "a.txt", mimeType: "text/plain" }, "a");
      const inputText = JSON.stringify([{ json: { x: "x" }, binary: { data } }]);
      const startNode = trigger ? "node" : "start";
      const { id } = await startExecution(server.ctx, { workflowId, document, startNode, inputText });
      const detail = await server.until(id);
      const step = detail.steps.findLast(({ nodeId }) => nodeId === "node")?.index ?? 0;
      const told = [detail.errorInfo, stepData(server.ctx, { id, step })];
      expect(JSON.stringify(told)).toMatch(refusal);
    },
  );

  it.each(outside.filter(({ trigger }) => trigger && trigger.kind !== "poll").map(({ type }) => type))(
    "%s asks the guard before it listens",
    async (type) => {
      const { version, credentials: slots } = findNode(type) as NodeDefinition;
      const node = { type, version, params: paramsOf(type), credentials: chosen(slots) };
      const { id } = await createWorkflow(server.ctx, { document: documentOf({ node }) });
      await publishWorkflow(server.ctx, { id, revision: 1 });
      await expect.poll(() => JSON.stringify(server.ctx.listeners.states(id))).toMatch(refusal);
      await unpublishWorkflow(server.ctx, { id });
    },
  );
});

/** Its channels are those of one of its servers. */
const discordServer = { resource: { is: "message", operation: { is: "getAll", guild: "1" } } };

describe("T066 a list of values", () => {
  const lists = nodes.flatMap(({ type, lookups = {} }) => Object.keys(lookups).map((lookup) => ({ type, lookup })));

  it.each(lists.filter(({ type }) => !inside.has(type)))(
    "$lookup of $type asks the guard",
    async ({ type, lookup }) => {
      const params = type === "core.discord" ? discordServer : paramsOf(type);
      const asked = lookUpOptions(server.ctx, {
        type,
        lookup,
        params,
        credentials: chosen(findNode(type)?.credentials),
      });
      await expect(asked).rejects.toThrow(refusal);
    },
  );
});

describe("T066 a credential that is tried out", () => {
  const tried = credentialTypes.filter(({ test, tryOut }) => test ?? tryOut).map(({ type }) => type);

  it.each(tried)("%s asks the guard", async (type) => {
    const { ok, message } = await testCredential(server.ctx, { id: credentials.get(type) ?? "" });
    expect(ok).toBe(false);
    expect(message).toMatch(type.startsWith("oauth2.") ? new RegExp(`${refusal.source}|must be connected`) : refusal);
  });
});

describe("T066 a question to a worker", () => {
  const provider = { kind: "oidc", issuer: url, authorizationUrl: url, tokenUrl: url, userUrl: url };
  const settings = () =>
    Object.fromEntries(
      Object.entries(provider).map(([name, value]) => [name, typeof value === "string" ? value : value()]),
    );
  /** Each with what it is asked; `undefined`: it is answered from within. */
  const questions: { [type: string]: (() => [order: object, text: string]) | undefined } = {
    preview: undefined,
    testCredential: undefined,
    lookup: undefined,
    connectCredential: () => [
      { credentialId: credentials.get("http.oauth2") },
      JSON.stringify({ code: "c", verifier: "v", redirectUri: "http://x.example/" }),
    ],
    readDocument: () => [{}, JSON.stringify({ url: url() })],
    askProvider: () => [{}, JSON.stringify({ ask: "endpoints", settings: settings() })],
    notice: () => [
      {},
      JSON.stringify(noticeOrder({ by: "ntfy", server: url(), topic: "t" }, { title: "t", text: "b" }, "k")),
    ],
  };

  it("is asked here, whatever questions there are", () => {
    const protocol = readFileSync(new URL("../runs/protocol.ts", import.meta.url), "utf8");
    const asked = [...protocol.matchAll(/type: "(\w+)";\s+request: number(?!; delivery|; refused|; ok|; message)/g)];
    expect(asked.map(([, type]) => type).toSorted()).toEqual(Object.keys(questions).toSorted());
  });

  it.each(Object.keys(questions).filter((type) => questions[type]))("%s asks the guard", async (type) => {
    const [order, text] = questions[type]?.() ?? [{}, ""];
    const asked = server.ctx.dispatcher.ask((request) => ({ type, request, ...order }) as never, [text]);
    await expect(asked).rejects.toThrow(refusal);
  });
});
