import { isIP, type Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";

/** TLS on a connected socket. Where the host is an address, the certificate must be for that. */
export function secure(socket: Socket, { host, anyCertificate }: { host: string; anyCertificate: boolean }): TLSSocket {
  const servername = isIP(host) ? undefined : host;
  return connect({ socket, host, servername, rejectUnauthorized: !anyCertificate });
}

/** Waits for the connection, or for the handshake on it. */
export function settleConnect(socket: Socket, event: "connect" | "secureConnect", timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no connection within ${timeoutMs / 1000} s`));
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
