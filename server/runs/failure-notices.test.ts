import { afterEach, beforeEach, expect, it } from "vitest";
import { openTestServices } from "@/server/services/testing";
import { createFailureNotices } from "./failure-notices";

let services: ReturnType<typeof openTestServices>;
beforeEach(() => {
  services = openTestServices();
});
afterEach(() => services.close());

const minute = 60_000;
const write = (sql: string, ...values: unknown[]) =>
  services.ctx.store.commit(() => void services.ctx.store.prepareWrite(sql).run(...values));

it("reads no document again of what waits for the minutes of its channel", async () => {
  const now = Date.now();
  const document = JSON.stringify({ nodes: [{ id: "a", name: "Node A" }], settings: {} });
  await write(
    "INSERT INTO notice_channels (id, name, settings, every_minutes, is_default, created_at) VALUES ('c', 'Chat', ?, 60, 1, 0)",
    JSON.stringify({ by: "slack", credentialId: "x" }),
  );
  for (const [index, name] of ["first", "second"].entries()) {
    await write(
      "INSERT INTO workflows (id, name, revision, document, node_count, node_types, created_at, updated_at) VALUES (?, ?, 1, ?, 1, '[]', 0, 0)",
      ...[name, name, document],
    );
    await write(
      "INSERT INTO versions (id, workflow_id, document, created_at, hash) VALUES (?, ?, ?, 0, ?)",
      index + 1,
      name,
      document,
      name,
    );
    await fail(index + 1, name, now + index);
  }
  const sent: string[] = [];
  const notices = createFailureNotices(services.ctx.store, {
    baseUrl: "http://localhost",
    send: async (order) => void sent.push(JSON.stringify(order)),
  });
  await notices.tellNow(now + 10);
  expect(sent).toHaveLength(2);
  expect(sent[0]).toContain("Node A");

  // Whoever reads the first again fails, and does not get to the second.
  await write("UPDATE versions SET document = '{' WHERE id = 1");
  await fail(3, "first", now + 2 * minute, 1);
  await write("UPDATE failure_notices SET told_at = NULL WHERE workflow_id = 'second'");
  await fail(4, "second", now + 2 * minute + 1, 2);
  await notices.tellNow(now + 3 * minute);
  expect(sent).toHaveLength(3);
  expect(sent[2]).toContain("second");
  await notices.tellNow(now + 90 * minute);
  expect(sent[3]).toContain("Node A");
  notices.close();

  /** The triggers of the database note it. */
  async function fail(id: number, workflowId: string, at: number, versionId = id) {
    await write(
      `INSERT INTO executions (id, workflow_id, version_id, status, mode, start_node, created_at, finished_at, error)
       VALUES (?, ?, ?, 'failed', 'webhook', 'a', ?, ?, ?)`,
      ...[id, workflowId, versionId, at, at, JSON.stringify({ code: "X", message: "It failed", nodeId: "a" })],
    );
  }
});
