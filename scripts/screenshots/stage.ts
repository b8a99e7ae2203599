import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { type Browser, type BrowserContext, expect, type Page } from "@playwright/test";
import { islewire, type Running, startIslewire } from "../../bench/server.ts";
import { setupCode } from "../../bench/session.ts";
import { startServices } from "../../e2e/services.ts";
import type { WorkflowDocument } from "../../shared/workflow.ts";
import * as exhibits from "./exhibits.ts";
import { clockAt, now, stillTimes } from "./still-times.ts";
import * as workflows from "./workflows.ts";

const owner = { name: "Olive Owner", email: "olive@example.com", password: "correct horse battery" };
const env = { TZ: "UTC", ISLEWIRE_EGRESS_ALLOW: "127.0.0.1", ISLEWIRE_WORKERS: "1" };
const examples = join(import.meta.dirname, "..", "..", "docs", "examples", "stand-ins.json");

/** What there is to be seen: ids of workflows and executions by what the scenes call them. */
export type Stage = {
  url: string;
  context: BrowserContext;
  workflow: { [name in "orders" | "intake" | "prices" | "stock" | "chinese" | "monitoring"]: string };
  execution: { [name in "large" | "small" | "failed" | "stock" | "chinese"]: number };
  /** Its id. */
  table: number;
  /** Where somebody is asked, from the root of the server on. */
  approvalPath: string;
  stop(): Promise<void>;
};

type Made = Omit<Stage, "url" | "context" | "stop">;

/** Starts the built product with an empty data folder, makes an owner, workflows and real runs of them, and gives all fixed times. */
export async function setStage(browser: Browser, dataFolder: string): Promise<Stage> {
  islewire(dataFolder, "import", "--publish", examples);
  const services = await startServices();
  const first = await startIslewire(dataFolder, "/readyz", { ...env, ...clockAt(now - 10 * 60_000) });
  const context = await newContext(browser);
  let made: Made;
  try {
    await signUp(context, first.url);
    made = await fill(apiOf(context, first.url), first, services.smtpPort);
  } finally {
    await first.stop();
    await services.stop();
  }
  stillTimes(dataFolder);
  // Ports are not part of cookies: the session goes on.
  const { url, stop } = await startIslewire(dataFolder, "/readyz", { ...env, ...clockAt(now) });
  return { url, context, ...made, stop };
}

export async function newContext(browser: Browser, more: object = {}): Promise<BrowserContext> {
  const context = await browser.newContext({
    ...{ locale: "en-US", timezoneId: "UTC", reducedMotion: "reduce", deviceScaleFactor: 1, ...more },
  });
  await context.clock.setFixedTime(now);
  const onThisMachine = { domain: "127.0.0.1", path: "/" };
  // The room is for what the picture is about.
  await context.addCookies([{ name: "islewire-sidebar", value: "collapsed", ...onThisMachine }]);
  return context;
}

/** Who has a workflow open is asked by tabs that are seen: one that is not is told of nobody. */
export const asUnseen = (page: Page) =>
  page.addInitScript(() => Object.defineProperty(document, "visibilityState", { get: () => "hidden" }));

async function signUp(context: BrowserContext, url: string) {
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel("Name").fill(owner.name);
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByLabel("Setup code").fill(setupCode);
  await page.getByRole("button", { name: /create/i }).click();
  await page.waitForURL(/\/workflows$/);
  await page.close();
}

type Api = ReturnType<typeof apiOf>;

function apiOf(context: BrowserContext, origin: string) {
  const headers = { "x-islewire": "1", origin };
  const read = async <T>(answer: { json(): Promise<unknown> }) => {
    const body = (await answer.json()) as { result?: { data: T }; error?: { message: string } };
    if (body.error) throw new Error(body.error.message);
    return body.result?.data as T;
  };
  return {
    query: async <T>(path: string, input: unknown = null): Promise<T> =>
      read(
        await context.request.get(`${origin}/api/trpc/${path}`, { headers, params: { input: JSON.stringify(input) } }),
      ),
    mutate: async <T>(path: string, input: unknown): Promise<T> =>
      read(await context.request.post(`${origin}/api/trpc/${path}`, { headers, data: input as object })),
  };
}

async function fill(api: Api, { url }: Running, smtpPort: number): Promise<Made> {
  // The times of the runs will be fixed ones, which may be long past.
  await api.mutate("settings.update", { timezone: "UTC", keepExecutionsDays: 0, keepExecutionsCount: 0 });
  const workflow = await addWorkflows(api, url, smtpPort);
  const call = caller(api, url);
  const chinese = await call("dingdan", {
    id: "a-1",
    total: 250,
    customer: { email: "ada@example.com" },
  });
  const stock = await start(api, workflow.stock, workflows.stockSync);
  await call("refunds", { id: "r-7" }, "waiting");
  const order = (id: string, total: unknown, email = `${id}@example.com`) =>
    call("orders", { id, total, customer: { email }, lines: [{ article: "bowl", count: 2 }] });
  await order("x-1", 180);
  await order("x-2", 35);
  const large = await order("a-1", 250, " Ada@Example.com ");
  const small = await order("b-2", 20, "bob@example.com");
  const failed = await order("c-3", "plenty", "eve@example.com");
  // What the stand-ins were called is no part of the story.
  const { executions } = await api.query<{ executions: { id: number; workflowName: string }[] }>("executions.list", {});
  const standIns = executions.filter(({ workflowName }) => workflowName.startsWith("Stand-ins"));
  await api.mutate("executions.delete", { ids: standIns.map(({ id }) => id) });
  await addExhibits(api, workflow.stock);
  await callInVain(url, "GET", "orders");
  await callInVain(url, "POST", "order");
  return {
    ...{ workflow, execution: { large, small, failed, stock, chinese } },
    ...{ table: await addTable(api), approvalPath: await askForApproval(api, call) },
  };
}

async function addExhibits(api: Api, workflowId: string) {
  for (const [key, value] of Object.entries(exhibits.stockState))
    await api.mutate("workflows.setStateValue", { workflowId, key, was: null, value: JSON.stringify(value) });
  for (const document of exhibits.apiDocuments) {
    const source = { text: JSON.stringify(document) };
    await api.mutate("apiNodes.add", { source, label: document.info.title });
  }
}

async function addTable(api: Api): Promise<number> {
  const { columns, rows } = exhibits.stockTable;
  const made = await api.mutate<{ id: number; columns: { id: number }[] }>("tables.create", {
    ...{ name: "Articles", columns },
  });
  await api.mutate("tables.addKey", { table: made.id, columns: [made.columns[0]?.id], isUnique: true });
  await api.mutate("tables.insertRows", { table: made.id, rows });
  return made.id;
}

async function askForApproval(api: Api, call: ReturnType<typeof caller>): Promise<string> {
  const id = await call("posts", { title: "Bowls of the autumn" }, "waiting");
  const { outputs } = await api.query<{ outputs: { main: { json: { at: string } }[] } }>("executions.stepData", {
    ...{ id, step: 1 },
  });
  const { pathname, search } = new URL(outputs.main[0]?.json.at ?? "");
  return pathname + search;
}

/** A call that starts nothing. */
const callInVain = async (url: string, method: string, path: string) =>
  send(`${url}/webhook/${path}`, method, JSON.stringify({ id: "a-2", total: 90 }));

async function addWorkflows(api: Api, url: string, smtpPort: number) {
  const { mail, chat } = await addCredentials(api, url, smtpPort);
  const create = async (document: WorkflowDocument) =>
    (await api.mutate<{ id: string }>("workflows.create", { document })).id;
  const publish = async (document: WorkflowDocument) => {
    const id = await create(document);
    await api.mutate("workflows.publish", { id, revision: 1 });
    return id;
  };
  const prices = await publish(workflows.pricesBefore);
  await api.mutate("workflows.nameRevision", { workflowId: prices, revision: 1, name: "Before the new prices" });
  await api.mutate("workflows.save", { id: prices, document: workflows.pricesAfter, revision: 1 });
  await publish(workflows.workshop);
  for (const document of exhibits.schedules) await publish(document);
  return {
    prices,
    intake: await create(withCredentials(workflows.orderIntake, { mail: { smtp: mail } })),
    chinese: await publish(workflows.chineseOrders),
    refunds: await publish(workflows.refund),
    posts: await publish(exhibits.askToPublish),
    stock: await publish(workflows.stockSync),
    monitoring: (await api.mutate<{ id: string }>("templates.use", { id: "monitoring" })).id,
    orders: await addOrders(api, { confirm: { smtp: mail }, tell: { account: chat } }),
  };
}

async function addCredentials(api: Api, url: string, smtpPort: number) {
  await api.mutate("variables.set", { name: "SHOP", value: `${url}/webhook/stand-ins` });
  const add = async (name: string, type: string, values: object) =>
    (await api.mutate<{ id: string }>("credentials.create", { name, type, values })).id;
  const smtp = { host: "127.0.0.1", port: smtpPort, security: "none", user: "", password: "" };
  return {
    mail: await add("Shop mail", "smtp", smtp),
    chat: await add("Team chat", "chat.webhook", { url: `${url}/webhook/stand-ins/chat` }),
  };
}

type Credentials = { [nodeId: string]: { [slot: string]: string } };

const withCredentials = (document: WorkflowDocument, credentials: Credentials): WorkflowDocument => ({
  ...document,
  nodes: document.nodes.map((node) => ({ ...node, credentials: credentials[node.id] ?? node.credentials })),
});

/** The order workflow of the README, made from its template and led to services on this machine. */
async function addOrders(api: Api, credentials: Credentials): Promise<string> {
  const { id } = await api.mutate<{ id: string }>("templates.use", { id: "order-received" });
  const { document, revision } = await api.query<{ document: WorkflowDocument; revision: number }>("workflows.get", {
    id,
  });
  const connected = withCredentials(document, credentials);
  const reserve = connected.nodes.find((node) => node.id === "reserve");
  if (reserve) reserve.params.url = "={{ $vars.SHOP }}/reservations";
  const [note] = connected.notes;
  if (note) note.text = "Large orders reserve stock and get a confirmation, small ones go to the team's chat.";
  await api.mutate("workflows.save", { id, document: connected, revision });
  await api.mutate("workflows.publish", { id, revision: revision + 1 });
  return id;
}

/** Calls a webhook, and gives the number of the execution once it has come to rest. */
function caller(api: Api, url: string) {
  return async (path: string, body: object, until = "over"): Promise<number> => {
    const executionId = await post(`${url}/webhook/${path}`, body);
    await atRest(api, executionId, until);
    return executionId;
  };
}

async function start(api: Api, workflowId: string, document: WorkflowDocument): Promise<number> {
  const { id } = await api.mutate<{ id: number }>("executions.start", { workflowId, document });
  await atRest(api, id, "over");
  return id;
}

async function atRest(api: Api, id: number, until: string) {
  const over = /^(succeeded|failed)$/;
  await expect
    .poll(async () => (await api.query<{ status: string }>("executions.get", { id })).status)
    .toMatch(until === "over" ? over : new RegExp(`^${until}$`));
}

async function post(address: string, body: object): Promise<number> {
  return (JSON.parse(await send(address, "POST", JSON.stringify(body))) as { executionId: number }).executionId;
}

/** Not by `fetch`: the headers of a call are shown, and its host would be another one each time. */
function send(address: string, method: string, text: string): Promise<string> {
  const headers = {
    host: "flows.example.com",
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  };
  return new Promise((resolve, reject) => {
    const call = httpRequest(address, { method, headers: { ...headers, "user-agent": "shop" } }, (answer) => {
      let given = "";
      answer.on("data", (chunk: Buffer) => {
        given += chunk.toString();
      });
      answer.on("end", () => resolve(given));
    });
    call.on("error", reject);
    call.end(text);
  });
}
