import { type DatabaseAccess, mysqlAccess } from "@/nodes/credentials/databases";
import { credential } from "@/nodes/sdk";
import { databaseNode } from "@/nodes/sdk/sql/node";
import { mysqlDialect, openMysql } from "./client";

export const mysql = databaseNode({
  type: "core.mysql",
  summary: "Reads and writes rows of a MySQL or MariaDB database",
  keywords: ["sql", "query", "table", "insert", "upsert", "database", "mariadb"],
  credentials: { database: credential("Database", mysqlAccess) },
  params: {},
  places: "?",
  dialect: mysqlDialect,
  usualSchema: undefined,
  open: ({ credentials, ...lent }) => openMysql(credentials.database.reveal() as DatabaseAccess, lent),
});
