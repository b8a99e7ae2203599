import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPruning } from "@/server/runs/pruning";
import { openTestServer, type TestServer } from "@/server/worker/testing";
import { getRevision, listRevisions, nameRevision, publishedDocument } from "./revisions";
import { documentOf, hook } from "./testing";
import { createWorkflow, deleteWorkflow, publishWorkflow, saveWorkflow } from "./workflows";

let server: TestServer;
beforeEach(() => {
  server = openTestServer();
});
afterEach(() => server.close());

const named = (name: string) => ({ ...documentOf({ hook: hook("a") }), name });
const revisionsOf = (workflowId: string) => listRevisions(server.ctx, { workflowId }).revisions;

async function saved(...names: string[]): Promise<string> {
  const { id } = await createWorkflow(server.ctx, { document: named(names[0] ?? ""), author: "Ann" });
  for (const [index, name] of names.slice(1).entries()) {
    await saveWorkflow(server.ctx, { id, document: named(name), revision: index + 1, author: "Bo" });
  }
  return id;
}

describe("saves of a workflow", () => {
  it("are all kept, with who made them and when", async () => {
    const id = await saved("one", "two", "three");
    expect(revisionsOf(id)).toMatchObject([
      { revision: 3, author: "Bo", name: null, publishedAt: null },
      { revision: 2, author: "Bo" },
      { revision: 1, author: "Ann", at: expect.any(Number) },
    ]);
    expect(getRevision(server.ctx, { workflowId: id, revision: 2 }).document.name).toBe("two");
  });

  it("come page by page", async () => {
    const id = await saved("one", "two", "three");
    const first = listRevisions(server.ctx, { workflowId: id, limit: 2 });
    expect([first.revisions.length, first.next]).toEqual([2, 2]);
    const last = listRevisions(server.ctx, { workflowId: id, limit: 2, before: first.next ?? 0 });
    expect([last.revisions.map(({ revision }) => revision), last.next]).toEqual([[1], null]);
  });

  it("can be named, and know when they were published", async () => {
    const id = await saved("one", "two");
    await nameRevision(server.ctx, { workflowId: id, revision: 1, name: " Before the sale " });
    expect(publishedDocument(server.ctx, { id })).toBeNull();
    await publishWorkflow(server.ctx, { id, revision: 2 });
    expect(revisionsOf(id)).toMatchObject([{ publishedAt: expect.any(Number) }, { name: "Before the sale" }]);
    expect(publishedDocument(server.ctx, { id })?.name).toBe("two");
    await expect(nameRevision(server.ctx, { workflowId: id, revision: 9, name: "x" })).rejects.toThrow(/no revision 9/);
    expect(() => getRevision(server.ctx, { workflowId: "gone", revision: 1 })).toThrow(/no revision 1/);
  });

  it("are thinned out when they are old, but for the named, the published and the last of an hour or day", async () => {
    const id = await saved("1", "2", "3", "4", "5", "6");
    await nameRevision(server.ctx, { workflowId: id, revision: 1, name: "keep" });
    const hour = 3_600_000;
    const now = Math.floor(Date.now() / (24 * hour)) * 24 * hour;
    const at = [-50 * hour, -50 * hour + 1, -50 * hour + 2, -30 * hour, -1, 0].map((offset) => now + offset);
    const age = server.store.prepareWrite("UPDATE revisions SET created_at = ? WHERE revision = ?");
    await server.store.commit(() => at.forEach((time, index) => void age.run(time, index + 1)));
    const pruning = createPruning(server.store, () => ({ keepExecutionsDays: 0, keepExecutionsCount: 0 }));
    await pruning.pruneNow(now);
    pruning.close();
    expect(revisionsOf(id).map(({ revision }) => revision)).toEqual([6, 5, 4, 3, 1]);
  });

  it("go with the workflow", async () => {
    const id = await saved("one", "two");
    await deleteWorkflow(server.ctx, { id });
    expect(revisionsOf(id)).toEqual([]);
  });
});
