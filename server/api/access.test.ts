import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ZodType } from "zod";
import { projectMembers, projects, user } from "@/server/db/schema";
import { type Actor, userActor } from "@/server/services/access";
import { createCredential } from "@/server/services/credentials";
import { setShare } from "@/server/services/projects";
import { createTable } from "@/server/services/tables";
import { documentOf, hook, openTestServices } from "@/server/services/testing";
import { createWorkflow } from "@/server/services/workflows";
import type { ProjectRole } from "@/shared/access";
import { appRouter } from "./root";
import { type ApiContext, createCaller, type Rule } from "./trpc";

/**
 * Who may call what, by hand. A procedure without a row fails, and so does one whose row is not what it does: each is called by
 * everybody. `everybody`, `user` (whoever is signed in), or an action and what it is done to.
 */
const table: { [path: string]: string } = {
  "me.get": "everybody",
  "workflows.list": "user",
  "workflows.get": "view workflow",
  "workflows.create": "edit project",
  "workflows.save": "edit workflow",
  "workflows.openInEditor": "view workflow",
  "workflows.closeInEditor": "view workflow",
  "workflows.revisions": "view workflow",
  "workflows.revision": "view workflow",
  "workflows.nameRevision": "edit workflow",
  "workflows.publishedDocument": "view workflow",
  "workflows.listeners": "view workflow",
  "workflows.publish": "edit workflow",
  "workflows.unpublish": "edit workflow",
  "workflows.release": "edit workflow",
  "workflows.duplicate": "edit workflow",
  "workflows.state": "view workflow",
  "workflows.stateValue": "view workflow",
  "workflows.setStateValue": "edit workflow",
  "workflows.forgetSeen": "edit workflow",
  "workflows.resetState": "edit workflow",
  "workflows.delete": "edit workflow",
  "workflows.export": "view workflow",
  "workflows.parse": "edit somewhere",
  "workflows.import": "edit project",
  "workflows.importFile": "edit project",
  "templates.list": "user",
  "templates.use": "edit project",
  "executions.list": "user",
  "executions.chart": "view workflow",
  "executions.get": "view execution",
  "executions.waitReason": "view execution",
  "executions.stepData": "view execution",
  "executions.itemLineage": "view execution",
  "executions.logs": "view execution",
  "executions.compare": "view execution",
  "executions.start": "run workflow",
  "executions.cancel": "run execution",
  "executions.retry": "run execution",
  "executions.continue": "run execution",
  "executions.retriedAs": "view execution",
  "executions.delete": "edit execution",
  "executions.watch": "view execution",
  "schedules.upcoming": "user",
  "schedules.skips": "user",
  "overview.get": "user",
  "overview.retry": "run workflow",
  "notices.list": "administer instance",
  "notices.save": "administer instance",
  "notices.delete": "administer instance",
  "notices.test": "administer instance",
  "expressions.preview": "edit workflow",
  "testWebhooks.listen": "edit workflow",
  "webhookRequests.list": "user",
  "webhookRequests.get": "view request",
  "webhookRequests.replay": "run request",
  "credentials.list": "user",
  "credentials.get": "edit credential",
  "credentials.create": "edit project",
  "credentials.update": "edit credential",
  "credentials.delete": "edit credential",
  "credentials.connect": "edit credential",
  "credentials.redirectUri": "user",
  "credentials.test": "edit credential",
  "credentialTypes.list": "user",
  "nodeTypes.list": "user",
  "nodeTypes.lookUp": "edit use",
  "tables.list": "user",
  "tables.get": "view table",
  "tables.usage": "view table",
  "tables.create": "edit project",
  "tables.rename": "edit table",
  "tables.delete": "edit table",
  "tables.clear": "edit table",
  "tables.addColumn": "edit table",
  "tables.changeColumn": "edit table",
  "tables.deleteColumn": "edit table",
  "tables.orderColumns": "edit table",
  "tables.addKey": "edit table",
  "tables.deleteKey": "edit table",
  "tables.rows": "view table",
  "tables.count": "view table",
  "tables.insertRows": "edit table",
  "tables.updateRow": "edit table",
  "tables.deleteRows": "edit table",
  "apiNodes.list": "user",
  "apiNodes.preview": "administer instance",
  "apiNodes.add": "administer instance",
  "apiNodes.update": "administer instance",
  "apiNodes.delete": "administer instance",
  "apiNodes.operations": "user",
  "apiNodes.operation": "user",
  "projects.list": "user",
  "projects.get": "view project",
  "projects.names": "manage somewhere",
  "projects.create": "administer instance",
  "projects.rename": "manage project",
  "projects.delete": "administer instance",
  "projects.setEgress": "administer instance",
  "projects.setMember": "manage project",
  "projects.move": "manage workflow",
  "projects.shares": "view workflow",
  "projects.share": "manage workflow",
  "users.list": "administer instance",
  "users.names": "manage somewhere",
  "users.setRole": "administer instance",
  "users.disable": "administer instance",
  "users.enable": "administer instance",
  "account.get": "user",
  "account.rename": "user",
  "account.disconnect": "user",
  "account.sessions": "user",
  "account.endSession": "user",
  "account.endOtherSessions": "user",
  "invitations.list": "administer instance",
  "invitations.create": "administer instance",
  "invitations.resetPassword": "administer instance",
  "invitations.revoke": "administer instance",
  "invitations.endSessionsOf": "administer instance",
  "invitations.look": "everybody",
  "invitations.accept": "everybody",
  "signIn.buttons": "everybody",
  "signIn.rules": "administer instance",
  "signIn.setRules": "administer instance",
  "signIn.providers": "administer instance",
  "signIn.saveProvider": "administer instance",
  "signIn.deleteProvider": "administer instance",
  "settings.get": "user",
  "settings.update": "administer instance",
  "settings.info": "administer instance",
  "variables.list": "view somewhere",
  "variables.set": "administer instance",
  "variables.delete": "administer instance",
  "audit.list": "administer instance",
  "apiKeys.list": "user",
  "apiKeys.create": "user",
  "apiKeys.rotate": "user",
  "apiKeys.revoke": "user",
  "oauthClients.list": "administer instance",
  "oauthClients.create": "administer instance",
  "oauthClients.rotateSecret": "administer instance",
  "oauthClients.revoke": "administer instance",
  "oauth.request": "user",
  "oauth.allow": "user",
  "oauth.grants": "user",
  "oauth.withdraw": "user",
};

type Who = "nobody" | "outsider" | ProjectRole | "instance admin";
const everyone: Who[] = ["nobody", "outsider", "viewer", "runner", "editor", "admin", "instance admin"];
/** From that role in the project on. */
const from = { view: "viewer", run: "runner", edit: "editor", manage: "admin", administer: "instance admin" } as const;

const procedures = appRouter._def.procedures as unknown as {
  [path: string]: { _def: { type: string; meta?: Rule } };
};

let server: ReturnType<typeof openTestServices>;
const project = "p1";
beforeAll(async () => {
  server = openTestServices();
  const at = new Date();
  await server.ctx.store.transaction((tx) => {
    tx.insert(projects).values({ id: project, name: "One", createdAt: 1 }).run();
    tx.insert(projects).values({ id: "p2", name: "Two", createdAt: 1 }).run();
    for (const who of everyone.slice(1)) {
      const role = who === "instance admin" ? "admin" : "member";
      tx.insert(user)
        .values({ id: who, name: who, email: `${who}@example.com`, role, createdAt: at, updatedAt: at })
        .run();
    }
    for (const role of ["viewer", "runner", "editor", "admin"]) {
      tx.insert(projectMembers).values({ projectId: project, userId: role, role }).run();
    }
    tx.insert(projectMembers).values({ projectId: "p2", userId: "outsider", role: "viewer" }).run();
  });
});
afterAll(() => server.close());

const actorOf = (who: Who): Actor =>
  userActor(server.ctx.store, { id: who, name: who, role: who === "instance admin" ? "admin" : "member" });

function contextOf(who: Who): ApiContext {
  const actor: Actor = who === "nobody" ? { ...actorOf("outsider"), id: "", roles: new Map() } : actorOf(who);
  const person = { id: who, name: who, email: `${who}@example.com`, role: actor.isAdmin ? "admin" : "member" } as const;
  return {
    services: { ...server.ctx, actor },
    user: who === "nobody" ? null : person,
    sessionId: "s",
    locale: "en",
    confirmedAt: Date.now(),
    owesTwoFactor: false,
    needsSetup: () => false,
  };
}

/** Calls it as somebody; gives the code of the refusal, or "let in" however it went on. */
async function call(path: string, who: Who, input: unknown, act?: Actor): Promise<string> {
  const context = contextOf(who);
  const caller = createCaller(appRouter)(act ? { ...context, services: { ...context.services, actor: act } } : context);
  const steps = path.split(".");
  let target: unknown = caller;
  for (const step of steps) target = (target as { [name: string]: unknown })[step];
  const signal = AbortSignal.timeout(10);
  try {
    const outcome = await (target as (input: unknown, options?: object) => Promise<unknown>)(input, { signal });
    // A subscription that was let in: it ends with the signal.
    if (outcome && typeof outcome === "object" && Symbol.asyncIterator in outcome) {
      const iterator = (outcome as AsyncIterable<unknown>)[Symbol.asyncIterator]();
      await Promise.race([iterator.next(), new Promise((resolve) => setTimeout(resolve, 20))]);
      void iterator.return?.();
    }
    return "let in";
  } catch (thrown) {
    if (!(thrown instanceof TRPCError)) return "let in";
    return thrown.code === "UNAUTHORIZED" || thrown.code === "FORBIDDEN" || thrown.code === "NOT_FOUND"
      ? thrown.code
      : "let in";
  }
}

/** Something of the project, made for this call alone: the call may delete it. */
async function something(rule: Extract<Rule, { who: "allowed" }>): Promise<{ [field: string]: unknown }> {
  const { ctx } = server;
  const [field = "id"] = rule.about.fields;
  const all = (value: unknown) =>
    Object.fromEntries(rule.about.fields.map((name) => [name, name === "ids" ? [value] : value]));
  const workflow = async () =>
    (await createWorkflow(ctx, { projectId: project, document: documentOf({ hook: hook(`x${Math.random()}`) }) })).id;
  switch (rule.about.is) {
    case "instance":
    case "somewhere":
      return {};
    case "project":
      return { [field]: project };
    case "workflow":
      return all(await workflow());
    case "use":
    case "credential": {
      const made = await createCredential(ctx, {
        name: "c",
        type: "http.bearer",
        values: { token: "t" },
        projectId: project,
      });
      return field === "credentials" ? { credentials: { auth: made.id } } : all(made.id);
    }
    case "execution": {
      const workflowId = await workflow();
      const { lastInsertRowid } = await ctx.store.commit(() =>
        ctx.store
          .prepareWrite(
            "INSERT INTO executions (workflow_id, version_id, status, mode, start_node, created_at) VALUES (?, 0, 'failed', 'webhook', 'hook', 1)",
          )
          .run(workflowId),
      );
      return all(Number(lastInsertRowid));
    }
    case "table":
      return all((await createTable(ctx, { name: `t${Math.random()}`, projectId: project })).id);
    case "request": {
      const workflowId = await workflow();
      const { lastInsertRowid } = await ctx.store.commit(() =>
        ctx.store
          .prepareWrite(
            "INSERT INTO webhook_requests (at, kind, method, path, status, result, workflow_id, duration_ms, size_bytes, calls) VALUES (1, 'published', 'POST', 'x', 200, 'started', ?, 1, 1, 1)",
          )
          .run(workflowId),
      );
      return all(Number(lastInsertRowid));
    }
  }
}

/** Fields of these names that are meant. */
const takes: { [name: string]: string[] } = {
  role: ["projects.setMember", "projects.share", "users.setRole", "invitations.create"],
};

const described = (rule: Rule | undefined): string =>
  !rule ? "nothing" : rule.who === "allowed" ? `${rule.action} ${rule.about.is}` : rule.who;

describe("Every procedure", () => {
  it("has a row that says who may call it", () => {
    const found = Object.fromEntries(
      Object.entries(procedures).map(([path, { _def }]) => [path, described(_def.meta)]),
    );
    expect(found).toEqual(table);
  });

  it.each(Object.keys(procedures))("T144 %s takes no field that it does not know", (path) => {
    const { inputs } = (procedures[path]?._def ?? {}) as unknown as { inputs: ZodType[] };
    const told = (given: object) =>
      JSON.stringify(inputs[0]?.safeParse(given).error?.issues ?? [{ code: "unrecognized_keys" }]);
    for (const name of ["role", "ownerId", "createdAt", "isAdmin", "active", "staticData", "webhookId"])
      if (!takes[name]?.includes(path)) expect(told({ [name]: "x" }), name).toContain("unrecognized_keys");
  });

  it.each(Object.keys(procedures))("T140 T143 T145 %s lets in whom it may, and nobody else", async (path) => {
    const rule = procedures[path]?._def.meta;
    const row = table[path] ?? "";
    const [action = ""] = row.split(" ");
    const inputFor = async () => (rule?.who === "allowed" ? something(rule) : undefined);
    const asAdmin = await call(path, "instance admin", await inputFor());
    for (const who of everyone) {
      const outcome = await call(path, who, await inputFor());
      if (row === "everybody") expect(outcome).toBe("let in");
      else if (who === "nobody") expect(outcome).toBe("UNAUTHORIZED");
      else if (row === "user") expect([outcome, who]).not.toEqual(["UNAUTHORIZED", who]);
      else {
        const isAllowed = everyone.indexOf(who) >= everyone.indexOf(from[action as keyof typeof from]);
        // What is not theirs does not exist for outsiders; what names nothing says that it is forbidden.
        const isHidden = who === "outsider" && !row.endsWith("instance") && !row.endsWith("somewhere");
        // Who may do it gets as far as an administrator, who may do everything.
        if (isAllowed) expect([who, outcome]).toEqual([who, asAdmin]);
        else if (isHidden) expect([who, outcome]).toEqual([who, "NOT_FOUND"]);
        else if (!(who === "outsider" && row === "view somewhere")) expect([who, outcome]).toEqual([who, "FORBIDDEN"]);
      }
    }
  });
});

describe("What is lent to another project", () => {
  it("may be used there as far as both roles go, until it is taken back", async () => {
    const { ctx } = server;
    const { id } = await createWorkflow(ctx, { projectId: project, document: documentOf({ hook: hook("lent") }) });
    const act = (role: ProjectRole): Actor => ({ ...actorOf("outsider"), roles: new Map([["p2", role]]) });
    const reads = (role: ProjectRole) => call("workflows.get", "outsider", { id }, act(role));
    const changes = (role: ProjectRole) => call("workflows.delete", "outsider", { id }, act(role));
    expect(await reads("admin")).toBe("NOT_FOUND");
    await setShare(ctx, { kind: "workflow", id, projectId: "p2", role: "runner" });
    expect(await reads("viewer")).toBe("let in");
    expect(await changes("admin")).toBe("FORBIDDEN");
    expect(await call("workflows.list", "outsider", {}, act("viewer"))).toBe("let in");
    await setShare(ctx, { kind: "workflow", id, projectId: "p2", role: null });
    expect(await reads("admin")).toBe("NOT_FOUND");
  });
});
