import { type DatabaseAccess, postgresAccess } from "@/nodes/credentials/databases";
import { credential } from "@/nodes/sdk";
import { databaseNode } from "@/nodes/sdk/sql/node";
import { openPostgres, postgresDialect } from "./client";

export const postgres = databaseNode({
  type: "core.postgres",
  summary: "Reads and writes rows of a PostgreSQL database",
  keywords: ["sql", "query", "table", "insert", "upsert", "database", "timescale"],
  credentials: { database: credential("Database", postgresAccess) },
  params: {},
  places: "$1, $2 …",
  dialect: postgresDialect,
  usualSchema: "public",
  open: ({ credentials, ...lent }) => openPostgres(credentials.database.reveal() as DatabaseAccess, lent),
});
