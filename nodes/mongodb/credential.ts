import { type Encryption, encryption } from "@/nodes/credentials/encryption";
import { defineCredential, p } from "@/nodes/sdk";
import { withMongo } from "./connection";

export type MongoAccess = {
  by: "parts" | "string";
  connectionString: string;
  host: string;
  port: number;
  user: string;
  password: string;
  authSource: string;
  tls: Encryption;
  database: string;
};

export const mongoAccess = defineCredential({
  type: "database.mongodb",
  label: "MongoDB",
  summary: "A database on a MongoDB server, replica set or Atlas cluster",
  params: {
    by: p.select({
      label: "Enter",
      options: [
        { value: "string", label: "A connection string" },
        { value: "parts", label: "Host, user and password" },
      ],
    }),
    connectionString: p.secret({
      label: "Connection string",
      help: "mongodb://user:password@host:27017/database, with several hosts of a replica set, or mongodb+srv://",
      onlyWhen: { by: ["string"] },
    }),
    host: p.text({ label: "Host", placeholder: "mongodb.example.com", onlyWhen: { by: ["parts"] } }),
    port: p.number({
      label: "Port",
      default: 27017,
      min: 1,
      max: 65535,
      integer: true,
      onlyWhen: { by: ["parts"] },
    }),
    user: p.text({ label: "User", help: "Leave empty when the server asks for none", onlyWhen: { by: ["parts"] } }),
    password: p.secret({ label: "Password", onlyWhen: { by: ["parts"] } }),
    authSource: p.text({ label: "Database of the user", default: "admin", onlyWhen: { by: ["parts"] } }),
    tls: { ...encryption, field: { ...encryption.field, onlyWhen: { by: ["parts"] } } },
    database: p.text({ label: "Database", help: "Empty: that of the connection string" }),
  },
  tryOut: (values, lent) => withMongo(values, lent, async (database) => void (await database.command({ ping: 1 }))),
});
