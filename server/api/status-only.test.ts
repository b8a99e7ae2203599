import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pack } from "@/server/db/packed-json";
import { projectMembers, projects, user } from "@/server/db/schema";
import { userActor } from "@/server/services/access";
import { documentOf, hook, openTestServices } from "@/server/services/testing";
import { createWorkflow, publishWorkflow } from "@/server/services/workflows";
import { appRouter } from "./root";
import { type ApiContext, createCaller, type Rule } from "./trpc";

/**
 * A workflow that shows who may not edit it the status of its executions: no procedure gives anything of their data to a viewer or a
 * runner. A new procedure that they may call fails here until it has a row.
 */

const project = "p1";
/** One for each place where data of an execution are. */
const canaries = [
  ...["input", "output", "logs", "message", "hint", "step-message", "lane", "annotation", "memory", "pinned"],
  ...["path", "query", "header", "body", "reason", "address", "waits"],
].map((place) => `canary-${place}`);

let server: ReturnType<typeof openTestServices>;
let workflowId: string;
const failed = 1;
const waiting = 2;
const request = 1;

/** What is asked of each procedure that viewers and runners may call; `none`: it knows nothing of executions. */
const inputs: { [path: string]: () => unknown } = {
  "workflows.list": () => ({}),
  "workflows.get": () => ({ id: workflowId }),
  "workflows.openInEditor": () => ({ id: workflowId, tab: "t" }),
  "workflows.closeInEditor": () => ({ id: workflowId, tab: "t" }),
  "workflows.revisions": () => ({ workflowId }),
  "workflows.revision": () => ({ workflowId, revision: 1 }),
  "workflows.publishedDocument": () => ({ id: workflowId }),
  "workflows.listeners": () => ({ id: workflowId }),
  "workflows.state": () => ({ workflowId }),
  "workflows.stateValue": () => ({ workflowId, key: "workflow/last" }),
  "workflows.export": () => ({ id: workflowId }),
  "executions.list": () => ({}),
  "executions.chart": () => ({ range: "day", workflowId }),
  "executions.get": () => ({ id: failed }),
  "executions.waitReason": () => ({ id: waiting }),
  "executions.stepData": () => ({ id: failed, step: 0 }),
  "executions.itemLineage": () => ({ id: failed, step: 0, port: "main", item: 0 }),
  "executions.logs": () => ({ id: failed }),
  "executions.compare": () => ({ a: failed, b: waiting }),
  "executions.watch": () => ({ id: failed }),
  "executions.retriedAs": () => ({ id: failed }),
  "executions.start": () => ({ workflowId, document: documentOf({}) }),
  "executions.cancel": () => ({ id: failed }),
  "executions.retry": () => ({ id: failed }),
  "executions.continue": () => ({ ids: [failed], how: "again" }),
  "overview.get": () => ({}),
  "overview.retry": () => ({ workflowId, nodeId: "none", code: "none" }),
  "schedules.upcoming": () => ({}),
  "schedules.skips": () => ({}),
  "webhookRequests.list": () => ({}),
  "webhookRequests.get": () => ({ id: request }),
  "webhookRequests.replay": () => ({ ids: [request], version: "published" }),
  "projects.shares": () => ({ kind: "workflow", id: workflowId }),
};
const none =
  /^(templates|credentials|credentialTypes|nodeTypes|tables|apiNodes|projects|account|settings|variables|apiKeys|invitations|oauth|signIn|users)\./;

const procedures = appRouter._def.procedures as unknown as { [path: string]: { _def: { meta?: Rule } } };
const reachable = Object.keys(procedures).filter((path) => {
  const rule = procedures[path]?._def.meta;
  return rule?.who === "user" || (rule?.who === "allowed" && (rule.action === "view" || rule.action === "run"));
});

beforeAll(async () => {
  server = openTestServices();
  const { ctx } = server;
  const at = new Date();
  await ctx.store.transaction((tx) => {
    tx.insert(projects).values({ id: project, name: "One", createdAt: 1 }).run();
    for (const role of ["viewer", "runner", "editor"]) {
      tx.insert(user)
        .values({ id: role, name: role, email: `${role}@x.org`, role: "member", createdAt: at, updatedAt: at })
        .run();
      tx.insert(projectMembers).values({ projectId: project, userId: role, role }).run();
    }
  });
  const drawn = documentOf({
    hook: { ...hook("orders"), pinned: { main: [{ json: { a: "canary-pinned" } }] } },
  });
  const document = { ...drawn, settings: { viewersSee: "status" as const } };
  ({ id: workflowId } = await createWorkflow(ctx, { projectId: project, document }));
  await publishWorkflow(ctx, { id: workflowId, revision: 1 });
  await ctx.store.commit(() => {
    const add = (text: string, values: unknown[]) => void ctx.store.prepareWrite(text).run(...values);
    const error = { code: "HTTP_500", message: "canary-message", hint: "canary-hint", nodeId: "hook" };
    const now = Date.now();
    const items = (json: object) => pack(JSON.stringify([{ json }]));
    add(
      `INSERT INTO executions (id, workflow_id, version_id, status, mode, start_node, input, error, lane, annotations, created_at, finished_at)
       VALUES (?, ?, 1, 'failed', 'webhook', 'hook', ?, ?, 'canary-lane', ?, ?, ?)`,
      [
        ...[failed, workflowId, items({ a: "canary-input" }), JSON.stringify(error)],
        ...[JSON.stringify({ order: "canary-annotation" }), now, now],
      ],
    );
    add(
      `INSERT INTO executions (id, workflow_id, version_id, status, mode, start_node, lane, lane_limit, created_at)
       VALUES (?, ?, 1, 'queued', 'webhook', 'hook', 'canary-lane', 1, ?), (9, ?, 1, 'running', 'webhook', 'hook', 'canary-lane', 1, ?)`,
      [waiting, workflowId, now, workflowId, now],
    );
    add("INSERT INTO execution_keys (execution_id, name, value) VALUES (?, 'order', 'canary-annotation')", [failed]);
    add(
      `INSERT INTO steps (execution_id, step, node_id, run, status, started_at, outputs, logs, error)
       VALUES (?, 0, 'hook', 0, 'failed', ?, ?, '["canary-logs"]', ?)`,
      [
        ...[failed, now, pack(JSON.stringify({ main: [{ json: { a: "canary-output" } }] }))],
        JSON.stringify({ ...error, message: "canary-step-message" }),
      ],
    );
    add(
      "INSERT INTO memories (workflow_id, key, value, updated_at) VALUES (?, 'workflow/last', '\"canary-memory\"', ?)",
      [workflowId, now],
    );
    add(
      `INSERT INTO webhook_requests (id, at, kind, method, path, query, status, result, reason, workflow_id, address, headers, body)
       VALUES (?, ?, 'published', 'POST', '/webhook/canary-path', 'a=canary-query', 400, 'unreadable', 'canary-reason', ?, 'canary-address', ?, ?)`,
      [
        ...[request, now, workflowId, JSON.stringify([{ name: "a", value: "canary-header" }])],
        Buffer.from("canary-body"),
      ],
    );
  });
});
afterAll(() => server.close());

function contextOf(who: string): ApiContext {
  const actor = userActor(server.ctx.store, { id: who, name: who, role: "member" });
  return {
    services: { ...server.ctx, actor },
    user: { id: who, name: who, email: `${who}@x.org`, role: "member" },
    ...{ sessionId: "s", locale: "en", confirmedAt: Date.now(), owesTwoFactor: false, needsSetup: () => false },
  };
}

async function answerOf(path: string, who: string, input: unknown): Promise<string> {
  let target: unknown = createCaller(appRouter)(contextOf(who));
  for (const step of path.split(".")) target = (target as { [name: string]: unknown })[step];
  try {
    const given = await (target as (input: unknown) => Promise<unknown>)(input);
    if (!given || typeof given !== "object" || !(Symbol.asyncIterator in given)) return JSON.stringify(given ?? null);
    const events: unknown[] = [];
    for await (const event of given as AsyncIterable<unknown>) events.push(event);
    return JSON.stringify(events);
  } catch (thrown) {
    return thrown instanceof Error ? `${thrown.name} ${thrown.message}` : String(thrown);
  }
}
const found = (text: string) => canaries.filter((canary) => text.includes(canary));

describe("Of a workflow that shows viewers the status alone", () => {
  it("each procedure that they may call has a row", () => {
    expect(reachable.filter((path) => !inputs[path] && !none.test(path))).toEqual([]);
  });

  it.each(Object.keys(inputs))("%s gives no data of executions to viewers and runners", async (path) => {
    for (const who of ["viewer", "runner"]) {
      const answer = await answerOf(path, who, inputs[path]?.());
      expect([who, found(answer)]).toEqual([who, []]);
    }
  });

  it("its status, times, nodes and kind of error are there", async () => {
    const detail = JSON.parse(await answerOf("executions.get", "viewer", { id: failed }));
    expect(detail).toMatchObject({
      ...{ status: "failed", isStatusOnly: true, error: { code: "HTTP_500", nodeName: "hook" } },
      steps: [{ nodeId: "hook", status: "failed", error: { code: "HTTP_500" } }],
    });
    const { executions } = JSON.parse(await answerOf("executions.list", "viewer", {}));
    expect(executions.map(({ id }: { id: number }) => id)).toEqual(expect.arrayContaining([9, waiting, failed]));
    expect(await answerOf("executions.stepData", "viewer", { id: failed, step: 0 })).toMatch(/to its editors only/);
  });

  it("nobody finds out by a search which values are in it", async () => {
    for (const key of ["canary-annotation", "canary-lane"]) {
      expect(JSON.parse(await answerOf("executions.list", "viewer", { key })).executions).toEqual([]);
      expect(JSON.parse(await answerOf("executions.list", "editor", { key })).executions).not.toEqual([]);
    }
    expect(JSON.parse(await answerOf("webhookRequests.list", "viewer", { path: "canary" })).requests).toEqual([]);
  });

  it("an editor sees all of it", async () => {
    const answers = await Promise.all(Object.keys(inputs).map((path) => answerOf(path, "editor", inputs[path]?.())));
    expect(found(answers.join()).toSorted()).toEqual(
      canaries.filter((one) => !["canary-annotation", "canary-waits"].includes(one)).toSorted(),
    );
  });
});
