import { statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { maxLogBytes, openStore } from "./client";
import { pack, unpack } from "./packed-json";
import { settings } from "./schema";
import { migrations, openTestStore } from "./testing";

let db: ReturnType<typeof openTestStore>;
beforeEach(() => {
  db = openTestStore();
});
afterEach(() => db.close());

const keys = () =>
  db.store.read
    .select({ key: settings.key })
    .from(settings)
    .all()
    .map(({ key }) => key)
    .sort();
const write = (key: string, value = "1") =>
  db.store.prepareWrite("INSERT INTO settings (key, value) VALUES (?, ?)").run(key, value);

describe("a transaction", () => {
  it("is all or nothing", async () => {
    const work = db.store.transaction(async (tx) => {
      tx.insert(settings).values({ key: "a", value: "1" }).run();
      await Promise.resolve();
      throw new Error("half way");
    });
    await expect(work).rejects.toThrow("half way");
    expect(keys()).toEqual([]);
  });

  it("gives the value of its work once it is stored", async () => {
    expect(await db.store.transaction((tx) => tx.insert(settings).values({ key: "a", value: "1" }).run().changes)).toBe(
      1,
    );
    expect(keys()).toEqual(["a"]);
  });

  it("is never read before its end", async () => {
    await db.store.transaction((tx) => {
      tx.insert(settings).values({ key: "a", value: "1" }).run();
      expect(keys()).toEqual([]);
    });
    expect(keys()).toEqual(["a"]);
  });

  it("waits for the one before, also when that fails", async () => {
    const order: string[] = [];
    const first = db.store.transaction(async () => {
      order.push("first begins");
      await new Promise((resolve) => setImmediate(resolve));
      order.push("first ends");
      throw new Error("no");
    });
    const second = db.store.transaction(() => void order.push("second"));
    await Promise.allSettled([first, second]);
    expect(order).toEqual(["first begins", "first ends", "second"]);
  });
});

describe("commits of the same moment", () => {
  it("share one transaction and keep their results apart", async () => {
    const results = await Promise.all(
      ["a", "b", "c"].map((key) =>
        db.store.commit(() => {
          write(key);
          return key;
        }),
      ),
    );
    expect(results).toEqual(["a", "b", "c"]);
    expect(keys()).toEqual(["a", "b", "c"]);
  });

  it("do not suffer from one among them that fails", async () => {
    const [a, bad, c] = await Promise.allSettled([
      db.store.commit(() => write("a").changes),
      db.store.commit(() => {
        write("half");
        throw new Error("bad one");
      }),
      db.store.commit(() => write("c").changes),
    ]);
    expect(a).toMatchObject({ status: "fulfilled", value: 1 });
    expect(bad).toMatchObject({ status: "rejected", reason: { message: "bad one" } });
    expect(c).toMatchObject({ status: "fulfilled", value: 1 });
    expect(keys()).toEqual(["a", "c"]);
  });

  it("come after a transaction that is under way", async () => {
    let finish = () => {};
    const long = db.store.transaction(async (tx) => {
      tx.insert(settings).values({ key: "first", value: "1" }).run();
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    const commit = db.store.commit(() => write("second"));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(keys()).toEqual([]);
    finish();
    await Promise.all([long, commit]);
    expect(keys()).toEqual(["first", "second"]);
  });
});

describe("a write that may wait", () => {
  it("goes along with the next commit, in the order of the calls", async () => {
    const order: string[] = [];
    const waiting = db.store.commit(() => void order.push("soon"), "soon");
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(order).toEqual([]);
    await Promise.all([db.store.commit(() => void order.push("now")), waiting]);
    expect(order).toEqual(["soon", "now"]);
  });

  it("is made all the same when no other comes", async () => {
    await db.store.commit(() => write("alone"), "soon");
    expect(keys()).toEqual(["alone"]);
  });

  it("is made when the database is closed", async () => {
    const kept = db.store.commit(() => write("last"), "soon");
    db.store.close();
    await kept;
    const again = openStore(db.folder);
    expect(again.rawRead.prepare("SELECT key FROM settings").all()).toEqual([{ key: "last" }]);
    again.close();
  });
});

describe("the log", () => {
  const bytes = () => statSync(join(db.folder, "islewire.db-wal")).size;

  it("is cut off, but not while another program reads what is in it", async () => {
    for (let n = 0; n < 20; n++) await db.store.commit(() => write(`row ${n}`, "x".repeat(10_000)));
    expect(bytes()).toBeGreaterThan(200_000);
    const other = new Database(join(db.folder, "islewire.db"), { readonly: true });
    other.exec("BEGIN");
    other.prepare("SELECT count(*) FROM settings").get();
    await db.store.commit(() => write("after"));
    expect(await db.store.shrinkLog()).toBe(false);
    expect(bytes()).toBeGreaterThan(200_000);
    other.close();
    expect(await db.store.shrinkLog()).toBe(true);
    expect(bytes()).toBe(0);
    await db.store.commit(() => write("goes on"));
    expect(keys()).toContain("goes on");
  });

  it("that somebody kept large is cut to a limit by the writes that follow", () => {
    expect(db.store.prepareWrite("PRAGMA journal_size_limit").pluck().get()).toBe(maxLogBytes);
  });
});

describe("a database that another program writes to", () => {
  it("lets transactions and writes wait until it has ended, without holding up the thread", async () => {
    const other = new Database(join(db.folder, "islewire.db"));
    other.exec("BEGIN IMMEDIATE");
    const order: string[] = [];
    const work = Promise.all([
      db.store.commit(() => void order.push("commit")),
      db.store.transaction(() => void order.push("transaction")),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 120));
    order.push("other ends");
    other.close();
    await work;
    expect(order[0]).toBe("other ends");
    expect(order.toSorted()).toEqual(["commit", "other ends", "transaction"]);
  });
});

describe("a database", () => {
  it("is on disk after each commit, whatever happens next", () => {
    expect(db.store.rawRead.pragma("journal_mode", { simple: true })).toBe("wal");
    expect(db.store.rawRead.pragma("synchronous", { simple: true })).toBe(2);
  });

  it("cannot be written by its readers", () => {
    expect(() => db.store.rawRead.exec("DELETE FROM settings")).toThrow(/readonly|read-only|attempt to write/);
  });

  it("is found again by the next start, and by a second process", async () => {
    await db.store.commit(() => write("kept"));
    const again = openStore(db.folder, { migrations });
    expect(again.read.select().from(settings).all()).toEqual([{ key: "kept", value: "1" }]);
    again.close();
  });
});

describe("packed JSON", () => {
  it("is what it was, short or long", () => {
    for (const text of ["", "{}", "ä€😀", JSON.stringify({ a: "x".repeat(100_000) })])
      expect(unpack(pack(text))).toBe(text);
  });

  it("is small when it is long", () => {
    expect(pack("x".repeat(100_000)).length).toBeLessThan(200);
  });

  it("says when it is damaged", () => {
    expect(() => unpack(Buffer.from([7, 1, 2]))).toThrow(/damaged/);
    expect(() => unpack(Buffer.from([1, 1, 2]))).toThrow();
  });
});
