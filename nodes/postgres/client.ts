import type { ClientConfig } from "pg";
import type { DatabaseAccess } from "@/nodes/credentials/databases";
import type { Services } from "@/nodes/sdk/services";
import { type Connection, type Dialect, quoted } from "@/nodes/sdk/sql/dialect";
import { refusedAccess } from "@/nodes/sdk/sql/explain";
import type { Json, JsonObject } from "@/shared/item";

export const postgresDialect: Dialect = {
  name: "PostgreSQL",
  quote: (name) => quoted(name, '"'),
  place: (n) => `$${n}`,
  // All rows are one value.
  maxValues: Number.POSITIVE_INFINITY,
  canReturn: true,
  // One value for all rows: the server reads them as rows of the table, so each column gets its own type.
  insert({ table, columns, rows, keys, returning }) {
    const name = quoted(table, '"');
    const list = columns.map((column) => quoted(column, '"'));
    const others = list.filter((column) => !keys?.some((key) => quoted(key, '"') === column));
    const update = others.length
      ? `DO UPDATE SET ${others.map((column) => `${column} = EXCLUDED.${column}`).join(", ")}`
      : "DO NOTHING";
    const conflict = keys?.length ? ` ON CONFLICT (${keys.map((key) => quoted(key, '"')).join(", ")}) ${update}` : "";
    return {
      sql: `INSERT INTO ${name} (${list.join(", ")}) SELECT ${list.join(", ")} FROM json_populate_recordset(NULL::${name}, $1::json)${conflict}${returning ? " RETURNING *" : ""}`,
      values: [JSON.stringify(rows)],
    };
  },
  // Classes 21, 22, 23 and 44: wrong values, and constraints that they break. P0001: what a trigger raised.
  isRowError: (thrown) => /^(21|22|23|44)|^P0001$/.test((thrown as { code?: string } | null)?.code ?? ""),
  tables: `SELECT table_schema AS "schema", table_name AS "name" FROM information_schema.tables
    WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2 LIMIT 2000`,
};

export async function openPostgres(
  access: DatabaseAccess,
  { connect, signal }: Pick<Services, "connect"> & { signal: AbortSignal },
): Promise<Connection> {
  const { default: pg } = await import("pg");
  const { host, port, database, user, password, tls } = access;
  const socket = await connect({ host, port });
  const client = new pg.Client({
    ...{ host, port, database, user, password, application_name: "Islewire" },
    connectionTimeoutMillis: 30_000,
    ssl: tls === "none" ? false : { rejectUnauthorized: tls === "verify", host },
    stream: () => connected(socket),
    types: { getTypeParser: (type, format) => plain(pg.types, type, format) },
  } as ClientConfig);
  // What breaks also fails the query under way, which is where it is told.
  client.on("error", () => {});
  const stop = () => socket.destroy();
  signal.addEventListener("abort", stop, { once: true });
  const close = async () => {
    signal.removeEventListener("abort", stop);
    await Promise.race([client.end().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 1_000))]);
    socket.destroy();
  };
  try {
    await client.connect();
  } catch (thrown) {
    await close();
    throw refusedAccess(thrown, "PostgreSQL", access);
  }
  return {
    async run({ sql, values }) {
      const { rows, rowCount } = lastOf(await client.query(sql, values as Json[]));
      return { rows: rows as JsonObject[], affected: rowCount ?? rows.length };
    },
    close,
  };
}

type Socket = Awaited<ReturnType<Services["connect"]>>;

type Answer = { rows: unknown[]; rowCount: number | null };

/** A text of several statements gives a list. */
const lastOf = (answer: Answer | Answer[]): Answer =>
  Array.isArray(answer) ? (answer.at(-1) ?? { rows: [], rowCount: 0 }) : answer;

/** The library calls `connect` on what it is given; ours has come through the host's door and is connected. */
function connected(socket: Socket): Socket {
  const given = socket as Socket & { connect: unknown };
  given.connect = () => {
    setImmediate(() => socket.emit("connect"));
    return socket;
  };
  return socket;
}

/** Dates and times stay as the server writes them, in ISO; 64-bit numbers stay exact as text unless they are safe. */
function plain(types: typeof import("pg").types, type: number, format: unknown): (text: string) => unknown {
  if (type === 20) return (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : text);
  if (type === 1700) return (text) => (String(Number(text)) === text ? Number(text) : text);
  if (type === 1184) return (text) => new Date(text).toISOString();
  if (type === 1114) return (text) => text.replace(" ", "T");
  if (type === 1082) return (text) => text;
  if (type === 17) return (text) => Buffer.from(text.slice(2), "hex").toString("base64");
  return types.getTypeParser(type, format as "text") as (text: string) => unknown;
}
