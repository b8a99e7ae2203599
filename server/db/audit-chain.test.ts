import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore, type Store } from "./client";
import { openTestStore } from "./testing";

let db: ReturnType<typeof openTestStore>;
const key = randomBytes(32);
beforeEach(() => {
  db = openTestStore();
  db.store.audit.takeKey(key);
});
afterEach(() => db.close());

const event = (action: string) => ({
  ...{ at: Date.now(), actorKind: "user", actorId: "u1", actorName: "Olive", address: "127.0.0.1", action },
  ...{
    targetKind: "workflow",
    targetId: "w1",
    targetName: "Orders",
    projectId: "main",
    outcome: "done",
    details: null,
  },
});
const append = (store: Store, ...actions: string[]) =>
  store.commit(() => actions.map((action) => store.audit.append(event(action))));

/** As somebody does who has the database, and no key: triggers are no hurdle. */
async function tamper(...statements: string[]) {
  const triggers = ["audit_events_next", "audit_events_unchanged", "audit_events_kept", "audit_head_forward"];
  const drop = ["audit_head_kept", ...triggers].map((name) => `DROP TRIGGER ${name}`);
  await db.store.transaction((tx) => {
    for (const sql of [...drop, ...statements]) tx.run(sql);
  });
}

describe("The audit log", () => {
  it("is a chain that verifies, also of several processes that write at the same time", async () => {
    const other = openStore(db.folder);
    other.audit.takeKey(key);
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => append(index % 2 ? db.store : other, `a${index}`, `b${index}`)),
    );
    other.close();
    expect(db.store.audit.verify()).toMatchObject({ events: 80, first: 1, end: { id: 80 }, broken: null });
  });

  it("keeps no event of a change that was undone", async () => {
    await append(db.store, "one");
    const undone = db.store.transaction(() => {
      db.store.audit.append(event("two"));
      throw new Error("no");
    });
    await expect(undone).rejects.toThrow("no");
    await append(db.store, "three");
    expect(db.store.rawRead.prepare("SELECT action FROM audit_events").pluck().all()).toEqual(["one", "three"]);
    expect(db.store.audit.verify()).toMatchObject({ events: 2, broken: null });
  });

  it("takes nothing outside of a transaction, and nothing without a key", async () => {
    expect(() => db.store.audit.append(event("alone"))).toThrow(/in the transaction/);
    const other = openStore(db.folder);
    await expect(other.commit(() => other.audit.append(event("keyless")))).rejects.toThrow(/no key/);
    other.close();
  });

  it.each([
    ["UPDATE audit_events SET actor_name = 'Mallory' WHERE id = 1", /never changed/],
    ["DELETE FROM audit_events WHERE id = 1", /are kept/],
    ["INSERT OR REPLACE INTO audit_events SELECT * FROM audit_events WHERE id = 1", /follows the one before/],
    ["DELETE FROM audit_head", /is kept/],
    ["UPDATE audit_head SET last_id = 1", /only goes forward/],
  ])("refuses by trigger: %s", async (sql, reason) => {
    await append(db.store, "one", "two");
    await expect(db.store.transaction((tx) => tx.run(sql))).rejects.toSatisfy((thrown: Error) =>
      reason.test(`${thrown.message} ${(thrown.cause as Error | undefined)?.message}`),
    );
    expect(db.store.audit.verify()).toMatchObject({ events: 2, broken: null });
  });

  it.each([
    ["a changed name", "UPDATE audit_events SET actor_name = 'Mallory' WHERE id = 2", 2, /was changed/],
    ["a changed outcome", "UPDATE audit_events SET outcome = 'refused' WHERE id = 3", 3, /was changed/],
    ["an event taken out", "DELETE FROM audit_events WHERE id = 2", 2, /is missing/],
    ["the beginning taken out", "DELETE FROM audit_events WHERE id = 1", 1, /is missing/],
    ["the end cut off", "DELETE FROM audit_events WHERE id = 3", 3, /end of the log is missing/],
    ["everything taken out but the head", "DELETE FROM audit_events", 1, /end of the log is missing/],
    ["the head taken away", "DELETE FROM audit_head", 1, /head of the log is missing/],
    ["a head that goes back", "UPDATE audit_head SET last_id = 2", null, /head of the log was changed/],
    ["a beginning that was moved", "UPDATE audit_head SET pruned_id = 1", null, /head of the log was changed/],
  ])("notices %s", async (_, sql, id, reason) => {
    await append(db.store, "one", "two", "three");
    await tamper(sql);
    expect(db.store.audit.verify().broken).toEqual({ id, reason: expect.stringMatching(reason) });
  });

  it("does not make good what was tampered with by what comes later", async () => {
    await append(db.store, "one", "two", "three");
    await tamper("DELETE FROM audit_events WHERE id = 3", "UPDATE audit_head SET last_id = 2");
    await append(db.store, "four");
    expect(db.store.audit.verify().broken).not.toBeNull();
  });

  it("does not verify with another key", async () => {
    await append(db.store, "one");
    db.store.audit.takeKey(randomBytes(32));
    expect(db.store.audit.verify().broken).toMatchObject({ reason: expect.stringMatching(/key is another one/) });
  });

  it("put back to an older copy is noticed by an anchor that was noted elsewhere", async () => {
    const [old] = await append(db.store, "one");
    const before = db.store.rawRead.prepare("SELECT * FROM audit_head").get() as { [name: string]: unknown };
    const [, end] = await append(db.store, "two", "three");
    expect(db.store.audit.verify(end)).toMatchObject({ events: 3, broken: null });
    expect(db.store.audit.verify(old)).toMatchObject({ broken: null });
    await tamper(
      "DELETE FROM audit_events WHERE id > 1",
      `UPDATE audit_head SET last_id = 1, last_hmac = '${before.last_hmac}', hmac = '${before.hmac}'`,
    );
    expect(db.store.audit.verify()).toMatchObject({ events: 1, broken: null });
    expect(db.store.audit.verify(end).broken).toMatchObject({ id: 3 });
  });

  it("verifies after its oldest events were pruned, and notices when more is gone", async () => {
    await append(db.store, "one", "two", "three", "four");
    await db.store.commit(() => db.store.audit.beginAfter(2));
    expect(db.store.audit.verify()).toMatchObject({ events: 2, first: 3, broken: null });
    await db.store.transaction((tx) => tx.run("DELETE FROM audit_events WHERE id <= 2"));
    expect(db.store.audit.verify()).toMatchObject({ events: 2, first: 3, broken: null });
    await tamper("DELETE FROM audit_events WHERE id = 3");
    expect(db.store.audit.verify().broken).toMatchObject({ id: 3 });
  });
});
