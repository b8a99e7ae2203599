declare module "sql.js/dist/sql-asm-memory-growth.js" {
  export type { Database, SqlValue } from "sql.js";
  export { default } from "sql.js";
}
