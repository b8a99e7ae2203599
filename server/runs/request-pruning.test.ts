import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { webhookRequests } from "@/server/db/schema";
import { openTestStore } from "@/server/db/testing";
import { requestPruning } from "./request-pruning";

let db: ReturnType<typeof openTestStore>;
beforeEach(() => {
  db = openTestStore();
});
afterEach(() => db.close());

const now = Date.UTC(2026, 5, 1);
const day = 86_400_000;
const add = (count: number, more: Partial<typeof webhookRequests.$inferInsert> = {}) =>
  db.store.transaction((tx) => {
    for (let n = 0; n < count; n++) {
      const row = { at: now, kind: "published", method: "POST", path: "/webhook/a", result: "accepted" } as const;
      tx.insert(webhookRequests)
        .values({ ...row, ...more })
        .run();
    }
  });
const left = () => db.store.read.select().from(webhookRequests).all();
const prune = (limits: object) =>
  requestPruning(db.store, { days: 30, welcome: 100, refused: 100, bodyBytes: 1_000, ...limits })(now);

describe("the list of webhook requests", () => {
  it("keeps the newest of both kinds, so that refused ones push out none of the others", async () => {
    await add(2_200, { result: "unknown" });
    await add(20);
    await add(2_200, { result: "signature" });
    await prune({ welcome: 15, refused: 30 });
    const rows = left();
    expect(rows.filter(({ result }) => result === "accepted")).toHaveLength(15);
    expect(rows.filter(({ result }) => result === "signature")).toHaveLength(30);
    expect(rows).toHaveLength(45);
  });

  it("keeps nothing that is older than its days", async () => {
    await add(2_100, { at: now - 31 * day });
    await add(3, { at: now - 29 * day });
    await prune({});
    expect(left()).toHaveLength(3);
  });

  it("lets the oldest bodies go beyond its bytes, and says so", async () => {
    await add(5, { result: "signature", body: Buffer.alloc(300), headers: "[]" });
    await prune({});
    expect(left().map(({ body, isBodyCut }) => [body?.length, isBodyCut])).toEqual([
      ...Array(2).fill([undefined, true]),
      ...Array(3).fill([300, false]),
    ]);
  });
});
