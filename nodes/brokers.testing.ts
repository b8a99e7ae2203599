import { createConnection } from "node:net";

/** Real brokers: their addresses come from the environment, with the usual local ones as defaults. */
export const brokers = {
  rabbitmq: new URL(process.env.RABBITMQ_URL ?? "amqp://guest:guest@127.0.0.1:5672"),
  mqtt: new URL(process.env.MQTT_URL ?? "mqtt://127.0.0.1:1883"),
  nats: new URL(process.env.NATS_URL ?? "nats://127.0.0.1:4222"),
};

/** Whether the broker is there. Where all tests have to run, its absence is an error. */
export async function isThere(broker: keyof typeof brokers): Promise<boolean> {
  const { hostname, port, host } = brokers[broker];
  const answers = await new Promise<boolean>((resolve) => {
    const socket = createConnection({ host: hostname, port: Number(port) });
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });
  if (!answers && process.env.CI) throw new Error(`${broker} does not answer at ${host}`);
  return answers;
}

export const rabbitValues = {
  host: brokers.rabbitmq.hostname,
  port: Number(brokers.rabbitmq.port || 5672),
  vhost: "/",
  user: decodeURIComponent(brokers.rabbitmq.username),
  password: decodeURIComponent(brokers.rabbitmq.password),
  tls: "none",
};

/** A name that no other run of the tests uses. */
export const ownName = (what: string) =>
  `islewire-test-${what}-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
