import { createConnection } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "@/shared/item";
import { openMysql } from "./mysql/client";
import { openPostgres } from "./postgres/client";
import type { Connection } from "./sdk/sql/dialect";
import { nodeHarness } from "./testing";

/** Real servers: their addresses come from the environment, with the usual local ones as defaults. */
const servers = [
  {
    name: "PostgreSQL",
    type: "core.postgres",
    credentialType: "database.postgres",
    url: new URL(process.env.POSTGRES_URL ?? "postgres://postgres@127.0.0.1:5432/test"),
    open: openPostgres,
    serial: "serial PRIMARY KEY",
    place: (n: number) => `$${n}`,
    returns: true,
  },
  {
    name: "MySQL",
    type: "core.mysql",
    credentialType: "database.mysql",
    url: new URL(process.env.MYSQL_URL ?? "mysql://root@127.0.0.1:3306/test"),
    open: openMysql,
    serial: "int AUTO_INCREMENT PRIMARY KEY",
    place: () => "?",
    returns: false,
  },
] as const;

const { run, credential } = nodeHarness();

function answers({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: hostname, port: Number(port) });
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });
}

for (const { name, type, credentialType, url, open, serial, place, returns } of servers) {
  const isThere = await answers(url);
  if (!isThere && process.env.CI) throw new Error(`${name} does not answer at ${url.host}`);

  describe.skipIf(!isThere)(`${name}, a real server,`, () => {
    const access = {
      ...{ host: url.hostname, port: Number(url.port), database: url.pathname.slice(1) },
      ...{ user: decodeURIComponent(url.username), password: decodeURIComponent(url.password), tls: "none" as const },
    };
    const table = `islewire_people_${process.pid}`;
    let id: string;
    let connection: Connection;
    const sql = (text: string) => connection.run({ sql: text, values: [] });
    const stored = async () => (await sql(`SELECT name, age FROM ${table} ORDER BY id`)).rows;
    const give = (operation: JsonObject, items: JsonObject[] = [{}], node = {}) =>
      run(type, { operation }, items, { credentials: { database: id }, ...node });

    beforeAll(async () => {
      id = await credential(credentialType, access);
      connection = await open(access, {
        connect: async (target) => {
          const socket = createConnection(target);
          await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
          return socket;
        },
        signal: new AbortController().signal,
      });
    });
    beforeEach(async () => {
      await sql(`DROP TABLE IF EXISTS ${table}`);
      await sql(`CREATE TABLE ${table} (id ${serial}, name varchar(40) NOT NULL UNIQUE, age int, CHECK (age < 200))`);
    });
    afterAll(async () => {
      await sql(`DROP TABLE IF EXISTS ${table}`);
      await connection.close();
    });

    it("writes the fields of items to the columns of their names", async () => {
      const { main } = await give({ is: "insert", table }, [{ name: "Ada", age: 36 }, { name: "Bo" }]);
      expect(await stored()).toEqual([
        { name: "Ada", age: 36 },
        { name: "Bo", age: null },
      ]);
      expect(main[0]).toMatchObject(returns ? { id: 1, name: "Ada", age: 36 } : { name: "Ada", age: 36 });
      const mapped = { is: "mapped", list: [{ column: "name", value: "={{ $json.first + '!' }}" }] };
      expect((await give({ is: "insert", table, columns: mapped, give: "count" }, [{ first: "Cy" }])).main).toEqual([
        { affected: 1 },
      ]);
      expect((await stored()).at(-1)).toEqual({ name: "Cy!", age: null });
    });

    it("T174 takes no text of an item for SQL, in values, names and conditions", async () => {
      const evil = "'); DROP TABLE x; -- \" ` \\";
      await give({ is: "insert", table }, [{ name: evil, age: 1 }]);
      const where = [{ column: "name", is: "equal", value: "={{ $json.name }}" }];
      expect((await give({ is: "read", table, where }, [{ name: evil }])).main).toMatchObject([{ name: evil }]);
      const query = `SELECT name FROM ${table} WHERE name = ${place(1)}`;
      const asked = { is: "query", query, values: [{ value: "={{ $json.name }}" }] };
      expect((await give(asked, [{ name: evil }, { name: "x' OR 1=1 --" }])).main).toEqual([{ name: evil }]);
      const column = await give({ is: "insert", table }, [{ 'name") VALUES (1) --': "y" }]);
      expect(column.error?.message).toMatch(/column/i);
      expect(await stored()).toHaveLength(1);
    });

    it("updates by key what is there already, and the same again changes nothing", async () => {
      const upsert = { is: "upsert", table, keys: [{ column: "name" }] };
      await give(upsert, [
        { name: "Ada", age: 36 },
        { name: "Bo", age: 1 },
      ]);
      for (let again = 0; again < 2; again++)
        await give(upsert, [
          { name: "Bo", age: 2 },
          { name: "Cy", age: 3 },
        ]);
      expect(await stored()).toEqual([
        { name: "Ada", age: 36 },
        { name: "Bo", age: 2 },
        { name: "Cy", age: 3 },
      ]);
    });

    it("counts a row once, whether it is new or updated, and writes to one table only", async () => {
      const upsert = { is: "upsert", table, keys: [{ column: "name" }], give: "count" };
      await give(upsert, [{ name: "Ada", age: 1 }]);
      expect(
        (
          await give(upsert, [
            { name: "Ada", age: 2 },
            { name: "Bo", age: 3 },
          ])
        ).main,
      ).toEqual([{ affected: 2 }]);
      const two = {
        is: "insert",
        table: "={{ $json.to }}",
        columns: { is: "mapped", list: [{ column: "name", value: "x" }] },
      };
      const { error } = await give(two, [{ to: table }, { to: "elsewhere" }]);
      expect(error).toMatchObject({ item: 1, message: expect.stringContaining('and "elsewhere"') });
    });

    it("gives more rows than a call takes arguments, and names the item whose query fails", async () => {
      const ten = `(${Array(10).fill("SELECT 1 AS n").join(" UNION ALL ")})`;
      const joined = ["a", "b", "c", "d", "e", "f"].map((alias) => `${ten} ${alias}`).join(", ");
      const many = `SELECT a.n FROM ${joined} LIMIT 200000`;
      expect((await give({ is: "query", query: many })).main.length).toBe(100_000);
      const query = { is: "query", query: "={{ $json.query }}" };
      const { error } = await give(query, [{ query: "SELECT 1 AS one" }, { query: "SELECT no_such_column" }]);
      expect(error).toMatchObject({ item: 1, message: expect.stringContaining("no_such_column") });
    });

    it("names the item whose row is refused, of thousands, and writes nothing", async () => {
      const items = Array.from({ length: 5_000 }, (_, n) => ({ name: n === 3_211 ? "n17" : `n${n}`, age: 1 }));
      const { error } = await give({ is: "insert", table }, items);
      expect(error).toMatchObject({ code: "ROW_REFUSED", item: 3_211 });
      expect(error?.message).toMatch(/row of item 3212: .*duplicate/i);
      expect(await stored()).toEqual([]);
    });

    it("writes the others when that is wanted, and gives the refused ones as failed items", async () => {
      const items = [
        { name: "a" },
        { name: "a" },
        { name: "b", age: 500 },
        { name: null },
        { name: "c" },
      ] as JsonObject[];
      const { main, json } = await give({ is: "insert", table, refused: "others", give: "items" }, items, {
        onError: "branch",
      });
      expect(main).toEqual([{ name: "a" }, { name: "c" }]);
      expect(json.error).toHaveLength(3);
      expect((await stored()).map((row) => row.name)).toEqual(["a", "c"]);
    });

    it("takes a database that is away for no refusal of all rows", async () => {
      const nobody = await credential(credentialType, { ...access, port: 1 });
      const operation = { is: "insert", table, refused: "others", give: "items" };
      const { status } = await give(operation, [{ name: "a" }], {
        credentials: { database: nobody },
        onError: "branch",
      });
      expect(status).toBe("failed");
      expect(
        (await give({ ...operation, table: `${table}_gone` }, [{ name: "a" }], { onError: "branch" })).status,
      ).toBe("failed");
    });

    it("changes and deletes what conditions name, and asks for a condition first", async () => {
      await give({ is: "insert", table }, [{ name: "a", age: 1 }, { name: "b", age: 2 }, { name: "c" }]);
      const set = { is: "mapped", list: [{ column: "age", value: 9 }] };
      const where = [{ column: "age", is: "greater", value: 1 }];
      expect((await give({ is: "update", table, columns: set, where })).main).toEqual([{ affected: 1 }]);
      expect((await give({ is: "update", table, columns: set })).error?.message).toMatch(/every row/);
      expect((await give({ is: "remove", table })).error?.message).toMatch(/every row/);
      await give({ is: "remove", table, where: [{ column: "age", is: "null" }] });
      expect(await stored()).toEqual([
        { name: "a", age: 1 },
        { name: "b", age: 9 },
      ]);
      await give({ is: "remove", table, all: true });
      expect(await stored()).toEqual([]);
    });

    it("reads rows in order, up to a limit", async () => {
      await give(
        { is: "insert", table },
        [1, 2, 3, 4].map((age) => ({ name: `n${age}`, age })),
      );
      const order = [{ column: "age", way: "DESC" }];
      const { main } = await give({
        is: "read",
        table,
        order,
        limit: 2,
        where: [{ column: "name", is: "like", value: "n%" }],
      });
      expect(main.map(({ age }) => age)).toEqual([4, 3]);
    });

    it("tells what is wrong with a table, a column, a query, and who may come in", async () => {
      expect((await give({ is: "read", table: "gone_table" })).error?.message).toMatch(
        new RegExp(`${name} says: .*gone_table`),
      );
      expect((await give({ is: "insert", table }, [{ name: "a", colour: "red" }])).error?.message).toMatch(/colour/);
      expect((await give({ is: "query", query: "SELEC 1" })).error?.message).toMatch(/syntax/i);
      const wrong = await credential(credentialType, { ...access, user: "nobody_of_that_name", password: "wrong" });
      const refused = await run(type, { operation: { is: "read", table } }, [{}], { credentials: { database: wrong } });
      expect(refused.error).toMatchObject({ code: "DATABASE_REFUSED" });
      const closed = await credential(credentialType, { ...access, port: 9 });
      const nobody = await run(type, { operation: { is: "read", table } }, [{}], { credentials: { database: closed } });
      expect(nobody.error?.message).toMatch(/127\.0\.0\.1:9|refused/);
    });
  });
}
