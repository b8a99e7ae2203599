import type { ChannelModel, ConfirmChannel } from "amqplib";
import { NodeError } from "@/nodes/sdk/node-error";
import type { Doors } from "@/nodes/sdk/services";
import type { RabbitAccess } from "./credential";

export type Lent = Doors & { signal: AbortSignal };

/** Connects for `work`, and closes the connection after it. */
export async function withRabbit<T>(access: RabbitAccess, lent: Lent, work: (rabbit: Rabbit) => Promise<T>) {
  const rabbit = await openRabbit(access, lent);
  const aborted = () => void rabbit.close();
  lent.signal.addEventListener("abort", aborted, { once: true });
  try {
    return await Promise.race([work(rabbit), rabbit.broken]);
  } catch (thrown) {
    throw explained(thrown, access);
  } finally {
    lent.signal.removeEventListener("abort", aborted);
    await rabbit.close();
  }
}

export type Rabbit = {
  channel: ConfirmChannel;
  /** Rejects when the connection or the channel breaks; never resolves. */
  broken: Promise<never>;
  close(): Promise<void>;
};

const heartbeatSeconds = 30;
const closeMs = 2_000;

/** One connection with one channel, whose publishes are confirmed. `signal` counts until it is open. */
export async function openRabbit(access: RabbitAccess, { resolve, signal }: Lent): Promise<Rabbit> {
  const { default: amqp } = await import("amqplib");
  const { host, port, vhost, user, password, tls } = access;
  // The library takes no socket: it gets the address that was checked, and the name for the certificate.
  const hostname = await resolve({ host, port });
  const place = { protocol: tls === "none" ? "amqp" : "amqps", hostname, port, vhost: encodeURIComponent(vhost) };
  const options = {
    ...{ timeout: 20_000, noDelay: true, clientProperties: { connection_name: "Islewire" } },
    ...(tls !== "none" && { servername: host, rejectUnauthorized: tls === "verify" }),
  };
  let connection: ChannelModel;
  try {
    connection = await amqp.connect(
      { ...place, username: user, password, heartbeat: heartbeatSeconds, frameMax: 131_072 },
      options,
    );
  } catch (thrown) {
    throw explained(thrown, access);
  }
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => {});
  const fail = (thrown?: Error) => reject(explained(thrown ?? new Error("the connection was closed"), access));
  connection.on("error", fail);
  connection.on("close", fail);
  const close = async () => {
    await Promise.race([connection.close().catch(() => {}), new Promise((done) => setTimeout(done, closeMs).unref())]);
  };
  try {
    signal.throwIfAborted();
    const channel = await Promise.race([connection.createConfirmChannel(), broken]);
    channel.on("error", fail);
    channel.on("close", () => fail(new Error("the channel was closed")));
    return { channel, broken, close };
  } catch (thrown) {
    await close();
    throw explained(thrown, access);
  }
}

export function explained(thrown: unknown, { host, port, vhost, user }: RabbitAccess): unknown {
  if (thrown instanceof NodeError || !(thrown instanceof Error) || thrown.name === "AbortError") return thrown;
  const place = `RabbitMQ at ${host}:${port}`;
  const said = thrown.message.replace(/^(Channel|Connection) closed by server: /, "");
  if (/ACCESS_REFUSED|403/.test(said) && /PLAIN|login|Handshake/i.test(said)) {
    return new NodeError(`${place} refused "${user}": ${said}`, {
      code: "RABBITMQ_REFUSED",
      hint: "Check the credential: user and password. The user guest is let in from the server's own machine only",
      cause: thrown,
    });
  }
  return new NodeError(`${place} (${vhost}) says: ${said}`, {
    code: "RABBITMQ_FAILED",
    hint: hintOf(said),
    cause: thrown,
  });
}

function hintOf(said: string): string | undefined {
  if (/PRECONDITION_FAILED|406/.test(said)) {
    return "The queue is there with other properties. Do not let it be made, or enter the properties that it has";
  }
  if (/NOT_FOUND|404/.test(said))
    return "Check the names of queue, exchange and virtual host, or let the queue be made";
  if (/Socket closed|ECONN|closed|ETIMEDOUT/.test(said)) return "Check host, port and encryption of the credential";
  return undefined;
}
