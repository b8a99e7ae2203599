import { createSocket, type Socket as DatagramSocket } from "node:dgram";
import type { Socket } from "node:net";
import { type EgressRules, resolveTarget } from "./addresses";
import { createConnector } from "./connector";
import { Attempt } from "./phases";
import { secure, settleConnect } from "./sockets";

type Place = { protocol: "udp" | "tcp" | "tls"; host: string; port: number; rules: EgressRules };

export type Syslog = {
  /** Resolves when the system took them all. What a broken connection had taken is sent again by the next call. */
  send(lines: string[]): Promise<void>;
  close(): void;
};

const connectMs = 10_000;
const writeMs = 10_000;
/** What RFC 5426 asks every receiver to take, and most take much more. */
const maxDatagram = 8_192;

/** Sends lines to a syslog server, at an address that was checked: RFC 5426 (UDP), RFC 6587 (TCP) or RFC 5425 (TLS). */
export function openSyslog(place: Place): Syslog {
  return place.protocol === "udp" ? overUdp(place) : overTcp(place);
}

function overUdp({ host, port, rules }: Place): Syslog {
  const sockets: { [family in 4 | 6]?: DatagramSocket } = {};
  return {
    async send(lines) {
      const { address, family } = await resolveTarget(host, port, rules);
      sockets[family] ??= createSocket(family === 6 ? "udp6" : "udp4").unref();
      const socket = sockets[family];
      for (const line of lines) {
        const bytes = Buffer.from(line).subarray(0, maxDatagram);
        await new Promise<void>((resolve, reject) =>
          socket.send(bytes, port, address, (error) => (error ? reject(error) : resolve())),
        );
      }
    },
    close() {
      for (const socket of Object.values(sockets)) socket.close();
    },
  };
}

function overTcp({ protocol, host, port, rules }: Place): Syslog {
  const connector = createConnector(rules);
  let open: Socket | undefined;

  async function connection(): Promise<Socket> {
    if (open && !open.destroyed && open.writable) return open;
    const tcp = await connector.connect({ host, port, timeoutMs: connectMs }, new Attempt());
    const socket = protocol === "tls" ? secure(tcp, { host, anyCertificate: false }) : tcp;
    if (socket !== tcp) await settleConnect(socket, "secureConnect", connectMs);
    // A receiver says nothing; its end is noticed by what is read.
    socket.on("error", () => {}).resume();
    open = socket;
    return socket;
  }

  return {
    async send(lines) {
      const socket = await connection();
      // Octets are counted: a line may hold anything.
      const frames = lines.map((line) => `${Buffer.byteLength(line)} ${line}`).join("");
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => socket.destroy(new Error("The syslog server takes nothing")), writeMs);
        const closed = () => reject(new Error("The connection to the syslog server ended"));
        socket.once("close", closed);
        socket.write(frames, (error) => {
          clearTimeout(late);
          socket.off("close", closed);
          if (error) reject(error);
          else resolve();
        });
      });
    },
    close: () => void open?.destroy(),
  };
}
