import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestStore } from "@/server/db/testing";
import { securityEvents } from "./security-events";

let db: ReturnType<typeof openTestStore>;
beforeEach(() => {
  db = openTestStore();
});
afterEach(() => db.close());

const refuse = (address: string) =>
  securityEvents(db.store).refused(
    { store: db.store, actor: { kind: "nobody", id: "", name: "", address } },
    "apiKey.refuse",
    {},
  );
const rows = () =>
  db.store.rawRead
    .prepare<[], { address: string | null; actor_name: string; outcome: string; details: string | null }>(
      "SELECT address, actor_name, outcome, details FROM audit_events ORDER BY id",
    )
    .all();

describe("Refusals without end", () => {
  it("of one source are one event at once, and one with their number later", async () => {
    for (let time = 0; time < 5_000; time++) refuse("::ffff:192.0.2.1");
    await expect.poll(rows).toEqual([{ address: "192.0.2.1", actor_name: "", outcome: "refused", details: null }]);
    securityEvents(db.store).close();
    await expect.poll(() => rows()[1]).toMatchObject({ details: '{"more":4999,"summary":true}' });
    expect(rows()).toHaveLength(2);
  });

  it("T056 of a hundred thousand sources are a hundred events and one for all others, and the chain verifies", async () => {
    for (let source = 0; source < 100_000; source++) refuse(`2001:db8::${source.toString(16)}`);
    securityEvents(db.store).close();
    await expect.poll(() => rows().length).toBe(102);
    expect(rows().at(-1)).toMatchObject({ address: null, actor_name: "many sources" });
    expect(JSON.parse(rows().at(-1)?.details ?? "{}")).toMatchObject({ more: 99_899 });
    expect(db.store.audit.verify().broken).toBeNull();
  });
});
