import { NodeError } from "@/nodes/sdk/node-error";

/** What a database said, as an error of the node: with its code, and its own hint where it gave one. `item`: whose turn it was. */
export function explained(thrown: unknown, database: string, item?: number): unknown {
  if (thrown instanceof NodeError || !(thrown instanceof Error) || thrown.name === "AbortError") return thrown;
  const { code, hint, detail, position } = thrown as Error & {
    [name in "code" | "hint" | "detail" | "position"]?: string;
  };
  const where = position ? ` (at character ${position} of the query)` : "";
  return new NodeError(`${database} says: ${thrown.message}${where}`, {
    code: code ? `SQL_${code}` : "SQL_FAILED",
    hint: [detail, hint].filter(Boolean).join(". ") || undefined,
    item,
    cause: thrown,
  });
}

/** Why a database server did not let anybody in. */
export function refusedAccess(
  thrown: unknown,
  server: string,
  { host, port, database, user }: { host: string; port: number; database: string; user: string },
): unknown {
  if (thrown instanceof NodeError) return thrown;
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  return new NodeError(`${server} at ${host}:${port} refused "${user}" on "${database}": ${said}`, {
    code: "DATABASE_REFUSED",
    hint: "Check the credential: user, password, database and encryption",
    cause: thrown,
  });
}
