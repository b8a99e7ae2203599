import type { Credential, CredentialSlot } from "@/nodes/sdk/credential";
import { defineNode } from "@/nodes/sdk/define-node";
import { ofStep } from "@/nodes/sdk/node-error";
import type { Params, ParamValues } from "@/nodes/sdk/params";
import type { Services } from "@/nodes/sdk/services";
import type { Connection, Dialect } from "./dialect";
import { explained } from "./explain";
import { type Operation, operate, operationParams } from "./operations";

type Lent<P extends Params, C> = Pick<Services, "connect" | "folder"> & {
  /** The own parameters of the node, as they are for the first item. */
  params: ParamValues<P>;
  credentials: { [slot in keyof C]: Credential };
  signal: AbortSignal;
};

type DatabaseNode<P extends Params, C extends { [slot: string]: CredentialSlot }> = {
  type: string;
  summary: string;
  keywords: readonly string[];
  credentials: C;
  /** Beside those that all databases have. */
  params: P;
  /** How values are written in a query. */
  places: string;
  dialect: Dialect;
  /** Where tables lie when nothing else is said. */
  usualSchema: string | undefined;
  open(lent: Lent<P, C>): Promise<Connection>;
};

/** A node for a database: the same form and the same work, with another dialect. */
export function databaseNode<P extends Params, const C extends { [slot: string]: CredentialSlot }>(
  definition: DatabaseNode<P, C>,
) {
  const { type, summary, keywords, credentials, params: own, places, dialect, usualSchema, open } = definition;
  const withConnection = async <T>(lent: Lent<P, C>, work: (connection: Connection) => Promise<T>) => {
    const connection = await open(lent);
    try {
      return await work(connection);
    } catch (thrown) {
      throw explained(thrown, dialect.name);
    } finally {
      await connection.close();
    }
  };
  return defineNode({
    ...{ type, summary, keywords },
    version: 1,
    label: dialect.name,
    category: "network",
    icon: "database",
    inputs: ["main"],
    outputs: ["main"],
    credentials,
    params: { ...own, ...operationParams(places) },
    line: "{operation.is} {operation.table}|{operation.query}",
    effect: "unsafe",
    effectWith: ({ operation }) => {
      const given = operation as Operation | undefined;
      if (given?.is === "read" || (given?.is === "query" && isPlainSelect(given.query))) return "none";
      return given?.is === "upsert" ? "idempotent" : "unsafe";
    },
    lookups: {
      tables: ({ params, ...lent }) =>
        withConnection({ ...lent, params: params as ParamValues<P> } as Lent<P, C>, async (connection) => {
          const { rows } = await connection.run({ sql: dialect.tables, values: [] });
          return rows.map(({ schema, name }) => {
            const value = usualSchema === undefined || schema === usualSchema ? String(name) : `${schema}.${name}`;
            return { value, label: value };
          });
        }),
    },
    async executeAll({ inputs, paramsOf, params, credentials: lent, connect, folder, signal }) {
      const items = inputs.main ?? [];
      const operationOf = (index: number) => paramsOf(index).operation as Operation;
      const opening = { params, credentials: lent, connect, folder, signal } as unknown as Lent<P, C>;
      try {
        return await withConnection(opening, async (connection) => ({
          main: await operate({ dialect, connection, items, operationOf, signal }),
        }));
      } catch (thrown) {
        // Where refused rows go a way of their own, a database that is away must not look as if it refused them all.
        throw items.length > 0 && partsRefused(operationOf(0)) ? ofStep(thrown) : thrown;
      }
    },
  });
}

const partsRefused = (operation: Operation) => "refused" in operation && operation.refused === "others";

/** One SELECT that calls no function and holds no other statement, so that it can only read, such as that of a check. */
const isPlainSelect = (query: string) => /^\s*select\b[^();]*;?\s*$/i.test(query) && !/\binto\b/i.test(query);
