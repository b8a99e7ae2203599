import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestStore } from "@/server/db/testing";
import { createAuditPruning } from "./audit-pruning";

const dayMs = 86_400_000;
let db: ReturnType<typeof openTestStore>;
beforeEach(() => {
  db = openTestStore();
});
afterEach(() => db.close());

async function fill(count: number, daysAgo: number) {
  await db.store.commit(() => {
    for (let index = 0; index < count; index++) {
      db.store.audit.append({
        ...{ at: Date.now() - daysAgo * dayMs, actorKind: "user", actorId: "u1", actorName: "Olive", address: null },
        ...{ action: "variable.set", targetKind: "variable", targetId: "a", targetName: "a", projectId: null },
        ...{ outcome: "done", details: null },
      });
    }
  });
}

const ids = () => db.store.rawRead.prepare<[], number>("SELECT id FROM audit_events ORDER BY id").pluck().all();

function pruning(options: { keepDays?: number; delivered?: number } = {}) {
  const { keepDays = 365, delivered } = options;
  const onError = (thrown: unknown) => expect(thrown).toBeUndefined();
  return createAuditPruning(db.store, { keepDays, delivered: () => delivered, onError });
}

describe("Events older than they are kept", () => {
  it("are taken out, which is an event itself, and what is left verifies", async () => {
    await fill(3_000, 400);
    await fill(5, 10);
    const running = pruning();
    await running.pruneNow();
    running.close();
    expect(ids()).toEqual([3_001, 3_002, 3_003, 3_004, 3_005, 3_006]);
    const last = db.store.rawRead.prepare("SELECT action, details FROM audit_events WHERE id = 3006").get();
    expect(last).toMatchObject({ action: "audit.prune", details: expect.stringContaining('"upTo":3000') });
    expect(db.store.audit.verify()).toMatchObject({ events: 6, first: 3_001, broken: null });
  });

  it("stay when they are to be kept for ever, and until they were sent to where they go", async () => {
    await fill(10, 400);
    const forEver = pruning({ keepDays: 0 });
    await forEver.pruneNow();
    forEver.close();
    expect(ids()).toHaveLength(10);
    const behind = pruning({ delivered: 4 });
    await behind.pruneNow();
    behind.close();
    expect(ids()[0]).toBe(5);
    expect(db.store.audit.verify()).toMatchObject({ first: 5, broken: null });
  });
});
