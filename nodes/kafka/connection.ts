import type { Kafka, KafkaConfig } from "kafkajs";
import { NodeError } from "@/nodes/sdk/node-error";
import { secured } from "@/nodes/sdk/secured";
import type { Doors } from "@/nodes/sdk/services";
import type { KafkaAccess } from "./credential";
import { explained } from "./explain";
import { LateSocket, type Socket } from "./late-socket";
import { loadKafka } from "./library";

export type Lent = Doors & { signal: AbortSignal };

export type Cluster = {
  kafka: Kafka;
  /** Rejects when a broker is at an address that is not allowed; never resolves. */
  refused: Promise<never>;
  explain(thrown: unknown): unknown;
  /** Ends all connections, also those that are being made. */
  close(): void;
};

/** Lends a client for `work`, and ends its connections after it. */
export async function withKafka<T>(access: KafkaAccess, lent: Lent, work: (cluster: Cluster) => Promise<T>) {
  const cluster = await openKafka(access, lent);
  const aborted = new Promise<never>((_, reject) => {
    lent.signal.addEventListener("abort", () => reject(lent.signal.reason), { once: true });
  });
  aborted.catch(() => {});
  try {
    lent.signal.throwIfAborted();
    return await Promise.race([work(cluster), cluster.refused, aborted]);
  } catch (thrown) {
    throw cluster.explain(thrown);
  } finally {
    cluster.close();
  }
}

/** A client that has not connected yet. Each address, also those that brokers name, is connected to by the host's door. */
export async function openKafka(access: KafkaAccess, lent: Lent): Promise<Cluster> {
  const library = await loadKafka();
  const open = new Set<LateSocket>();
  const { promise: refused, reject } = Promise.withResolvers<never>();
  refused.catch(() => {});
  let isClosed = false;
  let failed: NodeError | undefined;

  const socketFactory: KafkaConfig["socketFactory"] = ({ host, port, onConnect }) => {
    const socket = new LateSocket(async () => {
      if (isClosed) throw new Error("The connection was closed");
      try {
        return await reach({ host, port }, access, lent);
      } catch (thrown) {
        if (thrown instanceof NodeError) failed = thrown;
        if (failed?.code === "EGRESS_BLOCKED") reject(failed);
        throw thrown;
      }
    });
    open.add(socket);
    socket.once("connect", onConnect).once("close", () => open.delete(socket));
    return socket as unknown as Socket;
  };

  const kafka = new library.Kafka({
    ...{ clientId: "islewire", brokers: brokersOf(access.brokers), socketFactory },
    ...{ connectionTimeout: 20_000, authenticationTimeout: 20_000, requestTimeout: 30_000 },
    ...{ retry: { retries: 3, initialRetryTime: 200, maxRetryTime: 2_000 }, logLevel: library.logLevel.NOTHING },
    ...signedIn(access),
  });
  return {
    kafka,
    refused,
    explain: (thrown) => explained(thrown, access, failed),
    close() {
      isClosed = true;
      for (const socket of open) socket.destroy(new Error("The connection was closed"));
    },
  };
}

/** Connects to a broker. Says so when it is one that the cluster has named. */
export async function reach(place: { host: string; port: number }, access: KafkaAccess, lent: Lent): Promise<Socket> {
  try {
    const socket = await lent.connect(place);
    socket.setNoDelay(true).setKeepAlive(true, 60_000);
    if (access.tls === "none") return socket;
    const { tls, ca, certificate, key } = access;
    return await secured(
      lent.secure(socket, { host: place.host, anyCertificate: tls === "any", ca, certificate, key }),
    );
  } catch (thrown) {
    const broker = `${place.host}:${place.port}`;
    if (!(thrown instanceof NodeError) || brokersOf(access.brokers).includes(broker)) throw thrown;
    throw new NodeError(`The cluster names the broker ${broker}. ${thrown.message}`, {
      code: thrown.code,
      hint: "Correct advertised.listeners of that broker, or let its address be reached from here",
      cause: thrown,
    });
  }
}

/** `host:port` each, without the port that of Kafka. */
function brokersOf(text: string): string[] {
  const brokers = text.split(/[\s,;]+/).filter(Boolean);
  const wrong = brokers.find((broker) => !/^([^\s:/]+|\[[\da-f:.]+\])(:\d{1,5})?$/i.test(broker));
  if (wrong !== undefined || brokers.length === 0) {
    throw new NodeError(wrong ? `"${wrong}" is no address of a broker` : "No broker is named", {
      code: "KAFKA_ADDRESS",
      hint: "Write each as host:port, without a protocol before it",
    });
  }
  return brokers.map((broker) => (/:\d+$/.test(broker) ? broker : `${broker}:9092`));
}

function signedIn({ signIn, user: username, password }: KafkaAccess): Pick<KafkaConfig, "sasl"> {
  switch (signIn) {
    case "none":
      return {};
    case "plain":
      return { sasl: { mechanism: "plain", username, password } };
    case "scram-sha-256":
      return { sasl: { mechanism: "scram-sha-256", username, password } };
    case "scram-sha-512":
      return { sasl: { mechanism: "scram-sha-512", username, password } };
  }
}
