import { isIP, type NetConnectOpts, Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import type { TlsOptions } from "@/nodes/sdk/services";
import type { Target } from "./addresses";

/** TLS on a connected socket. Where the host is an address, the certificate must be for that. */
export function secure(socket: Socket, { host, anyCertificate, ca, certificate, key }: TlsOptions): TLSSocket {
  const servername = isIP(host) ? undefined : host;
  const own = certificate && key ? { cert: certificate, key } : {};
  return connect({ socket, host, servername, rejectUnauthorized: !anyCertificate, ...(ca && { ca }), ...own });
}

/** Nothing came of it in time. */
export class SlowConnection extends Error {
  override name = "SlowConnection";
  constructor(readonly ms: number) {
    super(`no connection within ${ms / 1_000} s`);
  }
}

/** Waits for the connection, or for the handshake on it. */
export function settleConnect(socket: Socket, event: "connect" | "secureConnect", timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new SlowConnection(timeoutMs));
    }, timeoutMs);
    socket.once(event, () => {
      clearTimeout(timer);
      socket.setNoDelay(true);
      resolve();
    });
    socket.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

type Place = { host: string; port: number };

/** A socket whose `connect` asks `resolve` first: a library may call it with any host. */
export function guardedSocket(resolve: (place: Place) => Promise<Target>): Socket {
  return new GuardedSocket(resolve);
}

class GuardedSocket extends Socket {
  readonly #resolve: (place: Place) => Promise<Target>;

  constructor(resolve: (place: Place) => Promise<Target>) {
    super();
    this.#resolve = resolve;
  }

  override connect(...given: unknown[]): this {
    const place = placeOf(given);
    const heard = given.findLast((one) => typeof one === "function") as (() => void) | undefined;
    if (heard) this.once("connect", heard);
    this.#resolve(place).then(
      ({ address, family }) => this.destroyed || super.connect({ host: address, port: place.port, family }),
      (thrown) => this.destroy(thrown),
    );
    return this;
  }
}

/** `connect(options)`, or `connect(port, host)`. Paths of local sockets lead nowhere. */
function placeOf([first, second]: unknown[]): Place {
  const given = (typeof first === "object" ? first : { port: first, host: second }) as NetConnectOpts & Partial<Place>;
  return { host: typeof given.host === "string" ? given.host : "localhost", port: Number(given.port) };
}
