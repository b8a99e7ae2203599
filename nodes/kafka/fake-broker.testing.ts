import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";

/** Answers as a broker does that refuses. Codes are those of Kafka; 0 is none. */
export type Refusals = {
  topic?: number;
  produce?: number;
  number?: number;
  signIn?: number;
  /** Where it says that it is. */
  announced?: { host: string; port: number };
  /** It wants TLS, and a certificate that this one has signed. */
  tls?: { key: string; cert: string };
};

const key = { produce: 0, metadata: 3, saslHandshake: 17, apiVersions: 18, initProducerId: 22, saslAuthenticate: 36 };
/** The one version of each request that it knows. */
const versions = [
  ...[[key.produce, 3, 3] as const, [key.metadata, 4, 4] as const, [key.saslHandshake, 1, 1] as const],
  ...[[key.apiVersions, 0, 2] as const, [key.initProducerId, 0, 0] as const, [key.saslAuthenticate, 0, 0] as const],
];

/** A broker that knows as much of the protocol as it takes to refuse. `producers`: who sent each batch. */
export async function startFakeBroker(refusals: Refusals) {
  const producers: bigint[] = [];
  const sockets = new Set<Socket>();
  const { tls } = refusals;
  const serve = (socket: Socket) => {
    sockets.add(socket.on("close", () => sockets.delete(socket)).on("error", () => {}));
    let rest = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
        const request = rest.subarray(4, 4 + rest.readInt32BE(0));
        rest = rest.subarray(4 + request.length);
        const body = Buffer.concat([request.subarray(4, 8), answerTo(request)]);
        socket.write(Buffer.concat([i32(body.length), body]));
      }
    });
  };
  const server = tls
    ? createTlsServer({ ...tls, requestCert: true, ca: tls.cert, minVersion: "TLSv1.2" }, serve)
    : createServer(serve);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  function answerTo(request: Buffer): Buffer {
    const read = reader(request, 8);
    read.text();
    switch (request.readInt16BE(0)) {
      case key.apiVersions: {
        const known = versions.map((three) => Buffer.concat(three.map(i16)));
        return Buffer.concat([i16(0), list(known), ...(request.readInt16BE(2) > 0 ? [i32(0)] : [])]);
      }
      case key.saslHandshake:
        return Buffer.concat([i16(0), list([text("PLAIN")])]);
      case key.saslAuthenticate:
        return Buffer.concat([i16(refusals.signIn ?? 0), text("Authentication failed"), i32(0)]);
      case key.initProducerId:
        return Buffer.concat([i32(0), i16(refusals.number ?? 0), i64(4711n), i16(0)]);
      case key.metadata:
        return metadata(Array.from({ length: read.i32() }, () => read.text()));
      default:
        return produced(read);
    }
  }

  function metadata(topics: string[]): Buffer {
    const { host, port: announced } = refusals.announced ?? { host: "127.0.0.1", port };
    const broker = Buffer.concat([i32(1), text(host), i32(announced), i16(-1)]);
    const partition = Buffer.concat([i16(0), i32(0), i32(1), list([i32(1)]), list([i32(1)])]);
    const about = topics.map((name) => {
      const isThere = !refusals.topic;
      return Buffer.concat([i16(refusals.topic ?? 0), text(name), Buffer.from([0]), list(isThere ? [partition] : [])]);
    });
    return Buffer.concat([i32(0), list([broker]), text("fake"), i32(1), list(about)]);
  }

  /** One topic with one partition. */
  function produced(read: ReturnType<typeof reader>): Buffer {
    read.text();
    read.skip(2 + 4 + 4);
    const topic = read.text();
    read.skip(4 + 4 + 4);
    producers.push(read.i64(43));
    const partition = Buffer.concat([i32(0), i16(refusals.produce ?? 0), i64(0n), i64(-1n)]);
    return Buffer.concat([list([Buffer.concat([text(topic), list([partition])])]), i32(0)]);
  }

  return {
    brokers: `127.0.0.1:${port}`,
    producers,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function reader(bytes: Buffer, at: number) {
  const skip = (count: number) => {
    at += count;
    return at - count;
  };
  return {
    skip,
    i32: () => bytes.readInt32BE(skip(4)),
    /** So far behind what was read, which stays. */
    i64: (behind: number) => bytes.readBigInt64BE(at + behind),
    text() {
      const length = Math.max(bytes.readInt16BE(skip(2)), 0);
      const from = skip(length);
      return bytes.toString("utf8", from, from + length);
    },
  };
}

function i16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function i64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

const list = (entries: Buffer[]) => Buffer.concat([i32(entries.length), ...entries]);
const text = (value: string) => Buffer.concat([i16(Buffer.byteLength(value)), Buffer.from(value)]);
