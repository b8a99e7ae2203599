import { afterEach, beforeEach, expect, it } from "vitest";
import type { TableChange } from "@/nodes/sdk/services";
import { listRows } from "@/server/services/table-rows";
import { addTableKey, createTable, getTable } from "@/server/services/tables";
import { documentOf, hook } from "@/server/services/testing";
import { createLedger } from "./ledger";
import { createTableStore } from "./tables";
import { openTestServer, type TestServer } from "./testing";

let server: TestServer;
const table = "Stock";
beforeEach(async () => {
  server = openTestServer();
  const { columns } = await createTable(server.ctx, {
    name: table,
    columns: [
      { name: "sku", type: "text", required: true },
      { name: "count", type: "number" },
    ],
  });
  await addTableKey(server.ctx, { table, columns: [columns[0]?.id ?? 0], isUnique: true });
});
afterEach(() => server.close());

/** What a worker lends a step of an execution that it holds; each call is a worker of its own. */
async function steps() {
  const executionId = await server.start(await server.add(documentOf({ hook: hook("a") })), "hook");
  const take = server.store.prepareWrite(
    "UPDATE executions SET status = 'running', owner = 'me', attempt = 1 WHERE id = ?",
  );
  await server.store.commit(() => take.run(executionId));
  const lease = { executionId, owner: "me", attempt: 1 };
  return (step: number) =>
    createTableStore(server.store).of("main", step, createLedger(server.store).open(lease, true));
}
const rows = () => listRows(server.ctx, { table }).rows.map(({ sku, count }) => [sku, count]);
const bySku = (sku: string) => ({
  where: [{ column: "sku", is: "equal" as const, value: sku }],
  match: "all" as const,
});

it("A step that runs again is told what it was told, and writes nothing more", async () => {
  const lent = await steps();
  const insert: TableChange = {
    ...{ is: "insert", table, failing: "tell" },
    rows: [{ sku: "A", count: 3 }, { sku: "A" }, { sku: "B", count: 1 }],
  };
  const first = await lent(1).write(insert);
  expect(first.map(({ is }) => is)).toEqual(["created", "failed", "created"]);
  expect(await lent(1).write(insert)).toEqual(first);
  const take: TableChange = {
    ...{ is: "adjust", table, failing: "tell" },
    rows: [1, 2, 3].map(() => ({ ...bySku("A"), column: "count", by: -2, min: 0 })),
  };
  const taken = await lent(2).write(take);
  expect(taken).toMatchObject([{ is: "adjusted", value: 1 }, { is: "refused", value: 1 }, { is: "refused" }]);
  expect(await lent(2).write(take)).toEqual(taken);
  expect(rows()).toEqual([
    ["A", 1],
    ["B", 1],
  ]);
});

it("Stock that many take from at once is never negative, and none of it is lost", async () => {
  const lent = await steps();
  await lent(0).write({ is: "insert", table, failing: "throw", rows: [{ sku: "A", count: 30 }] });
  const take: TableChange = {
    ...{ is: "adjust", table, failing: "tell" },
    rows: [{ ...bySku("A"), column: "count", by: -1, min: 0 }],
  };
  const outcomes = await Promise.all(Array.from({ length: 50 }, (_, step) => lent(step + 1).write(take)));
  expect(outcomes.flat().filter(({ is }) => is === "adjusted")).toHaveLength(30);
  expect(outcomes.flat().filter(({ is }) => is === "refused")).toHaveLength(20);
  expect(rows()).toEqual([["A", 0]]);
});

it("Many rows are written in several commits where each stands for itself, and are counted right", async () => {
  const lent = await steps();
  const many = Array.from({ length: 12_001 }, (_, index) => ({ sku: `S${index === 12_000 ? 7 : index}` }));
  const write = lent(1).write({ is: "insert", table, failing: "tell", rows: many });
  const outcomes = await write;
  expect(outcomes).toHaveLength(12_001);
  expect(outcomes.at(-1)).toMatchObject({
    is: "failed",
    error: { item: 12_000, message: expect.stringContaining(`sku = "S7"`) },
  });
  expect(getTable(server.ctx, { table }).rowCount).toBe(12_000);
  const ledger = server.store.rawRead.prepare("SELECT length(result) FROM ledger").pluck().all() as number[];
  expect(Math.max(...ledger)).toBeLessThan(200);
});
