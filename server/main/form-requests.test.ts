import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Item } from "@/shared/item";
import type { ReplayOutcome, WebhookRequestDetail, WebhookRequestSummary } from "@/shared/webhook-request";
import { draw, startServer, type TestServer } from "./testing";

let server: TestServer;
let ordersId = "";
const field = (label: string, is: string, more: object = {}, required = false) => ({
  label,
  required,
  kind: { is, ...more },
});
const trigger = (path: string, fields: object[], more: object = {}, credentials: object = {}) => ({
  type: "formTrigger",
  params: { path, title: path, fields, ...more },
  credentials: credentials as { [slot: string]: string },
});
const orderFields = [
  field("Name", "text", {}, true),
  field("Pass", "password"),
  field("Paper", "file", { multiple: false, accept: "" }),
];

beforeAll(async () => {
  server = await startServer({ env: { ISLEWIRE_MAX_BODY_MB: "1" } });
  await server.signUp();
  ordersId = await server.publish(draw("Orders", { form: trigger("orders", orderFields) }));
  const next = { type: "form", params: { page: { is: "next", content: { is: "list", fields: [orderFields[0]] } } } };
  await server.publish(draw("Pages", { form: trigger("pages", [field("Age", "number")]), next }, "form -> next"));
  await server.publish(
    draw("Hook", {
      hook: { type: "webhook", params: { path: "hook", methods: ["POST"], respond: { is: "accepted" } } },
    }),
  );
});
afterAll(() => server.stop());

async function send(path: string, values: { [name: string]: string | File }, init: RequestInit = {}) {
  const body = new FormData();
  for (const [name, value] of Object.entries(values)) body.append(name, value);
  const answer = await fetch(server.url + path, { method: "POST", body, redirect: "manual", ...init });
  return { status: answer.status, text: await answer.text(), location: answer.headers.get("location") ?? "" };
}
const list = async (filter: object = {}) =>
  (await server.query<{ requests: WebhookRequestSummary[] }>("webhookRequests.list", filter)).requests;
const latest = async () => (await list())[0] ?? expect.fail("The list is empty");
const detail = (id: number) => server.query<WebhookRequestDetail>("webhookRequests.get", { id });
const replay = async (id: number, version: "published" | "draft" = "published") =>
  (await server.mutate<ReplayOutcome[]>("webhookRequests.replay", { ids: [id], version }))[0];
async function itemOf(executionId = 0): Promise<Item> {
  await server.finished(executionId);
  const { outputs } = await server.query<{ outputs: { main: Item[] } }>("executions.stepData", {
    ...{ id: executionId, step: 0 },
  });
  return outputs.main[0] ?? expect.fail("There is no item");
}
const paper = (text: string) => new File([text], "paper.txt", { type: "text/plain" });

describe("forms in the list of webhook requests", () => {
  it("are there once sent, with their workflow and execution, and not when they are only shown", async () => {
    const before = (await list()).length;
    await fetch(`${server.url}/form/orders`);
    expect(await list()).toHaveLength(before);
    await send("/form/orders", { Name: "Ann" });
    const [execution] = await server.executions();
    expect(await latest()).toMatchObject({
      ...{ kind: "published", method: "POST", path: "/form/orders", status: 200, result: "accepted" },
      ...{ workflowId: ordersId, workflowName: "Orders", executionId: execution?.id },
    });
  });

  it("are there when something is missing, with what was entered but no secret, and with files by reference", async () => {
    const { status } = await send("/form/orders", {
      ...{ Name: " ", Pass: "hunter2-hunter2", "islewire-token": "a".repeat(20), Paper: paper("the text of the file") },
    });
    expect(status).toBe(422);
    const row = await latest();
    expect(row).toMatchObject({ result: "invalid", status: 422, executionId: null, workflowId: ordersId });
    expect(row.reason).toBe("What was entered is not what the form asks for: Name");
    const found = await detail(row.id);
    expect(JSON.parse(found.body?.text ?? "")).toEqual({
      ...{ Name: " ", Pass: null },
      Paper: [{ id: expect.any(String), name: "paper.txt", mimeType: "text/plain", size: 20 }],
    });
    expect(JSON.stringify(found)).not.toMatch(/hunter2|the text of the file|aaaaaaaa/);
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ["unknown", "/form/ordres", () => send("/form/ordres", { Name: "Ann", Pass: "x" })],
    ["method", "/form/orders", () => send("/form/orders", {}, { method: "PUT" })],
    ["large", "/form/orders", () => send("/form/orders", { Name: "x".repeat(1_200_000) })],
    [
      ...(["unreadable", "/form/orders"] as const),
      () => send("/form/orders", {}, { body: "{}", headers: { "content-type": "application/json" } }),
    ],
    ["unknown", "/form-test/orders", () => send("/form-test/orders", { Name: "Ann" })],
    ["unknown", "/form-waiting/1", () => send("/form-waiting/1/not-the-signature", { Name: "Ann" })],
  ])("say of a refused one that it was %s at %s", async (result, path, call) => {
    await call();
    // Of a body that is not read to its end, it is noted once the caller has let go.
    await expect.poll(latest, { timeout: 10_000 }).toMatchObject({ result, path });
    expect((await latest()).reason).toMatch(/\w/);
  });

  it("tell which published form was probably meant", async () => {
    await fetch(`${server.url}/form/order`);
    const row = await latest();
    expect(row).toMatchObject({ result: "unknown", method: "GET" });
    expect((await detail(row.id)).hints).toMatchObject([
      { is: "nearest", path: "/form/orders", workflowName: "Orders" },
    ]);
  });

  it("are filtered apart from webhooks, and the other way round", async () => {
    await fetch(`${server.url}/webhook/hook`, { method: "POST" });
    expect(new Set((await list({ door: "webhook" })).map(({ path }) => path))).toEqual(new Set(["/webhook/hook"]));
    const forms = await list({ door: "form" });
    expect(forms.length).toBeGreaterThan(5);
    expect(forms.every(({ path }) => path.startsWith("/form"))).toBe(true);
  });

  it("list an answer to a waiting page without its signature, and do not replay it", async () => {
    const { location } = await send("/form/pages", { Age: "4" });
    const { executionId } = await latest();
    const page = await (await fetch(server.url + location)).text();
    const step = /name="islewire-page" value="(\d+)"/.exec(page)?.[1] ?? expect.fail(page);
    expect((await send(location, { Name: "", "islewire-page": step })).status).toBe(422);
    expect(await latest()).toMatchObject({ result: "invalid", path: `/form-waiting/${executionId}`, executionId });
    await send(location, { Name: "Ann", "islewire-page": step });
    const row = await latest();
    expect(row).toMatchObject({ result: "accepted", path: `/form-waiting/${executionId}`, workflowName: "Pages" });
    expect(JSON.stringify(await list())).not.toContain(location.split("/").at(-1));
    expect((await detail(row.id)).noReplay).toBe("page");
    expect((await replay(row.id))?.problem).toMatch(/answer to a page/);
  });
});

describe("the replay of a form", () => {
  it("that was accepted has its data and files, also against the draft", async () => {
    await send("/form/orders", { Name: "Bea", Paper: paper("ok") });
    const row = await latest();
    for (const version of ["published", "draft"] as const) {
      const outcome = await replay(row.id, version);
      expect(outcome?.executionId).toBeGreaterThan(row.executionId ?? 0);
      const { json, binary } = await itemOf(outcome?.executionId);
      expect(json).toMatchObject({ Name: "Bea", Paper: { filename: "paper.txt" } });
      expect(binary?.Paper).toMatchObject({ name: "paper.txt", size: 2 });
    }
  });

  it("that came while nothing was published starts what it would have started", async () => {
    await send("/form/later", { Name: "Cy", Note: "dropped" });
    const row = await latest();
    expect((await replay(row.id))?.problem).toMatch(/No published workflow has the path "later"/);
    await server.publish(draw("Later", { form: trigger("later", [field("Name", "text", {}, true)]) }));
    const outcome = await replay(row.id);
    const { json } = await itemOf(outcome?.executionId);
    expect(json).toMatchObject({ Name: "Cy", formMode: "production" });
    expect(json).not.toHaveProperty("Note");
    expect(await latest()).toMatchObject({ kind: "replay", replayOf: row.id, path: "/form/later" });
  });

  it("that lacks something says which field, and starts nothing", async () => {
    await send("/form/orders", { Name: "" });
    const outcome = await replay((await latest()).id);
    expect(outcome?.executionId).toBeUndefined();
    expect(outcome?.problem).toMatch(/does not take what was entered: Name/);
  });
});
