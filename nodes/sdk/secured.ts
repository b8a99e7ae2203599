import type { Socket } from "node:net";

/** Waits for the handshake on what `secure` gave. */
export function secured(socket: Socket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once("secureConnect", () => resolve(socket)).once("error", reject);
  });
}
