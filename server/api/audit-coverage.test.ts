import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projects, user } from "@/server/db/schema";
import { userActor } from "@/server/services/access";
import { documentOf, hook, openTestServices } from "@/server/services/testing";
import { appRouter } from "./root";
import { createCaller } from "./trpc";

/** Mutations that no event tells of, each with the reason. */
const untold: { [path: string]: string } = {
  "workflows.openInEditor": "who looks at a workflow changes nothing; it is said every few seconds",
  "workflows.closeInEditor": "the same",
  "workflows.parse": "reads a text and stores nothing",
  "expressions.preview": "reads; a mutation only because of its length",
  "nodeTypes.lookUp": "reads; a mutation only because of its length",
  "apiNodes.preview": "reads a document and stores nothing",
  "tables.insertRows": "rows are data, like what workflows write",
  "tables.updateRow": "the same",
  "tables.deleteRows": "the same",
};

/** Those that a worker must answer first: in `server/main/audit.test.ts` and `server/main/accounts-providers.test.ts`. */
const byWorkers = ["apiNodes.add", "apiNodes.update", "signIn.saveProvider"];
/** Called by nobody who has an account: below. */
const byStrangers = ["invitations.accept"];

const procedures = appRouter._def.procedures as unknown as { [path: string]: { _def: { type: string } } };
const mutations = Object.entries(procedures).flatMap(([path, { _def }]) => (_def.type === "mutation" ? [path] : []));

type Made = { id: string };
let server: ReturnType<typeof openTestServices>;
let count = 0;
const name = () => `n${count++}`;
const document = () => documentOf({ hook: hook(name()) });

beforeAll(async () => {
  server = openTestServices();
  const { store } = server.ctx;
  const at = new Date();
  await store.transaction((tx) => {
    tx.insert(projects).values({ id: "p2", name: "Two", createdAt: 1 }).run();
    for (const [id, role] of [
      ["owner", "owner"],
      ["ann", "member"],
    ]) {
      tx.insert(user)
        .values({ id: id ?? "", name: id ?? "", email: `${id}@example.com`, role, createdAt: at, updatedAt: at })
        .run();
    }
  });
});
afterAll(() => server.close());

function caller() {
  const person = { id: "owner", name: "Olive", email: "owner@example.com", role: "owner" } as const;
  const actor = userActor(server.ctx.store, person, "192.0.2.7");
  return createCaller(appRouter)({
    services: { ...server.ctx, actor },
    ...{
      user: person,
      sessionId: "s",
      locale: "en",
      needsSetup: () => false,
      confirmedAt: Date.now(),
      owesTwoFactor: false,
    },
  });
}

async function execution(status = "failed") {
  const { id } = await workflow();
  const version = await server.ctx.store.transaction((tx) =>
    tx.get<{ id: number }>(
      "INSERT INTO versions (workflow_id, hash, document, created_at) SELECT id, hex(randomblob(8)), document, 1 FROM workflows ORDER BY rowid DESC LIMIT 1 RETURNING id",
    ),
  );
  const insert = server.ctx.store.prepareWrite(
    `INSERT INTO executions (workflow_id, version_id, status, mode, start_node, created_at, finished_at, error) VALUES (?, ?, ?, 'webhook', 'hook', 1, ?, '{"message":"x","code":"X","nodeId":"hook"}')`,
  );
  const finishedAt = status === "failed" ? Date.now() : null;
  const row = await server.ctx.store.commit(() => insert.run(id, version?.id ?? 0, status, finishedAt));
  return { workflowId: id, id: Number(row.lastInsertRowid) };
}

const workflow = (): Promise<Made> => caller().workflows.create({ document: document() });
const table = () => caller().tables.create({ name: name(), columns: [{ name: "a", type: "text" }] });
const oauth = {
  ...{ authorizeUrl: "https://id.example/a", tokenUrl: "https://id.example/t", clientId: "c", clientSecret: "s" },
  grant: "authorizationCode",
};
const credential = (type = "http.bearer", values: object = { token: "very-secret" }) =>
  caller().credentials.create({ name: name(), type, values: values as never });
const published = async () => {
  const { id } = await workflow();
  await caller().workflows.publish({ id, revision: 1 });
  return { id };
};
const notice = (): Promise<Made> =>
  caller().notices.save({
    name: name(),
    settings: { by: "ntfy", server: "https://ntfy.sh", topic: "t" },
    everyMinutes: 10,
    isDefault: false,
  } as never);

async function request() {
  const { id } = await published();
  const insert = server.ctx.store.prepareWrite(
    `INSERT INTO webhook_requests (at, kind, method, path, status, result, workflow_id, node_id, headers, duration_ms, size_bytes, calls) VALUES (1, 'published', 'POST', ?, 200, 'signature', ?, 'hook', '[]', 1, 1, 1)`,
  );
  const { document } = await caller().workflows.get({ id });
  const path = String(document.nodes[0]?.params.path);
  const { lastInsertRowid } = await server.ctx.store.commit(() => insert.run(`/webhook/${path}`, id));
  return Number(lastInsertRowid);
}

async function apiNode() {
  const id = name();
  const insert = server.ctx.store.prepareWrite(
    "INSERT INTO api_nodes (id, project_id, slug, label, version, created_at, updated_at) VALUES (?, 'main', ?, ?, 1, 1, 1)",
  );
  await server.ctx.store.commit(() => insert.run(id, id, id));
  return { id };
}
const invitation = () => caller().invitations.create({ email: `${name()}@example.com`, role: "member" });
const insertRow = async (sql: string, ...values: unknown[]) => {
  const insert = server.ctx.store.prepareWrite(sql);
  await server.ctx.store.commit(() => insert.run(...values));
};
const account = (providerId: string) =>
  insertRow(
    "INSERT INTO account (id, account_id, provider_id, user_id, created_at, updated_at) VALUES (?, 'x', ?, 'owner', 1, 1)",
    ...[name(), providerId],
  );
async function session(userId: string) {
  const id = name();
  await insertRow(
    "INSERT INTO session (id, expires_at, token, created_at, updated_at, user_id) VALUES (?, 9, ?, 1, 1, ?)",
    ...[id, id, userId],
  );
  return id;
}
async function provider() {
  const id = name();
  await insertRow(
    "INSERT INTO sign_in_providers (id, name, settings, secret, created_at) VALUES (?, 'Company', '{}', '', 1)",
    id,
  );
  return id;
}
const actsAlone = { isPublic: false, redirectUris: [], scopes: ["tables:read" as const], actsAs: "owner" };
const oauthClient = () => caller().oauthClients.create({ name: name(), ...actsAlone });
async function asked() {
  const redirectUris = ["https://shop.example/callback"];
  const { id } = await caller().oauthClients.create({ ...actsAlone, name: name(), actsAs: undefined, redirectUris });
  const search = new URLSearchParams({
    ...{ client_id: id, redirect_uri: redirectUris[0] ?? "", response_type: "code" },
    ...{ code_challenge: "c".repeat(43), code_challenge_method: "S256" },
  });
  return { id, search: String(search) };
}
const project = () => caller().projects.create({ name: name() });
const apiKey = () => caller().apiKeys.create({ name: name(), scopes: ["tables:read"], expiresInDays: 1 });
/** How each is called so that it succeeds. Gives what the event is of, where its id is known before. */
const calls: { [path: string]: () => Promise<{ action: string; call(): Promise<unknown>; target?: string | number }> } =
  {
    "workflows.create": async () => ({ action: "workflow.create", call: workflow }),
    "workflows.save": of(workflow, "workflow.save", ({ id }) =>
      caller().workflows.save({ id, document: document(), revision: 1 }),
    ),
    "workflows.nameRevision": of(workflow, "workflow.nameRevision", ({ id }) =>
      caller().workflows.nameRevision({ workflowId: id, revision: 1, name: "First" }),
    ),
    "workflows.publish": of(workflow, "workflow.publish", ({ id }) => caller().workflows.publish({ id, revision: 1 })),
    "workflows.unpublish": of(published, "workflow.unpublish", ({ id }) => caller().workflows.unpublish({ id })),
    "workflows.release": of(published, "workflow.release", ({ id }) => caller().workflows.release({ id })),
    "workflows.duplicate": async () => {
      const { id } = await workflow();
      return { action: "workflow.create", call: () => caller().workflows.duplicate({ id }) };
    },
    "workflows.setStateValue": of(workflow, "workflow.changeState", ({ id }) =>
      caller().workflows.setStateValue({ workflowId: id, key: "workflow/mark", was: null, value: "1" }),
    ),
    "workflows.forgetSeen": of(workflow, "workflow.changeState", ({ id }) =>
      caller().workflows.forgetSeen({ workflowId: id, key: "workflow/mark" }),
    ),
    "workflows.resetState": of(workflow, "workflow.changeState", ({ id }) =>
      caller().workflows.resetState({ workflowId: id }),
    ),
    "workflows.delete": of(workflow, "workflow.delete", ({ id }) => caller().workflows.delete({ id })),
    "workflows.import": async () => ({
      action: "workflow.import",
      call: () => caller().workflows.import({ text: JSON.stringify(document()) }),
    }),
    "workflows.importFile": async () => ({
      action: "workflow.import",
      call: () =>
        caller().workflows.importFile({
          name: "a.json",
          contents: Buffer.from(JSON.stringify(document())).toString("base64"),
        }),
    }),
    "templates.use": async () => ({
      action: "workflow.create",
      call: () => caller().templates.use({ id: "uptime-alert" }),
    }),
    "executions.start": async () => {
      const drawn = documentOf({ start: { type: "core.manualTrigger" } });
      const { id } = await caller().workflows.create({ document: drawn });
      return { action: "execution.start", call: () => caller().executions.start({ workflowId: id, document: drawn }) };
    },
    "executions.cancel": of(
      () => execution("queued"),
      "execution.cancel",
      ({ id }) => caller().executions.cancel({ id }),
    ),
    "executions.retry": of(execution, "execution.retry", ({ id }) => caller().executions.retry({ id })),
    "executions.continue": of(execution, "execution.continue", ({ id }) =>
      caller().executions.continue({ ids: [id], how: "again" }),
    ),
    "executions.delete": of(execution, "execution.delete", ({ id }) => caller().executions.delete({ ids: [id] })),
    "overview.retry": of(execution, "execution.retry", ({ workflowId }) =>
      caller().overview.retry({ workflowId, nodeId: "hook", code: "X" }),
    ),
    "webhookRequests.replay": async () => {
      const id = await request();
      const call = async () => {
        const [outcome] = await caller().webhookRequests.replay({ ids: [id], version: "published" });
        expect(outcome).not.toHaveProperty("problem");
      };
      return { action: "request.replay", target: id, call };
    },
    "notices.save": async () => ({ action: "notice.save", call: notice }),
    "notices.delete": of(notice, "notice.delete", ({ id }) => caller().notices.delete({ id })),
    "notices.test": async () => ({
      action: "notice.test",
      // There is no worker to send it.
      call: () =>
        caller()
          .notices.test({ settings: { by: "ntfy", server: "https://ntfy.sh", topic: "t" } as never })
          .catch(() => {}),
    }),
    "credentials.create": async () => ({ action: "credential.create", call: () => credential() }),
    "credentials.update": of(credential, "credential.update", ({ id }) =>
      caller().credentials.update({ id, name: "New", values: { token: "other-secret" } }),
    ),
    "credentials.delete": of(credential, "credential.delete", ({ id }) => caller().credentials.delete({ id })),
    "credentials.test": of(credential, "credential.test", ({ id }) => caller().credentials.test({ id })),
    "credentials.connect": of(
      () => credential("http.oauth2", oauth),
      "credential.connect",
      ({ id }) => caller().credentials.connect({ id }),
    ),
    "tables.create": async () => ({ action: "table.create", call: table }),
    "tables.rename": of(table, "table.rename", ({ id }) => caller().tables.rename({ table: id, name: name() })),
    "tables.clear": of(table, "table.clear", ({ id }) => caller().tables.clear({ table: id })),
    "tables.delete": of(table, "table.delete", ({ id }) => caller().tables.delete({ table: id })),
    "tables.addColumn": of(table, "table.changeShape", ({ id }) =>
      caller().tables.addColumn({ table: id, name: "b", type: "number" }),
    ),
    "tables.changeColumn": of(table, "table.changeShape", ({ id, columns: [column] }) =>
      caller().tables.changeColumn({ table: id, columnId: column?.id ?? 0, name: "c" }),
    ),
    "tables.deleteColumn": of(
      () =>
        caller().tables.create({
          name: name(),
          columns: [
            { name: "a", type: "text" },
            { name: "b", type: "text" },
          ],
        }),
      "table.changeShape",
      ({ id, columns: [column] }) => caller().tables.deleteColumn({ table: id, columnId: column?.id ?? 0 }),
    ),
    "tables.orderColumns": of(table, "table.changeShape", ({ id, columns }) =>
      caller().tables.orderColumns({ table: id, order: columns.map((column) => column.id) }),
    ),
    "tables.addKey": of(table, "table.changeShape", ({ id, columns: [column] }) =>
      caller().tables.addKey({ table: id, columns: [column?.id ?? 0], isUnique: true }),
    ),
    "tables.deleteKey": of(
      async () => {
        const made = await table();
        return caller().tables.addKey({ table: made.id, columns: [made.columns[0]?.id ?? 0], isUnique: true });
      },
      "table.changeShape",
      ({ id, keys: [key] }) => caller().tables.deleteKey({ table: id, keyId: key?.id ?? 0 }),
    ),
    "apiNodes.delete": of(apiNode, "apiNode.delete", ({ id }) => caller().apiNodes.delete({ id })),
    "projects.create": async () => ({ action: "project.create", call: project }),
    "projects.setEgress": of(project, "project.setEgress", ({ id }) =>
      caller().projects.setEgress({ id, allow: ["nas.lan:443"], only: [] }),
    ),
    "projects.rename": of(project, "project.rename", ({ id }) => caller().projects.rename({ id, name: name() })),
    "projects.delete": of(project, "project.delete", ({ id }) => caller().projects.delete({ id })),
    "projects.setMember": of(project, "project.setMember", ({ id }) =>
      caller().projects.setMember({ id, userId: "ann", role: "editor" }),
    ),
    "projects.move": of(workflow, "workflow.move", ({ id }) =>
      caller().projects.move({ kind: "workflow", id, projectId: "p2" }),
    ),
    "projects.share": of(workflow, "workflow.share", ({ id }) =>
      caller().projects.share({ kind: "workflow", id, projectId: "p2", role: "viewer" }),
    ),
    "users.setRole": async () => ({
      ...{ action: "user.setRole", target: "ann" },
      call: () => caller().users.setRole({ id: "ann", role: "admin" }),
    }),
    "users.disable": async () => ({
      ...{ action: "user.disable", target: "ann" },
      call: () => caller().users.disable({ id: "ann" }),
    }),
    "users.enable": async () => ({
      ...{ action: "user.enable", target: "ann" },
      call: () => caller().users.enable({ id: "ann" }),
    }),
    "settings.update": async () => ({
      action: "settings.update",
      call: () =>
        caller().settings.update({
          timezone: "UTC",
          keepExecutionsDays: 7,
          keepExecutionsCount: 0,
          keepExecutionsMb: 0,
        }),
    }),
    "variables.set": async () => ({
      ...{ action: "variable.set", target: "shop" },
      call: () => caller().variables.set({ name: "shop", value: "very-secret" }),
    }),
    "variables.delete": async () => ({
      ...{ action: "variable.delete", target: "shop" },
      call: () => caller().variables.delete({ name: "shop" }),
    }),
    "apiKeys.create": async () => ({ action: "apiKey.create", call: apiKey }),
    "account.rename": async () => ({
      ...{ action: "user.rename", target: "owner" },
      call: () => caller().account.rename({ name: "Olive" }),
    }),
    "account.disconnect": async () => {
      await account("google");
      await account("credential");
      return {
        ...{ action: "user.disconnect", target: "owner" },
        call: () => caller().account.disconnect({ providerId: "google" }),
      };
    },
    "account.endSession": async () => {
      const id = await session("owner");
      return { ...{ action: "user.endSessions", target: "owner" }, call: () => caller().account.endSession({ id }) };
    },
    "account.endOtherSessions": async () => ({
      ...{ action: "user.endSessions", target: "owner" },
      call: () => caller().account.endOtherSessions(),
    }),
    "invitations.create": async () => ({ action: "user.invite", call: invitation }),
    "invitations.resetPassword": async () => ({
      ...{ action: "user.sendReset", target: "ann" },
      call: () => caller().invitations.resetPassword({ userId: "ann" }),
    }),
    "invitations.revoke": async () => {
      const { id } = await invitation();
      return { action: "user.revokeLink", call: () => caller().invitations.revoke({ id }) };
    },
    "invitations.endSessionsOf": async () => ({
      ...{ action: "user.endSessions", target: "ann" },
      call: () => caller().invitations.endSessionsOf({ userId: "ann" }),
    }),
    "signIn.setRules": async () => ({
      action: "settings.signIn",
      call: () => caller().signIn.setRules({ requireTwoFactor: false }),
    }),
    "signIn.deleteProvider": async () => {
      const id = await provider();
      return { ...{ action: "provider.delete", target: id }, call: () => caller().signIn.deleteProvider({ id }) };
    },
    "apiKeys.rotate": of(apiKey, "apiKey.rotate", ({ id }) => caller().apiKeys.rotate({ id })),
    "oauthClients.create": async () => ({ action: "oauthClient.create", call: oauthClient }),
    "oauthClients.rotateSecret": of(oauthClient, "oauthClient.rotateSecret", ({ id }) =>
      caller().oauthClients.rotateSecret({ id, overlapHours: 24 }),
    ),
    "oauthClients.revoke": of(oauthClient, "oauthClient.revoke", ({ id }) => caller().oauthClients.revoke({ id })),
    "oauth.allow": of(asked, "oauthClient.grant", ({ search }) => caller().oauth.allow({ search, userId: "owner" })),
    "oauth.withdraw": of(
      async () => {
        const { id, search } = await asked();
        await caller().oauth.allow({ search, userId: "owner" });
        return { id };
      },
      "oauthClient.withdraw",
      ({ id }) => caller().oauth.withdraw({ clientId: id }),
    ),
    "apiKeys.revoke": of(apiKey, "apiKey.revoke", ({ id }) => caller().apiKeys.revoke({ id })),
  };

function of<T extends { id: string | number }>(
  make: () => Promise<T>,
  action: string,
  call: (made: T) => Promise<unknown>,
) {
  return async () => {
    const made = await make();
    return { action, target: made.id, call: () => call(made) };
  };
}

type Row = {
  action: string;
  actor_id: string;
  actor_name: string;
  address: string;
  target_id: string;
  details: string;
};
const eventsAfter = (id: number) =>
  server.ctx.store.rawRead.prepare<[number], Row>("SELECT * FROM audit_events WHERE id > ? ORDER BY id").all(id);
const lastId = () =>
  server.ctx.store.rawRead.prepare<[], number>("SELECT coalesce(max(id), 0) FROM audit_events").pluck().get() ?? 0;

describe("Every mutation", () => {
  it("is called here, or is in the list of those that no event tells of", () => {
    expect(mutations.toSorted()).toEqual(
      [...Object.keys(calls), ...byWorkers, ...byStrangers, ...Object.keys(untold)].toSorted(),
    );
  });

  it.each(Object.keys(calls))("%s writes who did it, to what and from where", async (path) => {
    const prepared = await calls[path]?.();
    const before = lastId();
    await prepared?.call();
    const events = eventsAfter(before);
    const event = events.find(({ action }) => action === prepared?.action);
    expect(event).toMatchObject({ actor_id: "owner", actor_name: "Olive", address: "192.0.2.7", outcome: "done" });
    if (prepared?.target !== undefined) expect(event?.target_id).toBe(String(prepared.target));
    expect(JSON.stringify(events)).not.toContain("secret");
  });

  it("that makes an account tells who came", async () => {
    const { url } = await invitation();
    const before = lastId();
    const password = "four unrelated quiet words";
    const { email } = await caller().invitations.accept({ token: url.split("/").at(-1) ?? "", name: "Ina", password });
    expect(eventsAfter(before)).toMatchObject([{ action: "user.create", actor_name: "Ina" }]);
    expect(JSON.stringify(eventsAfter(before))).not.toContain(password);
    expect(email).toContain("@example.com");
  });

  it("leaves a chain that verifies", () => {
    const { events, broken } = server.ctx.store.audit.verify();
    expect(broken).toBeNull();
    expect(events).toBeGreaterThan(Object.keys(calls).length);
  });
});

describe("What is done all the time", () => {
  it("is one event for each minute, person and workflow", async () => {
    const { id } = await workflow();
    const before = lastId();
    for (let revision = 1; revision <= 5; revision++) {
      await caller().workflows.save({ id, document: document(), revision });
    }
    // Two where a minute began in between.
    expect(eventsAfter(before).filter(({ action }) => action === "workflow.save").length).toBeLessThanOrEqual(2);
  });
});

describe("What is refused", () => {
  it("is no event of a change, and one of the refusal", async () => {
    const before = lastId();
    await expect(caller().workflows.delete({ id: "gone" })).rejects.toThrow(/no workflow/);
    await expect(caller().apiKeys.revoke({ id: "gone" })).rejects.toThrow(/no such API key/);
    expect(eventsAfter(before)).toEqual([]);
    const ann = { id: "ann", name: "Ann", email: "ann@example.com", role: "member" } as const;
    const { id } = await workflow();
    const stranger = createCaller(appRouter)({
      services: { ...server.ctx, actor: userActor(server.ctx.store, ann, "192.0.2.9") },
      ...{
        user: ann,
        sessionId: "s",
        locale: "en",
        needsSetup: () => false,
        confirmedAt: Date.now(),
        owesTwoFactor: false,
      },
    });
    for (let time = 0; time < 20; time++) await expect(stranger.workflows.delete({ id })).rejects.toThrow(/no such/);
    const refused = () => eventsAfter(before).filter(({ action }) => action === "access.refuse");
    await expect.poll(() => refused().length).toBe(1);
    expect(refused()[0]).toMatchObject({ actor_id: "ann", address: "192.0.2.9", target_id: id, outcome: "refused" });
  });
});
