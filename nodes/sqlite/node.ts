import { p } from "@/nodes/sdk";
import { databaseNode } from "@/nodes/sdk/sql/node";
import { sqliteConnection, sqliteDialect } from "./client";

export const sqlite = databaseNode({
  type: "core.sqlite",
  summary: "Reads and writes rows of a SQLite file in the allowed folder",
  keywords: ["sql", "query", "table", "insert", "upsert", "database", "file"],
  credentials: {},
  params: {
    file: p.text({
      label: "File",
      help: "Its path in the folder for files; it is made where it is missing",
      placeholder: "data/shop.db",
      required: true,
    }),
    readOnly: p.toggle({ label: "Read only" }),
  },
  places: "?",
  dialect: sqliteDialect,
  usualSchema: "main",
  open: async ({ params: { file, readOnly }, folder, signal }) =>
    sqliteConnection(await folder.database(file, { write: readOnly !== true }), signal),
});
