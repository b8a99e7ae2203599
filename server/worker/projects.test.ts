import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCredential } from "@/server/services/credentials";
import { createProject, moveToProject, setShare } from "@/server/services/projects";
import { createTable } from "@/server/services/tables";
import { documentOf, hook } from "@/server/services/testing";
import { openTestServer, type TestServer } from "@/server/worker/testing";
import type { WorkflowDocument } from "@/shared/workflow";

let server: TestServer;
beforeEach(() => {
  server = openTestServer();
});
afterEach(() => server.close());

async function run(workflowId: string) {
  const ended = await server.until(await server.start(workflowId, "hook"));
  return { status: ended.status, error: ended.error?.message ?? null };
}
const project = async (name: string) => (await createProject(server.ctx, { name })).id;
/** Made where it may name what it does, then moved to where it may not. */
async function elsewhere(document: WorkflowDocument) {
  const workflowId = await server.add(document);
  const projectId = await project("Elsewhere");
  await moveToProject(server.ctx, { kind: "workflow", id: workflowId, projectId });
  return { workflowId, projectId };
}

describe("a workflow", () => {
  it("is refused a credential of another project, until it is lent", async () => {
    const { id } = await createCredential(server.ctx, { name: "c", type: "http.bearer", values: { token: "t" } });
    const get = {
      ...{ type: "core.httpRequest", credentials: { auth: id } },
      params: { url: "http://127.0.0.1:9/" },
    };
    const { workflowId, projectId } = await elsewhere(documentOf({ hook: hook("a"), get }, "hook -> get"));
    server.startWorker();
    expect((await run(workflowId)).error).toContain("belongs to another project");
    await setShare(server.ctx, { kind: "credential", id, projectId, role: "editor" });
    expect((await run(workflowId)).error).not.toContain("project");
  });

  it("is refused a table of another project", async () => {
    await createTable(server.ctx, { name: "Stock" });
    const read = { type: "core.table", params: { operation: { is: "read", table: "Stock" } } };
    const document = documentOf({ hook: hook("a"), read }, "hook -> read");
    const own = await server.add(document);
    server.startWorker();
    expect(await run(own)).toEqual({ status: "succeeded", error: null });
    const { workflowId } = await elsewhere({
      ...document,
      nodes: document.nodes.map((node) => ({
        ...node,
        params: { ...node.params, ...(node.id === "hook" && { path: "b" }) },
      })),
    });
    expect((await run(workflowId)).error).toContain('There is no table "Stock"');
  });

  it("is refused a workflow of another project, until it is lent", async () => {
    const called = await server.add(documentOf({ called: { type: "core.workflowTrigger" } }));
    const call = { type: "core.executeWorkflow", params: { workflowId: called } };
    const { workflowId, projectId } = await elsewhere(documentOf({ hook: hook("a"), call }, "hook -> call"));
    server.startWorker();
    expect((await run(workflowId)).error).toContain("belongs to another project");
    await setShare(server.ctx, { kind: "workflow", id: called, projectId, role: "viewer" });
    expect((await run(workflowId)).error).toContain("belongs to another project");
    await setShare(server.ctx, { kind: "workflow", id: called, projectId, role: "runner" });
    expect(await run(workflowId)).toEqual({ status: "succeeded", error: null });
  });
});
