import { defineCredential, p } from "@/nodes/sdk";
import { encryption } from "./encryption";

const access = (port: number) => ({
  host: p.text({ label: "Host", required: true, placeholder: "db.example.com" }),
  port: p.number({ label: "Port", default: port, min: 1, max: 65535, integer: true }),
  database: p.text({ label: "Database", required: true }),
  user: p.text({ label: "User", required: true }),
  password: p.secret({ label: "Password" }),
  tls: encryption,
});

export const postgresAccess = defineCredential({
  type: "database.postgres",
  label: "PostgreSQL",
  summary: "A database on a PostgreSQL server",
  params: access(5432),
});

export const mysqlAccess = defineCredential({
  type: "database.mysql",
  label: "MySQL or MariaDB",
  summary: "A database on a MySQL or MariaDB server",
  params: access(3306),
});

export const redisAccess = defineCredential({
  type: "database.redis",
  label: "Redis",
  summary: "A Redis or Valkey server",
  params: {
    host: p.text({ label: "Host", required: true, placeholder: "redis.example.com" }),
    port: p.number({ label: "Port", default: 6379, min: 1, max: 65535, integer: true }),
    database: p.number({ label: "Database", help: "Its number", default: 0, min: 0, max: 1_000, integer: true }),
    user: p.text({ label: "User", help: "Leave empty when the server asks for none" }),
    password: p.secret({ label: "Password" }),
    tls: encryption,
  },
});

export type DatabaseAccess = {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  tls: "none" | "verify" | "any";
};
