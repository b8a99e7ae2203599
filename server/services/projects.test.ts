import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { projectMembers, user } from "@/server/db/schema";
import type { InstanceRole, ProjectRole } from "@/shared/access";
import { type AccessContext, authorize, keyActor, userActor } from "./access";
import { createApiKey, listApiKeys, revokeApiKey } from "./api-keys";
import type { ServiceContext } from "./context";
import { createCredential, deleteCredential, listCredentials } from "./credentials";
import { chartOfExecutions } from "./execution-chart";
import { listExecutions, startExecution } from "./executions";
import { overview } from "./overview";
import { createProject, deleteProject, getProject, listProjects, moveToProject, setMember, setShare } from "./projects";
import { listUpcoming } from "./schedules";
import { createTable, getTable, listTables } from "./tables";
import { documentOf, hook, openTestServices } from "./testing";
import { disableUser, listUsers, setUserRole } from "./users";
import {
  createWorkflow,
  deleteWorkflow,
  duplicateWorkflow,
  getWorkflow,
  listWorkflows,
  publishWorkflow,
  saveWorkflow,
} from "./workflows";

let server: ReturnType<typeof openTestServices>;
let ctx: ServiceContext;
beforeEach(() => {
  server = openTestServices();
  ctx = server.ctx;
});
afterEach(() => server.close());

async function person(id: string, roles: { [project: string]: ProjectRole } = {}, role: InstanceRole = "member") {
  const at = new Date();
  await ctx.store.transaction((tx) => {
    tx.insert(user)
      .values({ id, name: id, email: `${id}@example.com`, role, createdAt: at, updatedAt: at })
      .run();
    for (const [projectId, own] of Object.entries(roles)) {
      tx.insert(projectMembers).values({ projectId, userId: id, role: own }).run();
    }
  });
  return as(id, role);
}
const as = (id: string, role: InstanceRole = "member"): ServiceContext => ({
  ...ctx,
  actor: userActor(ctx.store, { id, name: id, role }),
});
const project = async (name: string) => (await createProject(ctx, { name })).id;
const every = { type: "core.schedule", params: { rule: { is: "interval", every: 1, unit: "hours" } } };

describe("lists, counts and charts", () => {
  it("T143 show nothing of projects that one is not in", async () => {
    const one = await project("One");
    const other = await project("Other");
    const mine = await person("mia", { [one]: "viewer" });
    for (const [name, projectId] of [
      ["mine", one],
      ["theirs", other],
    ] as const) {
      const document = { ...documentOf({ hook: hook(name), tick: every }), name };
      const { id } = await createWorkflow(ctx, { document, projectId });
      await publishWorkflow(ctx, { id, revision: 1 });
      await startExecution(ctx, { workflowId: id, document, startNode: "hook" });
      await createCredential(ctx, { name, type: "http.bearer", values: { token: "t" }, projectId });
      await createTable(ctx, { name, projectId });
    }
    expect(listWorkflows(mine, {}).map(({ name }) => name)).toEqual(["mine"]);
    expect(listExecutions(mine, {}).executions.map(({ workflowName }) => workflowName)).toEqual(["mine"]);
    expect(listUpcoming(mine, {}).schedules.map(({ workflowName }) => workflowName)).toEqual(["mine"]);
    expect(listCredentials(mine).map(({ name }) => name)).toEqual(["mine"]);
    expect(listTables(mine).map(({ name }) => name)).toEqual(["mine"]);
    expect(() => getTable(mine, { table: "theirs" })).toThrow("There is no table");
    expect(listProjects(mine)).toEqual([{ id: one, name: "One", role: "viewer" }]);
    const seen = overview(mine, {});
    expect([seen.open.queued, seen.nextRuns.map(({ workflowName }) => workflowName)]).toEqual([1, ["mine"]]);
    expect(overview(ctx, {}).open.queued).toBe(2);
  });

  it("count what ended in one's own projects alone", async () => {
    const one = await project("One");
    const mine = await person("mia", { [one]: "viewer" });
    const count = ctx.store.prepareWrite(
      "INSERT INTO ended_by_hour (at, workflow_id, status, duration_class, count) VALUES (?, ?, 'succeeded', 1, ?)",
    );
    const { id } = await createWorkflow(ctx, { document: documentOf({ hook: hook("a") }), projectId: one });
    const hour = Math.floor(Date.now() / 3_600_000 - 2) * 3_600_000;
    await ctx.store.commit(() => {
      count.run(hour, id, 3);
      count.run(hour, "another", 4);
      count.run(hour, "", 7);
    });
    expect(chartOfExecutions(mine, { range: "day" }).total.succeeded).toBe(3);
    expect(chartOfExecutions(ctx, { range: "day" }).total.succeeded).toBe(7);
  });
});

describe("who may run a workflow", () => {
  it("T145 T146 runs it as it is saved, and nothing else in its name", async () => {
    const one = await project("One");
    const runner = await person("ron", { [one]: "runner" });
    const document = documentOf({ hook: hook("a") });
    const { id } = await createWorkflow(ctx, { document, projectId: one });
    const other = documentOf(
      { hook: hook("a"), code: { type: "core.code", params: { source: "return []" } } },
      "hook -> code",
    );
    await expect(startExecution(runner, { workflowId: id, document: other })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect((await startExecution(runner, { workflowId: id, document })).id).toBeGreaterThan(0);
    expect(getWorkflow(runner, { id }).role).toBe("runner");
  });
});

describe("credentials", () => {
  it("T146 T161 of another project cannot be named by a workflow, until they are lent; those that were named stay", async () => {
    const [one, other] = [await project("One"), await project("Other")];
    const { id: credential } = await createCredential(ctx, {
      ...{ name: "c", type: "http.bearer", values: { token: "t" }, projectId: other },
    });
    const using = documentOf({ get: { type: "core.httpRequest", credentials: { auth: credential } } });
    await expect(createWorkflow(ctx, { document: using, projectId: one })).rejects.toThrow(
      "belongs to another project",
    );
    const { id } = await createWorkflow(ctx, {
      document: documentOf({ get: { type: "core.httpRequest" } }),
      projectId: one,
    });
    await expect(saveWorkflow(ctx, { id, document: using, revision: 1 })).rejects.toThrow("belongs to another project");
    await setShare(ctx, { kind: "credential", id: credential, projectId: one, role: "editor" });
    await saveWorkflow(ctx, { id, document: using, revision: 1 });
    await setShare(ctx, { kind: "credential", id: credential, projectId: one, role: null });
    await saveWorkflow(ctx, { id, document: { ...using, name: "Later" }, revision: 2 });
  });

  it("do not come along with a copy for who only borrows the workflow", async () => {
    const [one, other] = [await project("One"), await project("Other")];
    const eva = await person("eva", { [other]: "editor" });
    const { id: credential } = await createCredential(ctx, {
      ...{ name: "c", type: "http.bearer", values: { token: "t" }, projectId: one },
    });
    const document = documentOf({ get: { type: "core.httpRequest", credentials: { auth: credential } } });
    const { id } = await createWorkflow(ctx, { document, projectId: one });
    await setShare(ctx, { kind: "workflow", id, projectId: other, role: "editor" });
    const copy = await duplicateWorkflow(eva, { id });
    const made = getWorkflow(eva, { id: copy.id });
    expect([made.projectId, made.document.nodes[0]?.credentials]).toEqual([other, undefined]);
  });
});

describe("a project", () => {
  it("is deleted empty only, and Main never", async () => {
    const one = await project("One");
    const { id } = await createWorkflow(ctx, { document: documentOf({ hook: hook("a") }), projectId: one });
    await expect(deleteProject(ctx, { id: one })).rejects.toMatchObject({ code: "CONFLICT" });
    await moveToProject(ctx, { kind: "workflow", id, projectId: "main" });
    await deleteProject(ctx, { id: one });
    await expect(deleteProject(ctx, { id: "main" })).rejects.toMatchObject({ code: "INVALID" });
    expect(listProjects(ctx).map(({ id: known }) => known)).toEqual(["main"]);
  });

  it("that is not there takes nothing, whoever asks", async () => {
    const projectId = "nowhere";
    const document = documentOf({ hook: hook("a") });
    await expect(createWorkflow(ctx, { document, projectId })).rejects.toThrow("There is no such project");
    await expect(createTable(ctx, { name: "Stock", projectId: "" })).rejects.toThrow("There is no such project");
    const values = { token: "t" };
    await expect(createCredential(ctx, { name: "c", type: "http.bearer", values, projectId })).rejects.toThrow(
      "There is no such project",
    );
  });

  it("is lent nothing any more that was deleted", async () => {
    const [one, other] = [await project("One"), await project("Other")];
    const { id } = await createWorkflow(ctx, { document: documentOf({ hook: hook("a") }), projectId: one });
    const credential = await createCredential(ctx, {
      name: "c",
      type: "http.bearer",
      values: { token: "t" },
      projectId: one,
    });
    await setShare(ctx, { kind: "workflow", id, projectId: other, role: "viewer" });
    await setShare(ctx, { kind: "credential", id: credential.id, projectId: other, role: "editor" });
    await deleteWorkflow(ctx, { id });
    await deleteCredential(ctx, { id: credential.id });
    expect(ctx.store.rawRead.prepare("SELECT count(*) FROM shares").pluck().get()).toBe(0);
  });

  it("takes over what its new owner may edit, and no table of a name that it has", async () => {
    const [one, other] = [await project("One"), await project("Other")];
    const eva = await person("eva", { [one]: "admin", [other]: "viewer" });
    const { id } = await createWorkflow(ctx, { document: documentOf({ hook: hook("a") }), projectId: one });
    await expect(moveToProject(eva, { kind: "workflow", id, projectId: other })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const table = await createTable(ctx, { name: "Stock", projectId: one });
    await createTable(ctx, { name: "stock", projectId: other });
    await expect(moveToProject(ctx, { kind: "table", id: table.id, projectId: other })).rejects.toThrow("has a table");
    await expect(createProject(ctx, { name: "ONE" })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("has members with one role each", async () => {
    const one = await project("One");
    await person("mia");
    await setMember(ctx, { id: one, userId: "mia", role: "viewer" });
    await setMember(ctx, { id: one, userId: "mia", role: "editor" });
    expect(getProject(as("mia"), { id: one })).toMatchObject({
      role: "editor",
      members: [{ userId: "mia", role: "editor" }],
    });
    await setMember(ctx, { id: one, userId: "mia", role: null });
    const before: AccessContext = as("mia");
    expect(() => authorize(before, "view", { is: "project", id: one })).toThrow("There is no such project");
    await expect(setMember(ctx, { id: one, userId: "nobody", role: "viewer" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("people", () => {
  it("have one owner, who hands over and is never disabled", async () => {
    const owner = await person("olive", {}, "owner");
    const admin = await person("ada", {}, "admin");
    await expect(setUserRole(admin, { id: "olive", role: "member" })).rejects.toThrow("no owner");
    await expect(setUserRole(admin, { id: "ada", role: "owner" })).rejects.toThrow("Only the owner");
    await expect(disableUser(admin, { id: "olive" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(disableUser(admin, { id: "ada" })).rejects.toThrow("yourself");
    await setUserRole(owner, { id: "ada", role: "owner" });
    expect(listUsers(ctx).map(({ id, role }) => [id, role])).toEqual([
      ["ada", "owner"],
      ["olive", "admin"],
    ]);
  });

  it("T148 a key does what its owner may, and nothing once that is disabled", async () => {
    const one = await project("One");
    const eva = await person("eva", { [one]: "editor" });
    const other = await person("mia", { [one]: "editor" });
    const key = await createApiKey(eva, { name: "k", scopes: ["tables:read"], expiresInDays: 1 });
    const table = await createTable(ctx, { name: "Stock", projectId: one });
    const does = () =>
      authorize({ store: ctx.store, actor: keyActor(ctx.store, { ...key, kind: "key" }) }, "edit", {
        is: "table",
        id: table.id,
      });
    does();
    expect([listApiKeys(eva).length, listApiKeys(other).length]).toEqual([1, 0]);
    await expect(revokeApiKey(other, { id: key.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await disableUser(ctx, { id: "eva" });
    expect(does).toThrow("There is no such table");
  });
});
