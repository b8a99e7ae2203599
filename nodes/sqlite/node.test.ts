import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { lookUpOptions } from "@/server/services/lookups";
import type { JsonObject } from "@/shared/item";
import { nodeHarness } from "../testing";

const folder = temporaryFolder();
const outside = temporaryFolder();
afterAll(() => {
  folder.remove();
  outside.remove();
});
const { run, server } = nodeHarness({ filesFolder: folder.path });
const file = "data/people.db";
const give = (operation: JsonObject, items: JsonObject[] = [{}], more: JsonObject = {}, node = {}) =>
  run("core.sqlite", { file, operation, ...more }, items, node);
const sql = (query: string, values: unknown[] = []) =>
  give({ is: "query", query, values: values.map((value) => ({ value })) } as JsonObject);

describe("SQLite", () => {
  beforeEach(async () => {
    await sql("DROP TABLE IF EXISTS people");
    await sql("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, age INT CHECK (age < 200))");
  });

  it("makes the file, writes fields to the columns of their names, and reads them in order", async () => {
    const { main } = await give({ is: "insert", table: "people" }, [{ name: "Ada", age: 36 }, { name: "Bo" }]);
    expect(main).toEqual([
      { id: 1, name: "Ada", age: 36 },
      { id: 2, name: "Bo", age: null },
    ]);
    const order = [{ column: "name", way: "DESC" }];
    expect((await give({ is: "read", table: "people", order, limit: 1 })).main).toEqual([
      { id: 2, name: "Bo", age: null },
    ]);
    expect(existsSync(join(folder.path, file))).toBe(true);
  });

  it("updates by key what is there already, and names the item whose row is refused", async () => {
    const upsert = { is: "upsert", table: "people", keys: [{ column: "name" }], give: "count" };
    await give(upsert, [{ name: "Ada", age: 1 }]);
    const again = await give(upsert, [
      { name: "Ada", age: 2 },
      { name: "Bo", age: 3 },
    ]);
    expect(again.main).toEqual([{ affected: 2 }]);
    const many = Array.from({ length: 5_000 }, (_, n) => ({ name: n === 3_211 ? "n17" : `n${n}`, age: 1 }));
    const { error } = await give({ is: "insert", table: "people" }, many);
    expect(error).toMatchObject({ code: "ROW_REFUSED", item: 3_211 });
    expect((await sql("SELECT count(*) AS n FROM people")).main).toEqual([{ n: 2 }]);
  });

  it("keeps large integers exact, and gives bytes in Base64", async () => {
    const { main } = await sql(
      "SELECT 9007199254740993 AS large, 7 AS small, 1.5 AS real, x'00ff' AS bytes, ? AS bool",
      [true],
    );
    expect(main).toEqual([{ large: "9007199254740993", small: 7, real: 1.5, bytes: "AP8=", bool: 1 }]);
  });

  it("T174 takes no text of an item for SQL", async () => {
    const evil = "'); DROP TABLE people; --";
    await give({ is: "insert", table: "people" }, [{ name: evil, age: 1 }]);
    expect((await sql("SELECT name FROM people WHERE name = ?", [evil])).main).toEqual([{ name: evil }]);
  });

  it("T174 lets no statement reach another file, or load code", async () => {
    const other = join(outside.path, "other.db");
    for (const query of [
      `ATTACH '${other}' AS other`,
      `/* x */ -- y\n ;attach database '${other}' as other`,
      `VACUUM INTO '${other}'`,
      "PRAGMA writable_schema = ON",
      "PRAGMA main.journal_mode = OFF",
      "SELECT load_extension('/tmp/x.so')",
      "SELECT 1; SELECT 2",
      "SELECT readfile('/etc/passwd')",
    ]) {
      expect((await sql(query)).error, query).toBeDefined();
    }
    expect(existsSync(other)).toBe(false);
    expect((await sql("PRAGMA table_info(people)")).main).toHaveLength(3);
  });

  it("stays within its folder, and follows no link out of it", async () => {
    new Database(join(outside.path, "secret.db")).close();
    mkdirSync(join(folder.path, "links"), { recursive: true });
    symlinkSync(join(outside.path, "secret.db"), join(folder.path, "links/secret.db"));
    symlinkSync(outside.path, join(folder.path, "links/away"));
    for (const place of ["../secret.db", "/etc/x.db", "links/secret.db", "links/away/secret.db", "links/away/new.db"]) {
      const { error } = await give({ is: "query", query: "SELECT 1" }, [{}], { file: place });
      expect(error?.message, place).toMatch(/outside of the folder/);
    }
    expect(existsSync(join(outside.path, "new.db"))).toBe(false);
  });

  it("reads only, where that is wanted, and makes no file then", async () => {
    const { error } = await give({ is: "insert", table: "people" }, [{ name: "x" }], { readOnly: true });
    expect(error?.message).toMatch(/readonly/);
    const missing = await give({ is: "query", query: "SELECT 1" }, [{}], { file: "gone.db", readOnly: true });
    expect(missing.error).toMatchObject({ code: "FOLDER_MISSING" });
    expect(existsSync(join(folder.path, "gone.db"))).toBe(false);
  });

  it("says what is wrong with a file that is none of SQLite, and with a query", async () => {
    expect((await sql("SELEC 1")).error?.message).toMatch(/SQLite says: .*syntax/);
    expect((await give({ is: "read", table: "gone" })).error?.message).toMatch(/no such table: gone/);
    const { writeFileSync } = await import("node:fs");
    writeFileSync(join(folder.path, "plain.db"), "This is no database at all, but a longer text. ".repeat(50));
    const { error } = await give({ is: "query", query: "SELECT * FROM sqlite_master" }, [{}], { file: "plain.db" });
    expect(error?.message).toMatch(/not a database/);
  });

  it("waits for who else writes, and says so when that takes too long", { timeout: 30_000 }, async () => {
    const other = new Database(join(folder.path, file));
    other.exec("BEGIN IMMEDIATE");
    const { error } = await give({ is: "insert", table: "people" }, [{ name: "x" }]);
    expect(error).toMatchObject({ code: "SQL_BUSY" });
    other.exec("ROLLBACK");
    other.close();
  });

  it("lists its tables for the form", async () => {
    const { ctx } = server();
    const found = await lookUpOptions(ctx, {
      type: "core.sqlite",
      lookup: "tables",
      params: { file },
      credentials: {},
    });
    expect(found.options.map(({ value }) => value)).toContain("people");
  });
});
