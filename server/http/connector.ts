import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type EgressRules, type LookUp, resolveTarget } from "./addresses";
import { Attempt } from "./phases";
import { SlowConnection, settleConnect } from "./sockets";

/** For each of DNS, connection and TLS. */
export const connectMs = 30_000;

type Options = { hostname: string; host?: string; port: string; protocol: string; servername?: string };
type Done = (...result: [Error, null] | [null, Socket]) => void;

export type Connector = {
  /** For undici: a connection to an address that was checked. */
  open(anyCertificate: boolean): (options: Options, done: Done) => void;
  /** The latest connection to that origin: what came of it, or how far it is. */
  attemptAt(origin: string): Attempt | undefined;
  connect(target: { host: string; port: number; timeoutMs?: number }, attempt: Attempt): Promise<Socket>;
};

const keptAttempts = 1_000;

/** Every connection begins here: the address that is connected to is the one that was checked. */
export function createConnector(rules: EgressRules, lookUp?: LookUp): Connector {
  const attempts = new Map<string, Attempt>();

  return {
    open: (anyCertificate) => (options, done) => {
      const isTls = options.protocol === "https:";
      const port = Number(options.port) || (isTls ? 443 : 80);
      const attempt = new Attempt();
      remember(`${options.protocol}//${options.hostname}:${port}`, attempt);
      connectTo({ ...options, port, isTls, anyCertificate }, attempt).then(
        (socket) => done(null, socket),
        (error: Error) => done(error, null),
      );
    },
    attemptAt: (origin) => attempts.get(keyOf(origin)),
    async connect({ host, port, timeoutMs = connectMs }, attempt) {
      const { address, family } = await named(host, port, timeoutMs);
      attempt.enter("connect");
      const socket = connectTcp({ host: address, port, family });
      await settleConnect(socket, "connect", timeoutMs);
      attempt.leave();
      return socket;
    },
  };

  type Target = Omit<Options, "port"> & { port: number; isTls: boolean; anyCertificate: boolean };

  async function connectTo({ hostname, port, isTls, servername, anyCertificate }: Target, attempt: Attempt) {
    const { address, family } = await named(hostname, port, connectMs);
    attempt.enter("connect");
    const tcp = connectTcp({ host: address, port, family });
    await settleConnect(tcp, "connect", connectMs);
    if (!isTls) {
      attempt.leave();
      return tcp;
    }
    attempt.enter("tls");
    const tls = connectTls({
      socket: tcp,
      host: hostname,
      servername: isIP(hostname) ? undefined : servername || hostname,
      ALPNProtocols: ["http/1.1"],
      rejectUnauthorized: !anyCertificate,
    });
    await settleConnect(tls, "secureConnect", connectMs);
    attempt.leave();
    return tls;
  }

  async function named(host: string, port: number, ms: number) {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new SlowConnection(ms)), ms);
    });
    return Promise.race([resolveTarget(host, port, rules, lookUp), late]).finally(() => clearTimeout(timer));
  }

  function remember(key: string, attempt: Attempt) {
    attempts.delete(key);
    if (attempts.size >= keptAttempts) attempts.delete(attempts.keys().next().value ?? "");
    attempts.set(key, attempt);
  }
}

function keyOf(origin: string): string {
  const { protocol, hostname, port } = new URL(origin);
  return `${protocol}//${hostname}:${Number(port) || (protocol === "https:" ? 443 : 80)}`;
}
