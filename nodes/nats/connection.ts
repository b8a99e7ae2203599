import type { ConnectionOptions, NatsConnection } from "@nats-io/transport-node";
import { NodeError } from "@/nodes/sdk/node-error";
import type { Doors } from "@/nodes/sdk/services";
import type { NatsAccess } from "./credential";

export type Lent = Doors & { signal: AbortSignal };

/** Connects for `work`, and closes the connection after it. */
export async function withNats<T>(access: NatsAccess, lent: Lent, work: (nats: NatsConnection) => Promise<T>) {
  const nats = await openNats(access, lent);
  const aborted = () => void nats.close();
  lent.signal.addEventListener("abort", aborted, { once: true });
  try {
    return await work(nats);
  } catch (thrown) {
    throw explained(thrown, access);
  } finally {
    lent.signal.removeEventListener("abort", aborted);
    await nats.close();
  }
}

/** One connection to one server, which is not built up again by itself. */
export async function openNats(access: NatsAccess, lent: Lent): Promise<NatsConnection> {
  const { default: library } = await import("@nats-io/transport-node");
  const { default: internal } = await import("@nats-io/transport-node/lib/nats-base-client.js");
  const { default: transport } = await import("@nats-io/transport-node/lib/node_transport.js");
  const { host, port, tls } = access;
  let refused: unknown;

  /** The host's door: what the server names as its neighbours is not connected to, and would be checked, too. */
  class Door extends transport.NodeTransport {
    override async dial({ hostname, port: to }: { hostname: string; port: number }) {
      try {
        const socket = await lent.connect({ host: hostname, port: to });
        socket.setNoDelay(true);
        return socket;
      } catch (thrown) {
        refused = thrown;
        throw thrown;
      }
    }
  }

  internal.setTransportFactory({ factory: () => new Door() });
  const options: ConnectionOptions = {
    ...{ servers: `${host.includes(":") ? `[${host}]` : host}:${port}`, name: "Islewire", timeout: 20_000 },
    ...{ reconnect: false, ignoreClusterUpdates: true, maxPingOut: 2, pingInterval: 30_000 },
    ...(tls !== "none" && { tls: tlsOf(access) }),
    ...signedIn(access, library),
  };
  try {
    lent.signal.throwIfAborted();
    return await internal.NatsConnectionImpl.connect(options);
  } catch (thrown) {
    throw explained(refused ?? thrown, access);
  }
}

/** The library hands these on to Node; its own type does not know all of them. */
const tlsOf = ({ tls }: NatsAccess) => ({ rejectUnauthorized: tls === "verify" }) as ConnectionOptions["tls"];

function signedIn(
  { signIn, user, password, token, creds }: NatsAccess,
  library: typeof import("@nats-io/transport-node"),
): ConnectionOptions {
  switch (signIn) {
    case "none":
      return {};
    case "password":
      return { user, pass: password };
    case "token":
      return { token };
    case "creds":
      return { authenticator: library.credsAuthenticator(new TextEncoder().encode(creds)) };
  }
}

export function explained(thrown: unknown, { host, port, user }: NatsAccess): unknown {
  if (thrown instanceof NodeError || !(thrown instanceof Error) || thrown.name === "AbortError") return thrown;
  const place = `NATS at ${host}:${port}`;
  if (/authorization violation|authentication|user authentication/i.test(thrown.message)) {
    const who = user ? ` "${user}"` : "";
    return new NodeError(`${place} refused us${who}: ${thrown.message}`, {
      code: "NATS_REFUSED",
      hint: "Check how the credential signs in",
      cause: thrown,
    });
  }
  return new NodeError(`${place} says: ${thrown.message}`, {
    code: "NATS_FAILED",
    hint: hintOf(thrown),
    cause: thrown,
  });
}

function hintOf({ message }: Error): string | undefined {
  if (/no responders/i.test(message)) return "Nobody listens to the subject, or no stream takes it";
  if (/stream not found/i.test(message)) return "Check the name of the stream; streams are made with the tools of NATS";
  if (/jetstream.*not (enabled|available)/i.test(message))
    return "No stream takes the subject, or JetStream is switched off in the server";
  return undefined;
}
