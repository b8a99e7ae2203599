import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { islewire } from "./server.ts";
import type { Session } from "./session.ts";

/** n8n's load scenarios, imported as they are, and one of our own. */
export type Scenario = {
  name: string;
  /** The folder of n8n's scenario files, or a document of ours. */
  files: string[];
  paths: string[];
  method: "GET" | "POST";
  body?: string | Buffer;
  contentType?: string;
  /** Throws when it is not what n8n's script asks for. */
  check(status: number, body: string): void;
};

const conformance = join(import.meta.dirname, "..", "..", "shared", "conformance", "bench");
const theirs = (folder: string, file = folder) => join(conformance, folder, `${file}.json`);

const isOk = (status: number) => {
  if (status !== 200) throw new Error(`answered ${status}`);
};
const hasItems = (count: number) => (status: number, body: string) => {
  isOk(status);
  const items: unknown = JSON.parse(body);
  if (!Array.isArray(items) || items.length !== count)
    throw new Error(`did not give ${count} items: ${body.slice(0, 200)}`);
};
const allOk = (status: number, body: string) => {
  isOk(status);
  const items = JSON.parse(body) as { statusCode?: number }[];
  if (!items.length || items.some(({ statusCode }) => statusCode !== 200)) throw new Error(body.slice(0, 200));
};

const multiple = Array.from({ length: 10 }, (_, index) => `multiple-webhooks${index + 1}`);
const boundary = "islewire-bench-boundary";

export const scenarios: Scenario[] = [
  {
    name: "webhook → respond",
    files: [join(import.meta.dirname, "webhook-respond.json")],
    paths: ["bench-respond"],
    method: "POST",
    check: isOk,
  },
  { name: "single-webhook", files: [theirs("single-webhook")], paths: ["single-webhook"], method: "GET", check: isOk },
  {
    name: "multiple-webhooks",
    files: multiple.map((file) => theirs("multiple-webhooks", file)),
    paths: multiple.map((_, index) => `multiple-webhook${index + 1}`),
    method: "GET",
    check: isOk,
  },
  {
    name: "set-node-expressions",
    files: [theirs("set-node-expressions")],
    paths: ["set-expressions-benchmark"],
    method: "POST",
    check: isOk,
  },
  {
    name: "js-code-node",
    files: [theirs("js-code-node")],
    paths: ["code-node-benchmark"],
    method: "POST",
    check: hasItems(100),
  },
  {
    name: "js-code-node-once-for-each",
    files: [theirs("js-code-node-once-for-each")],
    paths: ["code-node-each-benchmark"],
    method: "POST",
    check: hasItems(5),
  },
  { name: "http-node", files: [theirs("http-node")], paths: ["benchmark-http-node"], method: "POST", check: allOk },
  {
    name: "credential-http-node",
    files: [theirs("credential-http-node")],
    paths: ["benchmark-credential-http-node"],
    method: "POST",
    check: allOk,
  },
  {
    name: "data-table-node",
    files: [theirs("data-table-node")],
    paths: ["data-table-node-benchmark"],
    method: "POST",
    check: hasItems(100),
  },
  {
    name: "binary-data",
    files: [theirs("binary-data")],
    paths: ["binary-files-benchmark"],
    method: "POST",
    body: formWithFile(),
    contentType: `multipart/form-data; boundary=${boundary}`,
    check: isOk,
  },
];

/** About 2 MB of digits, as n8n's script sends it. */
function formWithFile(): Buffer {
  const digits = "0123456789".repeat(200_000);
  const parts = [
    `--${boundary}\r\ncontent-disposition: form-data; name="filename"\r\n\r\ndigits.txt`,
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="digits.txt"\r\ncontent-type: application/octet-stream\r\n\r\n${digits}`,
    `--${boundary}--\r\n`,
  ];
  return Buffer.from(parts.join("\r\n"));
}

/** Those whose files are there, with their workflows imported and published. The others are named. */
export async function addScenarios(folder: string, session: Session, api: string): Promise<Scenario[]> {
  const there = scenarios.filter(({ name, files }) => {
    const missing = files.find((file) => !existsSync(file));
    if (missing) console.log(`${name}: skipped, ${missing} is not there`);
    return !missing;
  });
  for (const { name, files } of there) for (const file of files) await add(folder, session, name, file, api);
  const table = there.find(({ name }) => name === "data-table-node");
  if (table) table.body = await tableBody(session);
  return there;
}

async function add(folder: string, session: Session, name: string, file: string, api: string) {
  const text = readFileSync(file, "utf8").replaceAll("http://mockapi:8080", api);
  // Two scenarios have one path, and cannot be published together.
  const own =
    name === "js-code-node-once-for-each" ? text.replaceAll("code-node-benchmark", "code-node-each-benchmark") : text;
  const copy = join(folder, `scenario-${name}-${file.length}.json`);
  writeFileSync(copy, own);
  const needsCredential = name === "credential-http-node";
  const printed = islewire(folder, "import", ...(needsCredential ? [] : ["--publish"]), "--json", copy);
  if (needsCredential) await lendCredential(session, printed);
}

/** An import grants no credential: the workflow gets one by hand. */
async function lendCredential(session: Session, printed: string) {
  const [{ id }] = JSON.parse(printed) as [{ id: string }];
  const { document, revision } = await session.query<{
    document: { nodes: { type: string; credentials?: object }[] };
    revision: number;
  }>("workflows.get", { id });
  const credential = await session.mutate<{ id: string }>("credentials.create", {
    ...{ name: "Bench", type: "http.bearer", values: { token: "dummy token" } },
  });
  const nodes = document.nodes.map((node) =>
    node.type === "core.httpRequest" ? { ...node, credentials: { auth: credential.id } } : node,
  );
  const saved = await session.mutate<{ revision: number }>("workflows.save", {
    id,
    document: { ...document, nodes },
    revision,
  });
  await session.mutate("workflows.publish", { id, revision: saved.revision });
}

async function tableBody(session: Session): Promise<string> {
  const columns = [
    { name: "firstName", type: "text" },
    { name: "age", type: "number" },
    { name: "birthDate", type: "datetime" },
    { name: "isActive", type: "boolean" },
    { name: "empty", type: "text" },
  ];
  const { id } = await session.mutate<{ id: number }>("tables.create", { name: "data-table-node-benchmark", columns });
  const items = Array.from({ length: 100 }, (_, index) => ({
    ...{
      firstName: `Name ${index}`,
      age: index % 90,
      birthDate: "1990-05-17T00:00:00.000Z",
      isActive: index % 2 === 0,
    },
  }));
  return JSON.stringify({ dataTableId: String(id), items });
}

/** The three services that the HTTP scenarios ask: about 120 KB of events each. */
export async function startApi(): Promise<{ url: string; close(): void }> {
  const event = (id: number) => ({
    id: String(id),
    type: "PushEvent",
    payload: { commits: ["x".repeat(400)], more: "y".repeat(800) },
  });
  const body = JSON.stringify(Array.from({ length: 90 }, (_, id) => event(id)));
  const server = createServer((_req, res) => {
    res.writeHead(200, { "content-type": "application/json", "content-length": body.length });
    res.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
