import type { Redis } from "ioredis";
import { NodeError } from "@/nodes/sdk";
import { secured } from "@/nodes/sdk/secured";
import type { Services } from "@/nodes/sdk/services";

export type RedisAccess = {
  host: string;
  port: number;
  database: number;
  user: string;
  password: string;
  tls: "none" | "verify" | "any";
};

type Lent = Pick<Services, "connect" | "secure"> & { signal: AbortSignal };

/** Connects for `work`, and closes the connection after it. */
export async function withRedis<T>(access: RedisAccess, lent: Lent, work: (redis: Redis) => Promise<T>): Promise<T> {
  const { Redis: Client, AbstractConnector } = await import("ioredis");
  const { host, port, database, user, password, tls } = access;
  const { connect, secure, signal } = lent;
  let refused: unknown;

  /** The host's door: forbidden addresses stay forbidden here too. */
  class Door extends AbstractConnector {
    constructor() {
      super(1_000);
    }
    async connect() {
      try {
        const socket = await connect({ host, port });
        this.stream = tls === "none" ? socket : await secured(secure(socket, { host, anyCertificate: tls === "any" }));
        return this.stream;
      } catch (thrown) {
        refused = thrown;
        throw thrown;
      }
    }
  }

  const redis = new Client({
    ...{ lazyConnect: true, maxRetriesPerRequest: 0, enableOfflineQueue: false, retryStrategy: () => null },
    // A server that takes the connection and says nothing.
    commandTimeout: 30_000,
    ...{ db: database, username: user || undefined, password: password || undefined, Connector: Door as never },
  });
  // What breaks also fails the command under way, which is where it is told.
  redis.on("error", () => {});
  const stop = () => redis.disconnect();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await redis.connect();
    return await work(redis);
  } catch (thrown) {
    if (refused instanceof NodeError) throw refused;
    throw explained(refused ?? thrown, access);
  } finally {
    signal.removeEventListener("abort", stop);
    redis.disconnect();
  }
}

function explained(thrown: unknown, { host, port }: RedisAccess): unknown {
  if (thrown instanceof NodeError || !(thrown instanceof Error) || thrown.name === "AbortError") return thrown;
  const isDoor = /WRONGPASS|NOAUTH|ECONNREFUSED|Connection is closed|AUTH/.test(thrown.message);
  return new NodeError(`Redis at ${host}:${port} says: ${thrown.message}`, {
    code: "REDIS_FAILED",
    hint: isDoor ? "Check the credential: host, user, password and encryption" : undefined,
    cause: thrown,
  });
}
