import { createHmac } from "node:crypto";
import type Database from "better-sqlite3";
import type { AuditRow } from "@/shared/audit";

/** An event before it has its place in the chain. */
export type NewAuditRow = Omit<AuditRow, "id">;
export type AuditEnd = { id: number; hmac: string };

export type AuditChain = {
  /** Derived from the key of the data folder; nothing is written before. */
  takeKey(key: Buffer): void;
  /**
   * Within the transaction or shared commit of the change: the end of the chain is read in it, so that events of several
   * processes follow one another.
   */
  append(event: NewAuditRow): AuditEnd;
  /** Lets the chain begin behind that event; `append` says so in the same transaction. Those before may be deleted then. */
  beginAfter(id: number): void;
  /** Whether all events are as they were written, in their order, from the first that is kept to the last. */
  verify(expected?: AuditEnd): AuditReport;
};

export type AuditReport = {
  events: number;
  first: number | null;
  /** Of the last event: noted elsewhere, it shows later that nothing up to it was taken out. */
  end: AuditEnd | null;
  broken: { id: number | null; reason: string } | null;
};

type Stored = AuditRow & { previousHmac: string; hmac: string };
type Head = { lastId: number; lastHmac: string; prunedId: number; prunedHmac: string; hmac: string };

const columns = `id, at, actor_kind AS actorKind, actor_id AS actorId, actor_name AS actorName, address, action,
  target_kind AS targetKind, target_id AS targetId, target_name AS targetName, project_id AS projectId, outcome, details`;
const headColumns = `last_id AS lastId, last_hmac AS lastHmac, pruned_id AS prunedId, pruned_hmac AS prunedHmac, hmac`;
const begin: Omit<Head, "hmac"> = { lastId: 0, lastHmac: "", prunedId: 0, prunedHmac: "" };

export function createAuditChain(writer: Database.Database, reader: Database.Database): AuditChain {
  let key: Buffer | undefined;
  let prepared: ReturnType<typeof statements> | undefined;
  const write = () => (prepared ??= statements(writer));

  return {
    takeKey(given) {
      key = given;
    },

    append(event) {
      inTransaction();
      const head = write().head.get() ?? begin;
      const id = head.lastId + 1;
      const hmac = eventHmac({ id, ...event }, head.lastHmac);
      write().insert.run({ ...event, id, previousHmac: head.lastHmac, hmac });
      setHead({ ...head, lastId: id, lastHmac: hmac });
      return { id, hmac };
    },

    beginAfter(id) {
      inTransaction();
      const head = write().head.get() ?? begin;
      const hmac = write().hmacOf.get(id);
      if (hmac === undefined || id <= head.prunedId) return;
      setHead({ ...head, prunedId: id, prunedHmac: hmac });
    },

    // In one transaction: a running server goes on writing.
    verify: (expected) => reader.transaction(() => verified(expected))(),
  };

  function inTransaction() {
    if (!writer.inTransaction) throw new Error("An audit event is written in the transaction of the change");
  }

  function keyed(text: string): string {
    if (!key) throw new Error("The audit log has no key");
    return createHmac("sha256", key).update(text).digest("base64url");
  }

  /** All fields in a fixed order; JSON keeps each within its bounds. */
  function eventHmac(event: AuditRow, previousHmac: string): string {
    const { id, at, actorKind, actorId, actorName, address, action } = event;
    const { targetKind, targetId, targetName, projectId, outcome, details } = event;
    return keyed(
      JSON.stringify([
        ...["event", previousHmac, id, at, actorKind, actorId, actorName, address, action],
        ...[targetKind, targetId, targetName, projectId, outcome, details],
      ]),
    );
  }

  function headHmac({ lastId, lastHmac, prunedId, prunedHmac }: Omit<Head, "hmac">): string {
    return keyed(JSON.stringify(["head", lastId, lastHmac, prunedId, prunedHmac]));
  }

  function setHead(head: Omit<Head, "hmac">) {
    const stored = write().head.get();
    // What was not right before is not made right by this.
    const wasRight = !stored || stored.hmac === headHmac(stored);
    const next = { ...head, hmac: wasRight ? headHmac(head) : stored.hmac };
    if (stored) write().moveHead.run(next);
    else write().firstHead.run(next);
  }

  function verified(expected: AuditEnd | undefined): AuditReport {
    const head = reader.prepare<[], Head>(`SELECT ${headColumns} FROM audit_head`).get();
    const report: AuditReport = { events: 0, first: null, end: null, broken: null };
    const broken = (id: number | null, reason: string) => ({ ...report, broken: { id, reason } });
    if (!head) {
      const found = reader.prepare<[], number>("SELECT min(id) FROM audit_events").pluck().get();
      if (found) return broken(found, "the head of the log is missing");
      return expected ? broken(expected.id, "the event that was noted elsewhere is missing") : report;
    }
    if (head.hmac !== headHmac(head)) return broken(null, "the head of the log was changed, or the key is another one");
    let previous: AuditEnd = { id: head.prunedId, hmac: head.prunedHmac };
    let wasSeen = !expected || expected.id <= head.prunedId;
    const rows = reader
      .prepare<[number], Stored>(
        `SELECT ${columns}, previous_hmac AS previousHmac, hmac FROM audit_events WHERE id > ? ORDER BY id`,
      )
      .iterate(head.prunedId);
    for (const { previousHmac, hmac, ...event } of rows) {
      if (event.id !== previous.id + 1) return broken(previous.id + 1, "the event is missing");
      if (previousHmac !== previous.hmac) return broken(event.id, "the event does not follow the one before");
      if (hmac !== eventHmac(event, previousHmac)) return broken(event.id, "the event was changed");
      if (expected?.id === event.id) {
        if (expected.hmac !== hmac) return broken(event.id, "the event is not the one that was noted elsewhere");
        wasSeen = true;
      }
      previous = { id: event.id, hmac };
      report.first ??= event.id;
      report.events++;
      report.end = previous;
    }
    if (previous.id !== head.lastId) return broken(previous.id + 1, "the end of the log is missing");
    if (previous.hmac !== head.lastHmac) return broken(previous.id, "the last event is not the one of the head");
    if (!wasSeen) return broken(expected?.id ?? null, "the event that was noted elsewhere is missing");
    return report;
  }
}

function statements(writer: Database.Database) {
  return {
    head: writer.prepare<[], Head>(`SELECT ${headColumns} FROM audit_head`),
    hmacOf: writer.prepare<[number], string>("SELECT hmac FROM audit_events WHERE id = ?").pluck(),
    insert: writer.prepare(`
      INSERT INTO audit_events (id, at, actor_kind, actor_id, actor_name, address, action, target_kind, target_id, target_name, project_id, outcome, details, previous_hmac, hmac)
      VALUES (@id, @at, @actorKind, @actorId, @actorName, @address, @action, @targetKind, @targetId, @targetName, @projectId, @outcome, @details, @previousHmac, @hmac)`),
    firstHead: writer.prepare(
      "INSERT INTO audit_head (one, last_id, last_hmac, pruned_id, pruned_hmac, hmac) VALUES (1, @lastId, @lastHmac, @prunedId, @prunedHmac, @hmac)",
    ),
    moveHead: writer.prepare(
      "UPDATE audit_head SET last_id = @lastId, last_hmac = @lastHmac, pruned_id = @prunedId, pruned_hmac = @prunedHmac, hmac = @hmac",
    ),
  };
}
