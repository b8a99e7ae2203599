import fs from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openStore } from "./client";
import { openLogSync } from "./log-sync";
import { openTestStore, temporaryFolder } from "./testing";

type Done = (err: NodeJS.ErrnoException | null) => void;

/** A disk that answers when the test says so. */
const calls: Done[] = [];
beforeEach(() => {
  vi.spyOn(fs, "fdatasync").mockImplementation((_fd, done) => void calls.push(done));
});
afterEach(() => {
  vi.restoreAllMocks();
  calls.splice(0);
});
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("bringing commits to the disk", () => {
  const folder = temporaryFolder();
  const file = join(folder.path, "log");
  fs.writeFileSync(file, "");
  afterAll(() => folder.remove());

  const open = () => {
    const failures: unknown[] = [];
    const sync = openLogSync(file, (thrown) => failures.push(thrown));
    const order: string[] = [];
    const ask = (name: string) =>
      sync.synced().then(
        () => order.push(name),
        (err: Error) => order.push(`${name}: ${err.message}`),
      );
    return { sync, order, ask, failures };
  };

  it("says so only after the disk did", async () => {
    const { order, ask } = open();
    void ask("a");
    await turn();
    expect(order).toEqual([]);
    calls[0]?.(null);
    await turn();
    expect(order).toEqual(["a"]);
  });

  it("serves all who come meanwhile with one more sync, begun after they came", async () => {
    const { order, ask } = open();
    void ask("a");
    void ask("b");
    void ask("c");
    expect(calls).toHaveLength(1);
    calls[0]?.(null);
    await turn();
    expect(order).toEqual(["a"]);
    expect(calls).toHaveLength(2);
    calls[1]?.(null);
    await turn();
    expect(order).toEqual(["a", "b", "c"]);
  });

  it("is refused for good once the disk has failed: the next sync could succeed with a hole in the log", async () => {
    const { order, ask, failures } = open();
    void ask("a");
    void ask("b");
    calls[0]?.(new Error("EIO"));
    await turn();
    void ask("c");
    await turn();
    expect(order).toEqual(["a: EIO", "b: EIO", "c: EIO"]);
    expect(calls).toHaveLength(1);
    expect(failures).toMatchObject([{ message: "EIO" }]);
  });

  it("is done at once before the end", async () => {
    const { sync, order, ask } = open();
    void ask("a");
    void ask("b");
    sync.now();
    await turn();
    expect(order).toEqual(["a", "b"]);
    sync.close();
    calls[0]?.(new Error("EBADF"));
    await turn();
    expect(order).toEqual(["a", "b"]);
  });
});

describe("a shared commit", () => {
  let db: ReturnType<typeof openTestStore>;
  beforeEach(() => {
    db = openTestStore();
  });
  afterEach(() => {
    // What is in a test's hands still.
    for (const done of calls.splice(0)) done(null);
    db.close();
  });

  const put = (key: string) => db.store.prepareWrite("INSERT INTO settings (key, value) VALUES (?, '1')").run(key);
  const count = () => db.store.rawRead.prepare("SELECT count(*) FROM settings").pluck().get();

  it("is there for other processes before it is on disk, and resolves when the disk has it", async () => {
    let isResolved = false;
    const stored = db.store
      .commit(() => put("a"))
      .then(() => {
        isResolved = true;
      });
    await expect.poll(() => calls.length, { interval: 1 }).toBe(1);
    await turn();
    expect(count()).toBe(1);
    expect(isResolved).toBe(false);
    calls[0]?.(null);
    await stored;
  });

  it("waits while the disk is busy, together with all who come meanwhile", async () => {
    const stored = [db.store.commit(() => put("a"))];
    await expect.poll(() => calls.length, { interval: 1 }).toBe(1);
    for (const key of ["b", "c"]) {
      stored.push(db.store.commit(() => put(key)));
      await turn();
    }
    expect([count(), calls.length]).toEqual([1, 1]);
    calls[0]?.(null);
    await expect.poll(() => calls.length, { interval: 1 }).toBe(2);
    expect(count()).toBe(3);
    calls[1]?.(null);
    await Promise.all(stored);
  });

  it("is refused when the disk fails", async () => {
    const stored = db.store.commit(() => put("a"));
    await expect.poll(() => calls.length, { interval: 1 }).toBe(1);
    calls[0]?.(new Error("EIO"));
    await expect(stored).rejects.toThrow("EIO");
  });

  it("leaves the connection as strict as it was: other transactions wait for the disk within their commit", async () => {
    const stored = db.store.commit(() => put("a"));
    await expect.poll(() => calls.length, { interval: 1 }).toBe(1);
    calls[0]?.(null);
    await stored;
    expect(db.store.prepareWrite("PRAGMA synchronous").pluck().get()).toBe(2);
  });

  it("that waits at the end of the store is on disk first", async () => {
    const synced = vi.spyOn(fs, "fdatasyncSync");
    const other = openStore(db.folder);
    const insert = other.prepareWrite("INSERT INTO settings (key, value) VALUES ('late', '1')");
    const stored = other.commit(() => insert.run());
    other.close();
    expect(synced).toHaveBeenCalledOnce();
    await stored;
    expect(count()).toBe(1);
  });
});
