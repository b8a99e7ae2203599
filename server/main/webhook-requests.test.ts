import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReplayOutcome, WebhookRequestDetail, WebhookRequestSummary } from "@/shared/webhook-request";
import { draw, startServer, type TestServer } from "./testing";

let server: TestServer;
let shopId = "";
const accepted = { is: "accepted", status: 202, text: "" };
const finished = { is: "finished", status: 200, answer: "first" };
const hook = (path: string, more: object = {}, credentials: object = {}) => ({
  type: "webhook",
  params: { path, methods: ["POST"], respond: finished, ...more },
  credentials: credentials as { [slot: string]: string },
});

beforeAll(async () => {
  server = await startServer({ env: { ISLEWIRE_MAX_BODY_MB: "1" } });
  await server.signUp();
  const { id: auth } = await server.mutate<{ id: string }>("credentials.create", {
    ...{ name: "GitHub", type: "signature.gitHub", values: { secret: "s" } },
  });
  const { id: header } = await server.mutate<{ id: string }>("credentials.create", {
    ...{ name: "Key", type: "http.header", values: { name: "X-Door", value: "open sesame" } },
  });
  shopId = await server.publish(draw("Shop", { hook: hook("orders/:shop") }));
  await server.publish(draw("Fast", { hook: hook("fast", { respond: accepted }) }));
  await server.publish(draw("Signed", { hook: hook("signed", {}, { auth }) }));
  await server.publish(draw("Key", { hook: hook("key", {}, { auth: header }) }));
  await server.publish(draw("Far", { hook: hook("far", { callers: "10.0.0.0/8" }) }));
  await server.publish(draw("Bots", { hook: hook("bots", { ignoreBots: true }) }));
  await server.publish(draw("Once", { hook: hook("once", { repeats: { is: "field", path: "id", days: 1 } }) }));
});
afterAll(() => server.stop());

const list = async (filter: object = {}) =>
  (await server.query<{ requests: WebhookRequestSummary[] }>("webhookRequests.list", filter)).requests;
const latest = async () => (await list())[0] ?? expect.fail("The list is empty");
const detail = (id: number) => server.query<WebhookRequestDetail>("webhookRequests.get", { id });
const replay = (ids: number[], version: "published" | "draft" = "published") =>
  server.mutate<ReplayOutcome[]>("webhookRequests.replay", { ids, version });
const body = async (executionId: number) => {
  await server.finished(executionId);
  const { outputs } = await server.query<{ outputs: { main: { json: { body: unknown; params: unknown } }[] } }>(
    "executions.stepData",
    { id: executionId, step: 0 },
  );
  return outputs.main[0]?.json;
};

describe("the list of webhook requests", () => {
  it("notes a call with its answer, and leads to its execution", async () => {
    await server.post("orders/anna", { id: 1 });
    const [execution] = await server.executions();
    expect(await latest()).toMatchObject({
      ...{ kind: "published", method: "POST", path: "/webhook/orders/anna", status: 200, result: "accepted" },
      ...{ workflowId: shopId, workflowName: "Shop", executionId: execution?.id, sizeBytes: 8, calls: 1 },
    });
    await server.post("fast", {});
    expect(await latest()).toMatchObject({ status: 202, result: "accepted", path: "/webhook/fast" });
    expect((await latest()).address).toMatch(/127\.0\.0\.1$/);
  });

  it.each<[string, string, RequestInit, number, RegExp]>([
    ["unknown", "nobody", {}, 404, /No webhook answers/],
    ["method", "orders/anna", { method: "PUT" }, 405, /does not take PUT, but POST/],
    ["signature", "signed", {}, 401, /X-Hub-Signature-256 is missing/],
    ["authentication", "key", { headers: { "x-door": "open barley" } }, 403, /wrong/],
    ["address", "far", {}, 403, /may not call/],
    ["bot", "bots", { headers: { "user-agent": "Googlebot/2.1" } }, 403, /bots/],
    ["unreadable", "orders/anna", { body: "{" }, 400, /not valid JSON/],
    ["large", "orders/anna", { body: `"${"x".repeat(1_200_000)}"` }, 413, /larger than the limit/],
  ])("says of a refused call that it was %s, and keeps it", async (result, path, init, status, reason) => {
    const { body: given = '{"order":7}' } = init;
    const answer = await server.post(path, given, init);
    expect(answer.status).toBe(status);
    const row = await latest();
    expect(row).toMatchObject({ result, status, reason: expect.stringMatching(reason), path: `/webhook/${path}` });
    const { headers, body: kept } = await detail(row.id);
    expect(headers).toContainEqual({ name: "content-type", value: "application/json" });
    if (result !== "large") expect(kept).toEqual({ text: given, isBinary: false, isCut: false });
    else expect(kept).toBeNull();
  });

  it("keeps no secret of a refused call", async () => {
    const secret = "hunter2-hunter2";
    await server.post(
      `key?token=${secret}&page=2`,
      {},
      {
        headers: { "x-door": secret, authorization: `Bearer ${secret}`, cookie: `a=${secret}`, "x-shop-event": "paid" },
      },
    );
    const found = await detail((await latest()).id);
    expect(JSON.stringify(found)).not.toContain(secret);
    expect(found.query).toBe("token=&page=2");
    for (const name of ["x-door", "authorization", "cookie"])
      expect(found.headers).toContainEqual({ name, value: null });
    expect(found.headers).toContainEqual({ name: "x-shop-event", value: "paid" });
  });

  it("keeps 256 KB of a body, and plays no part of one again", async () => {
    await server.post("nobody", { text: "x".repeat(400_000) });
    const row = await latest();
    expect(row.sizeBytes).toBe(400_011);
    const found = await detail(row.id);
    expect(found).toMatchObject({ body: { isCut: true }, noReplay: "cut" });
    expect(await replay([row.id])).toMatchObject([{ problem: expect.stringMatching(/too large to be kept/) }]);
  });

  it("names a repeated call, which started nothing", async () => {
    await server.post("once", { id: 1 });
    const first = await latest();
    await server.post("once", { id: 1 });
    expect(await latest()).toMatchObject({ result: "repeated", status: 200, executionId: first.executionId });
  });

  it("is filtered by workflow, result and part of the path, and is given page by page", async () => {
    expect(new Set((await list({ workflowId: shopId })).map(({ workflowName }) => workflowName))).toEqual(
      new Set(["Shop"]),
    );
    expect((await list({ result: "refused" })).every(({ result }) => result !== "accepted")).toBe(true);
    expect((await list({ result: "welcome" })).every(({ result }) => result !== "unknown")).toBe(true);
    expect((await list({ path: "anna" })).every(({ path }) => path.includes("anna"))).toBe(true);
    expect(await list({ from: Date.now() + 60_000 })).toEqual([]);
    const all = await list();
    const page = await server.query<{ requests: WebhookRequestSummary[]; nextCursor: number }>("webhookRequests.list", {
      limit: 3,
    });
    expect(page.requests).toEqual(all.slice(0, 3));
    expect(await list({ cursor: page.nextCursor, limit: 2 })).toEqual(all.slice(3, 5));
  });
});

describe("a webhook that did not fire", () => {
  const hints = async (path: string, init: RequestInit = {}) => {
    await server.post(path, {}, init);
    return (await detail((await latest()).id)).hints;
  };

  it("is told of a workflow that has the path, but is not published", async () => {
    const document = draw("Unborn", { hook: hook("unborn") });
    const { id } = await server.mutate<{ id: string }>("workflows.create", { document });
    expect(await hints("unborn")).toEqual([{ is: "unpublished", workflowId: id, workflowName: "Unborn" }]);
  });

  it("is told of the published path that is nearest", async () => {
    expect(await hints("signd")).toMatchObject([{ is: "nearest", path: "/webhook/signed", workflowName: "Signed" }]);
    expect(await hints("something-entirely-else")).toEqual([]);
  });

  it("is told of the methods that the path takes", async () => {
    expect(await hints("fast", { method: "DELETE" })).toMatchObject([{ is: "methods", methods: ["POST"] }]);
  });

  it("is told that a test address answers while the editor listens", async () => {
    await fetch(`${server.url}/webhook-test/fast`, { method: "POST" });
    const row = await latest();
    expect(row).toMatchObject({ kind: "test", result: "unknown" });
    expect((await detail(row.id)).hints).toMatchObject([
      { is: "testOnly", workflowName: "Fast" },
      { is: "publishedToo", path: "/webhook/fast" },
    ]);
  });
});

describe("a replay", () => {
  it("starts what a refused call would have started, and is marked", async () => {
    await server.post("orders/bea", { order: 7 }, { method: "PUT" });
    const refused = await latest();
    const [outcome] = await replay([refused.id]);
    expect(await body(outcome?.executionId ?? 0)).toMatchObject({ body: { order: 7 }, params: { shop: "bea" } });
    expect(await latest()).toMatchObject({ kind: "replay", replayOf: refused.id, executionId: outcome?.executionId });
    expect((await detail(refused.id)).replays).toMatchObject([{ executionId: outcome?.executionId }]);
  });

  it("of an accepted call has its data, also against the draft", async () => {
    await server.post("orders/anna", { order: 9 });
    const row = await latest();
    for (const version of ["published", "draft"] as const) {
      const [outcome] = await replay([row.id], version);
      expect(outcome?.executionId).not.toBe(row.executionId);
      expect(await body(outcome?.executionId ?? 0)).toMatchObject({ body: { order: 9 }, params: { shop: "anna" } });
    }
  });

  it("of a call whose path is published meanwhile goes there", async () => {
    await server.post("later", { order: 1 });
    const row = await latest();
    expect(await replay([row.id])).toMatchObject([
      { problem: expect.stringMatching(/No published workflow has the path/) },
    ]);
    const document = draw("Later", { hook: hook("later") });
    const { id } = await server.mutate<{ id: string }>("workflows.create", { document });
    expect((await replay([row.id], "draft"))[0]?.executionId).toBeGreaterThan(0);
    await server.mutate("workflows.publish", { id, revision: 1 });
    const [outcome] = await replay([row.id]);
    expect(await body(outcome?.executionId ?? 0)).toMatchObject({ body: { order: 1 } });
  });

  it("of many goes in their order, and what cannot be replayed leaves the others be", async () => {
    const ids = [];
    for (const order of [1, 2, 3]) {
      await server.post("orders/many", order === 2 ? "{" : { order }, { method: "PUT" });
      ids.push((await latest()).id);
    }
    const outcomes = await replay(ids.toReversed());
    expect(outcomes.map(({ id }) => id)).toEqual(ids);
    expect(outcomes[1]).toMatchObject({ problem: expect.stringMatching(/not valid JSON/) });
    const first = outcomes[0]?.executionId ?? 0;
    expect(outcomes[2]?.executionId).toBe(first + 1);
  });
});

describe("a flood of bad calls", () => {
  it("is counted, keeps little, and hides no good call", async () => {
    const calls = Array.from({ length: 40 }, async () => {
      for (let n = 0; n < 15; n++)
        await (await fetch(`${server.url}/webhook/flood`, { method: "POST", body: "x".repeat(20_000) })).text();
    });
    await Promise.all(calls);
    await server.post("fast", {});
    expect((await latest()).result).toBe("accepted");
    const rows = [...(await list({ path: "flood", limit: 200 })), ...(await list({ result: "failed", limit: 200 }))];
    const counted = rows.filter(({ method }) => method === "");
    expect(rows.length).toBeLessThanOrEqual(200 + counted.length);
    expect(counted.reduce((sum, { calls }) => sum + calls, 0)).toBeGreaterThan(250);
    expect((await detail(counted[0]?.id ?? 0)).noReplay).toBe("flood");
  });
});
