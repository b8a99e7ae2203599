import mysql from "mysql2/promise";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Crm, startCrm } from "@/demo/services/crm";
import { temporaryFolder } from "@/server/db/testing";
import type { JsonObject } from "@/shared/item";
import { runTemplate, type TemplateRun } from "./testing";

/** What the test asks of a database server; the template itself writes to PostgreSQL. */
type Target = {
  name: string;
  type: string;
  credentialType: string;
  url: URL;
  /** Where the table lies: its own schema, or the database itself. */
  schema: string | undefined;
  /** With a refusal of its own: one more row than the workflow refuses. */
  create: string;
  connect(): Promise<{ rows(sql: string): Promise<JsonObject[]>; close(): Promise<void> }>;
};

const postgres = new URL(process.env.POSTGRES_URL ?? "postgres://postgres@127.0.0.1:5432/test");
const mariadb = new URL(process.env.MYSQL_URL ?? "mysql://root@127.0.0.1:3306/test");

const targets: Target[] = [
  {
    ...{ name: "PostgreSQL", type: "core.postgres", credentialType: "database.postgres", url: postgres },
    schema: `islewire_sync_${process.pid}`,
    create: `(id int PRIMARY KEY, name text NOT NULL, email text UNIQUE, country char(2), updated_at timestamptz,
      CHECK (id <> 3777))`,
    async connect() {
      const client = new pg.Client({ connectionString: postgres.href });
      await client.connect();
      return { rows: async (sql) => (await client.query(sql)).rows, close: () => client.end() };
    },
  },
  {
    ...{ name: "MariaDB", type: "core.mysql", credentialType: "database.mysql", url: mariadb, schema: undefined },
    // Compared letter by letter, as PostgreSQL does.
    create: `(id int PRIMARY KEY, name varchar(100) NOT NULL, email varchar(100) UNIQUE, country char(2),
      updated_at varchar(40), CHECK (id <> 3777)) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    async connect() {
      const connection = await mysql.createConnection(mariadb.href);
      return {
        rows: async (sql) => (await connection.query(sql))[0] as JsonObject[],
        close: () => connection.end(),
      };
    },
  },
];

/** Two processes start anew on a machine that may have other work. */
const patient = { timeout: 90_000, interval: 100 };

describe.each(targets)("the template Data sync, with a real $name,", { timeout: 120_000 }, (target) => {
  const { name, type, credentialType, url, schema, create } = target;
  const folder = temporaryFolder();
  const count = 4_000;
  const refused = Math.floor(count / 1_000);
  const table = schema ? `${schema}.customers` : `islewire_sync_${process.pid}`;
  let database: Awaited<ReturnType<Target["connect"]>>;
  let crm: Crm;
  let run: TemplateRun;
  const one = async (sql: string) => Number((await database.rows(sql))[0]?.n);
  const stored = () => one(`SELECT count(*) AS n FROM ${table}`);

  beforeAll(async () => {
    try {
      database = await target.connect();
    } catch (cause) {
      if (process.env.CI) throw new Error(`${name} does not answer at ${url.host}`, { cause });
      return;
    }
    if (schema) await database.rows(`CREATE SCHEMA ${schema}`);
    await database.rows(`CREATE TABLE ${table} ${create}`);
    crm = await startCrm(count);
    run = await runTemplate(
      "data-sync",
      {
        addresses: { "https://crm.example.com": crm.url },
        types: { "Write to PostgreSQL": type },
        credentials: {
          "Write to PostgreSQL": {
            slot: "database",
            type: credentialType,
            values: {
              ...{ host: url.hostname, port: Number(url.port), database: url.pathname.slice(1) },
              ...{ user: url.username, password: url.password, tls: "none" },
            },
          },
        },
        params: {
          "Every 15 minutes": { rules: [{ when: { is: "seconds", every: 1 } }] },
          "Write to PostgreSQL": {
            operation: {
              ...{ is: "upsert", table, columns: { is: "fields" }, keys: [{ column: "id" }] },
              ...{ batchSize: 1000, refused: "others", give: "items" },
            },
          },
        },
      },
      folder.path,
    );
  });
  beforeEach(({ skip }) => skip(!database, `${name} does not answer at ${url.host}`));
  afterAll(async () => {
    await run?.stop();
    await crm?.close();
    await database?.rows(schema ? `DROP SCHEMA ${schema} CASCADE` : `DROP TABLE ${table}`);
    await database?.close();
    folder.remove();
  });

  it("copies everything once, although its worker and then main are killed in the middle", async () => {
    await expect.poll(stored, patient).toBeGreaterThan(500);
    await run.killWorker();
    await expect.poll(stored, patient).toBeGreaterThan(2_000);
    await run.killMain();
    await expect.poll(stored, patient).toBe(count - refused - 1);
    expect(await one(`SELECT count(*) AS n FROM ${table} WHERE name LIKE ' %' OR email <> lower(email)`)).toBe(0);
  });

  it("lists what it or the database refused, with the reason", async () => {
    await expect.poll(async () => (await run.rows("Refused customers")).length, patient).toBe(refused + 1);
    const rows = await run.rows("Refused customers");
    expect(rows.find(({ customer }) => customer === "3000")).toMatchObject({
      reason: "The e-mail address is not valid",
    });
    expect(rows.find(({ customer }) => customer === "3777")?.reason).toMatch(/check|constraint/i);
  });

  it("fetches only what changed after that, and one run at a time", async () => {
    const last = () => crm.calls.at(-1)?.query.get("updated_since") ?? "";
    // The last record is one of the refused: the mark stays at the one before.
    await expect.poll(last, patient).toBe(crm.customers.at(-2)?.updated_at);
    crm.change({ id: 5, name: "Changed" });
    await expect
      .poll(async () => one(`SELECT count(*) AS n FROM ${table} WHERE name = 'Changed'`), {
        timeout: 20_000,
      })
      .toBe(1);
    await run.unpublish();
    const statuses = await run.statuses();
    expect(
      Object.keys(statuses).filter((status) => !["succeeded", "cancelled", "running", "queued"].includes(status)),
    ).toEqual([]);
    const seen = new Set<string>();
    const pages = crm.calls.map(({ query }) => `${query.get("updated_since")} ${query.get("cursor")}`);
    const repeated = pages.filter((page) => page.startsWith("1970") && (seen.has(page) || !seen.add(page)));
    // A page that was under way when a process died is asked for again; no other is.
    expect(repeated.length).toBeLessThanOrEqual(2);
  });
});
