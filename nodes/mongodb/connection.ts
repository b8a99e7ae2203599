import type { Db, Document, MongoClient, MongoClientOptions } from "mongodb";
import { NodeError } from "@/nodes/sdk/node-error";
import type { Doors } from "@/nodes/sdk/services";
import { type Address, addressOf, found, type Place } from "./address";
import type { MongoAccess } from "./credential";

export type Lent = Pick<Doors, "resolve" | "findService"> & { signal: AbortSignal };

/** Connects for `work` to the server that takes writes, and closes the connection after it. */
export async function withMongo<T>(access: MongoAccess, lent: Lent, work: (database: Db) => Promise<T>): Promise<T> {
  let address = addressOf(access);
  let client: MongoClient | undefined;
  const stop = () => void client?.close(true).catch(() => {});
  lent.signal.addEventListener("abort", stop, { once: true });
  try {
    if (address.service)
      address = found(address, await lent.findService({ service: "mongodb", host: address.service }));
    client = await openWriter(address, lent);
    lent.signal.throwIfAborted();
    return await work(client.db(address.database));
  } catch (thrown) {
    lent.signal.throwIfAborted();
    throw explained(thrown, address);
  } finally {
    lent.signal.removeEventListener("abort", stop);
    await client?.close(true).catch(() => {});
  }
}

/** While a replica set chooses another primary. */
const electionMs = 10_000;
const pauseMs = 500;

/**
 * The driver would go to whatever address a member of a replica set names. So it is only ever told to connect directly to
 * one address that was checked; who the primary is, is asked here.
 */
async function openWriter(address: Address, lent: Lent): Promise<MongoClient> {
  const hosts = address.hosts;
  const deadline = Date.now() + electionMs;
  while (true) {
    const asked = await askMembers(hosts, address, lent);
    if (asked.client) return asked.client;
    if (!asked.isElecting) throw asked.failed;
    if (Date.now() > deadline) {
      throw new NodeError(`The replica set of ${listed(hosts)} has no primary`, {
        code: "MONGODB_NO_PRIMARY",
        hint: "Check that most of its members are up and reach each other",
      });
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    lent.signal.throwIfAborted();
  }
}

type Asked = { client?: MongoClient; failed?: unknown; isElecting?: boolean };

/** One member after the other, until one takes writes or says who does. */
async function askMembers(hosts: readonly Place[], address: Address, lent: Lent): Promise<Asked> {
  let [failed, isElecting]: [unknown, boolean] = [new Error("no host is named"), false];
  const asked = new Set<string>();
  const open = [...hosts];
  for (let host = open.shift(); host; host = open.shift()) {
    const name = `${host.host}:${host.port}`;
    if (asked.has(name)) continue;
    asked.add(name);
    try {
      const { client, hello } = await openMember(host, address, lent);
      if (takesWrites(hello, address)) return { client };
      await client.close(true);
      isElecting ||= typeof hello.setName === "string";
      if (typeof hello.primary === "string") open.unshift(placeOf(hello.primary));
    } catch (thrown) {
      // An address that is not allowed, or a set of another name: not to be tried around.
      if (thrown instanceof NodeError) throw thrown;
      lent.signal.throwIfAborted();
      failed = thrown;
    }
  }
  return { failed, isElecting };
}

async function openMember(place: Place, address: Address, { resolve, signal }: Lent) {
  const { MongoClient: Client } = await import("mongodb");
  const checked = await resolve(place);
  signal.throwIfAborted();
  const at = checked.includes(":") ? `[${checked}]` : checked;
  const client = new Client(`mongodb://${at}:${place.port}/`, optionsFor(place, address));
  const stop = () => void client.close(true).catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  // The driver itself goes on trying until its time is over.
  const refused = new Promise<never>((_, reject) => {
    client.once("serverHeartbeatFailed", ({ failure }) => reject(failure));
  });
  refused.catch(() => {});
  try {
    await Promise.race([client.connect(), refused]);
    return { client, hello: await client.db("admin").command({ hello: 1 }) };
  } catch (thrown) {
    await client.close(true).catch(() => {});
    throw thrown;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function optionsFor({ host }: Place, address: Address): MongoClientOptions {
  const { user, password, tls, authSource, usualAuthSource, authMechanism, settings } = address;
  return {
    ...{ serverSelectionTimeoutMS: 15_000, connectTimeoutMS: 15_000, ...settings },
    ...{ directConnection: true, maxPoolSize: 2, serverMonitoringMode: "poll", appName: "Islewire" },
    ...(user !== "" && { auth: { username: user, password }, authSource: authSource ?? usualAuthSource }),
    ...(user !== "" && authMechanism && { authMechanism: authMechanism as MongoClientOptions["authMechanism"] }),
    ...(tls !== "none" && { tls: true, rejectUnauthorized: tls === "verify" }),
    // The certificate has to be for the name, not for the address that was found for it.
    ...(tls !== "none" && !/^[\d.]+$|:/.test(host) && { servername: host }),
  };
}

function takesWrites(hello: Document, { isDirect, replicaSet }: Address): boolean {
  if (isDirect) return true;
  if (replicaSet && hello.setName !== replicaSet) {
    throw new NodeError(
      `The server is ${hello.setName ? `of the replica set "${hello.setName}"` : "in no replica set"}`,
      {
        code: "MONGODB_ADDRESS",
        hint: `The credential asks for "${replicaSet}"`,
      },
    );
  }
  // The router of a sharded cluster says so by its `msg`.
  return hello.isWritablePrimary === true || hello.msg === "isdbgrid";
}

/** As members name each other. */
function placeOf(text: string): Place {
  const at = text.lastIndexOf(":");
  return { host: text.slice(0, at).replace(/^\[|\]$/g, ""), port: Number(text.slice(at + 1)) };
}

const listed = (hosts: readonly Place[]) => hosts.map(({ host, port }) => `${host}:${port}`).join(", ");

/** `item`: whose turn it was. */
export function explained(thrown: unknown, { hosts, service, user }: Partial<Address>, item?: number): unknown {
  if (thrown instanceof NodeError || !(thrown instanceof Error) || thrown.name === "AbortError") return thrown;
  const { code, codeName } = thrown as Error & { code?: unknown; codeName?: unknown };
  const place = service ?? listed(hosts ?? []);
  const at = place ? ` at ${place}` : "";
  if (code === 18 || codeName === "AuthenticationFailed") {
    return new NodeError(`MongoDB${at} refused "${user}": ${thrown.message}`, {
      code: "MONGODB_REFUSED",
      hint: "Check the credential: user, password, and the database that the user belongs to",
      cause: thrown,
    });
  }
  const isNetwork = /^Mongo(ServerSelection|Network)/.test(thrown.name);
  return new NodeError(`MongoDB${at} says: ${thrown.message}`, {
    code: typeof code === "number" ? `MONGODB_${code}` : "MONGODB_FAILED",
    hint: isNetwork ? "Check host, port and encryption of the credential" : undefined,
    item,
    cause: thrown,
  });
}
