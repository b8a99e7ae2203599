import type { IClientOptions, IConnackPacket, MqttClient } from "mqtt";
import { NodeError } from "@/nodes/sdk/node-error";
import { secured } from "@/nodes/sdk/secured";
import type { Doors } from "@/nodes/sdk/services";
import type { MqttAccess } from "./credential";

export type Lent = Doors & { signal: AbortSignal };
export type Connected = {
  client: MqttClient;
  greeting: IConnackPacket;
  /** Rejects when the connection breaks; never resolves. */
  broken: Promise<never>;
};

const connectMs = 20_000;

/**
 * One connection, which is not built up again by itself. `signal` counts until it is open. `prepare` is called before
 * anything can be received.
 */
export async function openMqtt(
  access: MqttAccess,
  lent: Lent,
  session: IClientOptions,
  prepare?: (client: MqttClient) => void,
): Promise<Connected> {
  const { default: mqtt } = await import("mqtt");
  const { host, port, user, password, version, tls } = access;
  const socket = await lent.connect({ host, port });
  const stream = tls === "none" ? socket : await secured(lent.secure(socket, { host, anyCertificate: tls === "any" }));
  const client = new mqtt.MqttClient(() => stream, {
    ...{ reconnectPeriod: 0, connectTimeout: connectMs, keepalive: 30, queueQoSZero: false },
    ...{ protocolVersion: version === "5" ? 5 : 4, clientId: `islewire-${crypto.randomUUID().slice(0, 13)}` },
    ...(user && { username: user, password }),
    ...session,
  });
  prepare?.(client);
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => {});
  const fail = (thrown: Error) => reject(explained(thrown, access));
  const aborted = () => client.end(true);
  client.on("error", fail);
  client.on("close", () => fail(new Error("the connection was closed")));
  client.on("disconnect", ({ reasonCode }) => fail(new Error(`it ended the connection with code ${reasonCode}`)));
  lent.signal.addEventListener("abort", aborted, { once: true });
  try {
    const greeted = new Promise<IConnackPacket>((resolve) => client.once("connect", resolve));
    return { client, broken, greeting: await Promise.race([greeted, broken]) };
  } catch (thrown) {
    client.end(true);
    lent.signal.throwIfAborted();
    throw thrown;
  } finally {
    lent.signal.removeEventListener("abort", aborted);
  }
}

export function explained(thrown: unknown, { host, port, user }: MqttAccess): unknown {
  if (thrown instanceof NodeError || !(thrown instanceof Error) || thrown.name === "AbortError") return thrown;
  const isRefused = /not authorized|bad user ?name|identifier rejected/i.test(thrown.message);
  return new NodeError(
    isRefused
      ? `The MQTT broker at ${host}:${port} refused "${user}": ${thrown.message}`
      : `The MQTT broker at ${host}:${port} says: ${thrown.message}`,
    {
      code: isRefused ? "MQTT_REFUSED" : "MQTT_FAILED",
      hint: isRefused ? "Check the credential: user, password and version" : undefined,
      cause: thrown,
    },
  );
}
