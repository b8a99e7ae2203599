import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { BSON, type Document } from "mongodb";
import { changed, fits, isSame, type Update } from "./mongo-documents.testing";

/**
 * A small server that speaks MongoDB's wire protocol (OP_MSG, and OP_QUERY for the first hello) to the real driver: SCRAM,
 * cursors, writes with errors by document, unique fields, members of a replica set. It is not MongoDB: it knows the
 * commands and operators below, and refuses all others as MongoDB does.
 */

const { serialize, deserialize, Long, ObjectId } = BSON;

type Options = {
  user?: { name: string; password: string };
  /** Beside `_id`. */
  unique?: { collection: string; field: string }[];
  /** What `hello` adds, such as of a replica set. */
  hello?: () => Document;
  tls?: { key: string; cert: string };
  /** Commands that it never answers. */
  silent?: string[];
};

export async function openMongoServer({ user, unique = [], hello = () => ({}), tls, silent = [] }: Options = {}) {
  const collections = new Map<string, Document[]>();
  const cursors = new Map<string, { ns: string; left: Document[] }>();
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const documentsOf = (name: string) => {
    const found = collections.get(name) ?? [];
    collections.set(name, found);
    return found;
  };
  const serve = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    const session = { isKnown: user === undefined, scram: undefined as Scram | undefined };
    framesOf(socket, (frame) => {
      const { id, command, isQuery } = readCommand(frame);
      const name = Object.keys(command)[0] ?? "";
      heard.push(name);
      if (silent.includes(name)) return;
      const answer = answerTo(name, command, session);
      socket.write(isQuery ? replyFrame(id, answer) : messageFrame(id, answer));
    });
  };
  const server = tls ? createTlsServer(tls, serve) : createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  function answerTo(name: string, command: Document, session: { isKnown: boolean; scram?: Scram }): Document {
    if (/^(hello|isMaster|ismaster)$/.test(name)) {
      const mechanisms = command.saslSupportedMechs && { saslSupportedMechs: ["SCRAM-SHA-256"] };
      return { ...greeting(), ...hello(), ...mechanisms, ok: 1 };
    }
    if (name === "saslStart" && user) {
      session.scram = beginScram(String(command.payload.value("utf8")), user);
      return session.scram.answer;
    }
    if (name === "saslContinue" && session.scram) {
      const answer = session.scram.finish(Buffer.from(command.payload.buffer).toString());
      session.isKnown = answer.ok === 1;
      return answer;
    }
    if (name === "endSessions") return { ok: 1 };
    if (!session.isKnown) return failure(13, "Unauthorized", `command ${name} requires authentication`);
    try {
      return perform(name, command);
    } catch (thrown) {
      return failure(2, "BadValue", (thrown as Error).message);
    }
  }

  function perform(name: string, command: Document): Document {
    const collection = String(command[name]);
    const ns = `${command.$db}.${collection}`;
    switch (name) {
      case "ping":
        return { ok: 1 };
      case "listCollections":
        return firstBatch(
          "x",
          [...collections.keys()].map((each) => ({ name: each, type: "collection" })),
          command.cursor,
        );
      case "find": {
        const found = documentsOf(collection).filter((document) => fits(document, command.filter ?? {}));
        const sorted = sortedBy(found, command.sort);
        const from = Number(command.skip ?? 0);
        const cut = sorted.slice(from, command.limit ? from + Number(command.limit) : undefined);
        return firstBatch(
          ns,
          cut.map((document) => projected(document, command.projection)),
          command,
        );
      }
      case "getMore": {
        const id = String(command.getMore);
        const cursor = cursors.get(id);
        if (!cursor) return failure(43, "CursorNotFound", `cursor id ${id} not found`);
        const batch = cursor.left.splice(0, Number(command.batchSize ?? 101));
        if (cursor.left.length === 0) cursors.delete(id);
        const next = cursor.left.length ? Long.fromString(id) : Long.ZERO;
        return { cursor: { id: next, ns: cursor.ns, nextBatch: batch }, ok: 1 };
      }
      case "aggregate":
        return firstBatch(ns, pipelined(documentsOf(collection), command.pipeline), command.cursor);
      case "insert":
        return written(command, command.documents, (document: Document) => {
          insert(collection, document);
          return { n: 1 };
        });
      case "update":
        return written(command, command.updates, (update: Update, index) => applyUpdate(collection, update, index));
      case "delete":
        return written(command, command.deletes, ({ q, limit }: Document) => {
          const documents = documentsOf(collection);
          const gone = documents.filter((document) => fits(document, q)).slice(0, limit || undefined);
          collections.set(
            collection,
            documents.filter((document) => !gone.includes(document)),
          );
          return { n: gone.length };
        });
      default:
        return failure(59, "CommandNotFound", `no such command: '${name}'`);
    }
  }

  function firstBatch(ns: string, documents: Document[], { batchSize = 101 }: Document = {}): Document {
    const [now, left] = [documents.slice(0, batchSize), documents.slice(batchSize)];
    const id = left.length ? Long.fromNumber(cursors.size + 7_000_000) : Long.ZERO;
    if (left.length) cursors.set(String(id), { ns, left });
    return { cursor: { id, ns, firstBatch: now }, ok: 1 };
  }

  function requireUnique(collection: string, document: Document, old?: Document): void {
    const fields = ["_id", ...unique.filter((one) => one.collection === collection).map(({ field }) => field)];
    for (const field of fields) {
      const twin = documentsOf(collection).find((other) => other !== old && isSame(other[field], document[field]));
      if (!twin) continue;
      const key = JSON.stringify({ [field]: document[field] });
      throw Object.assign(
        new Error(`E11000 duplicate key error collection: ${collection} index: ${field} dup key: ${key}`),
        {
          code: 11_000,
          keyPattern: { [field]: 1 },
        },
      );
    }
  }

  function insert(collection: string, document: Document): void {
    requireUnique(collection, document);
    documentsOf(collection).push(document);
  }

  function applyUpdate(collection: string, { q, u, multi, upsert }: Update, index: number) {
    const documents = documentsOf(collection);
    const found = documents.filter((document) => fits(document, q)).slice(0, multi ? undefined : 1);
    if (found.length === 0 && upsert) {
      const made = changed(q, u, { isNew: true });
      const document = { _id: made._id ?? new ObjectId(), ...made };
      insert(collection, document);
      return { n: 1, upserted: { index, _id: document._id } };
    }
    let nModified = 0;
    for (const old of found) {
      const next = changed(old, u, { isNew: false });
      if (!isSame(next._id, old._id)) {
        throw Object.assign(
          new Error("Performing an update on the path '_id' would modify the immutable field '_id'"),
          { code: 66 },
        );
      }
      requireUnique(collection, next, old);
      if (!isSame(next, old)) nModified++;
      documents[documents.indexOf(old)] = next;
    }
    return { n: found.length, nModified };
  }

  return {
    port,
    collections,
    /** The names of the commands, in their order. */
    heard,
    connections: () => sockets.size,
    uri: (database = "test") =>
      `mongodb://${user ? `${encodeURIComponent(user.name)}:${encodeURIComponent(user.password)}@` : ""}127.0.0.1:${port}/${database}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const greeting = (): Document => ({
  ...{ isWritablePrimary: true, helloOk: true, maxBsonObjectSize: 16_777_216, maxMessageSizeBytes: 48_000_000 },
  ...{ maxWriteBatchSize: 100_000, localTime: new Date(), logicalSessionTimeoutMinutes: 30, connectionId: 1 },
  ...{ minWireVersion: 0, maxWireVersion: 21, readOnly: false },
});

const failure = (code: number, codeName: string, errmsg: string): Document => ({ ok: 0, code, codeName, errmsg });

type Outcome = { n: number; nModified?: number; upserted?: Document };

/** One after the other; the first that is refused ends it where the order counts. */
function written<T>({ ordered = true }: Document, each: T[], write: (one: T, index: number) => Outcome): Document {
  const errors: Document[] = [];
  const upserted: Document[] = [];
  let [n, nModified] = [0, 0];
  for (const [index, one] of each.entries()) {
    try {
      const outcome = write(one, index);
      n += outcome.n;
      nModified += outcome.nModified ?? 0;
      if (outcome.upserted) upserted.push(outcome.upserted);
    } catch (thrown) {
      const { code = 2, message, keyPattern } = thrown as Error & { code?: number; keyPattern?: Document };
      errors.push({ index, code, errmsg: message, ...(keyPattern && { keyPattern }) });
      if (ordered) break;
    }
  }
  return { n, nModified, ...(upserted.length && { upserted }), ...(errors.length && { writeErrors: errors }), ok: 1 };
}

function pipelined(documents: Document[], pipeline: Document[]): Document[] {
  return pipeline.reduce((given: Document[], stage: Document): Document[] => {
    const [name = "", value] = Object.entries(stage)[0] ?? [];
    if (name === "$match") return given.filter((document) => fits(document, value));
    if (name === "$limit") return given.slice(0, value);
    if (name === "$skip") return given.slice(value);
    if (name === "$count") return given.length ? [{ [value]: given.length }] : [];
    // As the driver counts.
    if (name === "$group" && value.n?.$sum === 1) return given.length ? [{ _id: value._id, n: given.length }] : [];
    throw new Error(`Unrecognized pipeline stage name: '${name}'`);
  }, documents);
}

function sortedBy(documents: Document[], sort: Document | undefined): Document[] {
  const entries = sort instanceof Map ? [...sort] : Object.entries(sort ?? {});
  return [...documents].sort((one, other) => {
    for (const [field, way] of entries) {
      if (one[field] < other[field]) return -way;
      if (one[field] > other[field]) return Number(way);
    }
    return 0;
  });
}

function projected(document: Document, projection: Document | undefined): Document {
  const shown = Object.keys(projection ?? {}).filter((name) => projection?.[name]);
  if (shown.length === 0) return document;
  const isIn = (name: string) => shown.includes(name) || (name === "_id" && projection?._id !== 0);
  return Object.fromEntries(Object.entries(document).filter(([name]) => isIn(name)));
}

type Scram = { answer: Document; finish(payload: string): Document };

/** RFC 7677. */
function beginScram(payload: string, user: { name: string; password: string }): Scram {
  const bare = payload.replace(/^n,,/, "");
  const [, name, nonce] = /^n=([^,]*),r=(.*)$/.exec(bare) ?? [];
  const salt = randomBytes(16);
  const given = `r=${nonce}${randomBytes(12).toString("base64")},s=${salt.toString("base64")},i=4096`;
  const hmac = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  return {
    answer: { conversationId: 1, done: false, payload: Buffer.from(given), ok: 1 },
    finish(final) {
      const salted = pbkdf2Sync(user.password, salt, 4096, 32, "sha256");
      const key = hmac(salted, "Client Key");
      const [, before = "", proof = ""] = /^(.*),p=(.*)$/.exec(final) ?? [];
      const signed = `${bare},${given},${before}`;
      const signature = hmac(createHash("sha256").update(key).digest(), signed);
      const expected = Buffer.from(key.map((byte, at) => byte ^ (signature[at] ?? 0)));
      if (name !== user.name || !expected.equals(Buffer.from(proof, "base64"))) {
        return failure(18, "AuthenticationFailed", "Authentication failed.");
      }
      const verifier = hmac(hmac(salted, "Server Key"), signed).toString("base64");
      return { conversationId: 1, done: true, payload: Buffer.from(`v=${verifier}`), ok: 1 };
    },
  };
}

function framesOf(socket: Socket, take: (frame: Buffer) => void): void {
  let buffered = Buffer.alloc(0);
  socket.on("data", (bytes) => {
    buffered = Buffer.concat([buffered, bytes]);
    while (buffered.length >= 4 && buffered.length >= buffered.readInt32LE(0)) {
      const length = buffered.readInt32LE(0);
      take(buffered.subarray(0, length));
      buffered = buffered.subarray(length);
    }
  });
}

function readCommand(frame: Buffer): { id: number; command: Document; isQuery: boolean } {
  const [id, opCode] = [frame.readInt32LE(4), frame.readInt32LE(12)];
  if (opCode === 2_004) {
    const start = frame.indexOf(0, 20) + 1 + 8;
    return { id, command: documentAt(frame, start), isQuery: true };
  }
  if (opCode !== 2_013) throw new Error(`An unknown kind of message: ${opCode}`);
  let command: Document = {};
  for (let at = 20; at < frame.length; ) {
    const kind = frame[at];
    const size = frame.readInt32LE(at + 1);
    if (kind === 0) command = { ...documentAt(frame, at + 1), ...command };
    else {
      const nameEnd = frame.indexOf(0, at + 5);
      const documents: Document[] = [];
      for (let place = nameEnd + 1; place < at + 1 + size; place += frame.readInt32LE(place)) {
        documents.push(documentAt(frame, place));
      }
      command = { ...command, [frame.toString("utf8", at + 5, nameEnd)]: documents };
    }
    at += 1 + size;
  }
  return { id, command, isQuery: false };
}

const documentAt = (frame: Buffer, at: number) => deserialize(frame.subarray(at, at + frame.readInt32LE(at)));

function messageFrame(to: number, document: Document): Buffer {
  return frameOf(to, 2_013, Buffer.concat([Buffer.alloc(5), serialize(document)]));
}

function replyFrame(to: number, document: Document): Buffer {
  const head = Buffer.alloc(20);
  head.writeInt32LE(1, 16);
  return frameOf(to, 1, Buffer.concat([head, serialize(document)]));
}

function frameOf(to: number, opCode: number, body: Buffer): Buffer {
  const head = Buffer.alloc(16);
  head.writeInt32LE(16 + body.length, 0);
  head.writeInt32LE(to, 8);
  head.writeInt32LE(opCode, 12);
  return Buffer.concat([head, body]);
}
