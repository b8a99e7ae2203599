import type { ConnectionOptions, Connection as MysqlConnection, ResultSetHeader } from "mysql2/promise";
import type { DatabaseAccess } from "@/nodes/credentials/databases";
import type { Services } from "@/nodes/sdk/services";
import { type Connection, type Dialect, quoted } from "@/nodes/sdk/sql/dialect";
import { refusedAccess } from "@/nodes/sdk/sql/explain";
import type { Json, JsonObject } from "@/shared/item";

/** Values that break a type, a key or a rule of the table: the row is wrong, not the statement. */
const rowErrors = new Set([1048, 1062, 1264, 1265, 1292, 1364, 1366, 1406, 1451, 1452, 1644, 3140, 3819, 4025]);

export const mysqlDialect: Dialect = {
  name: "MySQL",
  quote: (name) => quoted(name, "`"),
  place: () => "?",
  maxValues: 60_000,
  canReturn: false,
  insert({ table, columns, rows, keys }) {
    const list = columns.map((column) => quoted(column, "`"));
    const row = `(${columns.map(() => "?").join(", ")})`;
    const update = keys?.length
      ? ` ON DUPLICATE KEY UPDATE ${list.map((column) => `${column} = VALUES(${column})`).join(", ")}`
      : "";
    return {
      sql: `INSERT INTO ${quoted(table, "`")} (${list.join(", ")}) VALUES ${rows.map(() => row).join(", ")}${update}`,
      values: rows.flatMap((one) => columns.map((column) => one[column] ?? null)),
    };
  },
  isRowError: (thrown) => rowErrors.has((thrown as { errno?: number } | null)?.errno ?? 0),
  tables: `SELECT table_schema AS \`schema\`, table_name AS \`name\` FROM information_schema.tables
    WHERE table_schema = DATABASE() ORDER BY 2 LIMIT 2000`,
};

export async function openMysql(
  access: DatabaseAccess,
  { connect, signal }: Pick<Services, "connect"> & { signal: AbortSignal },
): Promise<Connection> {
  const { createConnection } = await import("mysql2/promise");
  const { host, port, database, user, password, tls } = access;
  const socket = await connect({ host, port });
  const stop = () => socket.destroy();
  signal.addEventListener("abort", stop, { once: true });
  let client: MysqlConnection;
  try {
    client = await createConnection({
      ...{ host, port, database, user, password },
      // The host's door has connected already: forbidden addresses stay forbidden for databases too.
      stream: socket,
      ...(tls !== "none" && { ssl: { rejectUnauthorized: tls === "verify", verifyIdentity: tls === "verify" } }),
      ...{ dateStrings: true, supportBigNumbers: true, bigNumberStrings: false, timezone: "Z" },
      // A server could ask for any file of this machine.
      flags: ["-LOCAL_FILES"],
      connectTimeout: 30_000,
    } as ConnectionOptions);
  } catch (thrown) {
    signal.removeEventListener("abort", stop);
    socket.destroy();
    throw refusedAccess(thrown, "MySQL", access);
  }
  client.on("error", () => {});
  return {
    async run({ sql, values }) {
      const [answer] = values.length ? await client.execute(sql, values.map(sendable)) : await client.query(sql);
      if (Array.isArray(answer)) return { rows: answer.map(readable), affected: answer.length };
      return { rows: [], affected: (answer as ResultSetHeader).affectedRows };
    },
    async close() {
      signal.removeEventListener("abort", stop);
      await Promise.race([client.end().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 1_000))]);
      socket.destroy();
    },
  };
}

const sendable = (value: Json): string | number | boolean | null =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : value;

function readable(row: unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(row as object).map(([name, value]) => [
      name,
      Buffer.isBuffer(value) ? value.toString("base64") : (value as Json),
    ]),
  );
}
