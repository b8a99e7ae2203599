import { type AddressInfo, createServer, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";

export type Stored = { uid: number; source: Buffer; seen: boolean; flagged?: boolean; size?: number };
/** `pem`: key and certificate. */
type Options = { security?: "tls" | "starttls" | "none"; pem?: Buffer };

/** A mail server with one mailbox: the part of IMAP4rev1 that reads messages by number, finds and marks them. */
export async function openImapServer({ security = "none", pem }: Options = {}) {
  const box = { validity: 1, nextUid: 1, messages: [] as Stored[], commands: [] as string[], readOnly: false };
  const sockets = new Set<Socket>();
  const context = pem && createSecureContext({ key: pem, cert: pem });
  const encrypt = (socket: Socket) => new TLSSocket(socket, { isServer: true, secureContext: context });
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    const start = security === "tls" ? encrypt(socket) : socket;
    start.on("error", () => {});
    start.write("* OK ready\r\n");
    converse(start, false);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    box,
    port: (server.address() as AddressInfo).port,
    put(source: string | Buffer, more: Partial<Stored> = {}): number {
      const uid = box.nextUid++;
      box.messages.push({ uid, source: Buffer.from(source), seen: false, ...more });
      return uid;
    },
    /** Marked, by number. */
    seen: () => box.messages.filter(({ seen }) => seen).map(({ uid }) => uid),
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };

  function converse(socket: Socket, isEncrypted: boolean) {
    let held = "";
    const listen = (chunk: Buffer) => {
      held += chunk.toString("utf8");
      for (let end = held.indexOf("\r\n"); end !== -1; end = held.indexOf("\r\n")) {
        const line = held.slice(0, end);
        held = held.slice(end + 2);
        answer(line);
      }
    };
    socket.on("data", listen);

    function answer(line: string) {
      const [, tag = "*", command = "", rest = ""] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) ?? [];
      box.commands.push(`${command} ${rest}`.trim());
      const say = (text: string) => socket.write(`${text}\r\n`);
      const done = (text = "OK done") => say(`${tag} ${text}`);
      switch (command.toUpperCase()) {
        case "CAPABILITY":
          say(`* CAPABILITY IMAP4rev1${security === "starttls" && !isEncrypted ? " STARTTLS" : ""}`);
          return done();
        case "STARTTLS": {
          done();
          socket.off("data", listen);
          const secured = encrypt(socket);
          secured.on("error", () => {});
          return converse(secured, true);
        }
        case "LOGIN":
          return done(/s3cret/.test(rest) ? "OK welcome" : "NO [AUTHENTICATIONFAILED] wrong password");
        case "LIST":
        case "LSUB":
          if (/INBOX|\*|%/.test(rest)) say(`* ${command.toUpperCase()} () "/" INBOX`);
          return done();
        case "SELECT":
        case "EXAMINE":
          if (!/INBOX/.test(rest)) return done("NO no such mailbox");
          say(
            `* ${box.messages.length} EXISTS\r\n* FLAGS (\\Seen \\Flagged)\r\n* OK [PERMANENTFLAGS (\\Seen \\Flagged)]`,
          );
          say(`* OK [UIDVALIDITY ${box.validity}]\r\n* OK [UIDNEXT ${box.nextUid}]`);
          return done("OK [READ-WRITE] selected");
        case "UID SEARCH": {
          const found = search(rest);
          if (!found) return done("BAD what is that");
          say(`* SEARCH${found.map(({ uid }) => ` ${uid}`).join("")}`);
          return done();
        }
        case "UID FETCH":
          fetch(rest, socket);
          return done();
        case "UID STORE":
          if (box.readOnly) return done("NO read-only");
          for (const message of inRange(rest.split(" ")[0] ?? "")) if (/\\Seen/i.test(rest)) message.seen = true;
          return done();
        case "LOGOUT":
          say("* BYE");
          done();
          return socket.end();
        default:
          return done(/^(NOOP|NAMESPACE|ID|ENABLE)$/i.test(command) ? "OK nothing" : "BAD unknown");
      }
    }
  }

  function search(text: string): Stored[] | undefined {
    let found = box.messages;
    const words = text.match(/"[^"]*"|\S+/g) ?? [];
    for (let word = words.shift(); word; word = words.shift()) {
      const isNot = word === "NOT";
      const key = isNot ? words.shift() : word;
      const test = testOf(key ?? "", words);
      if (!test) return undefined;
      found = found.filter((message) => test(message) !== isNot);
    }
    return found;
  }

  function testOf(key: string, words: string[]): ((message: Stored) => boolean) | undefined {
    const value = () => (words.shift() ?? "").replaceAll('"', "");
    switch (key) {
      case "ALL":
        return () => true;
      case "SEEN":
        return ({ seen }) => seen;
      case "UNSEEN":
        return ({ seen }) => !seen;
      case "FLAGGED":
        return ({ flagged = false }) => flagged;
      case "SUBJECT": {
        const wanted = value().toLowerCase();
        return ({ source }) => (/^subject: (.*)$/im.exec(source.toString())?.[1] ?? "").toLowerCase().includes(wanted);
      }
      case "UID": {
        const range = new Set(inRange(value()));
        return (message) => range.has(message);
      }
      default:
        return undefined;
    }
  }

  /** As the standard has it: `*` is the last message, and a range holds it even when it begins beyond. */
  function inRange(text: string): Stored[] {
    const last = box.messages.at(-1)?.uid ?? 0;
    return text.split(",").flatMap((part) => {
      const [from = 0, to = from] = part.split(":").map((end) => (end === "*" ? last : Number(end)));
      const [low, high] = from < to ? [from, to] : [to, from];
      return box.messages.filter(({ uid }) => uid >= low && uid <= high);
    });
  }

  function fetch(text: string, socket: Socket) {
    const [range = ""] = text.split(" ");
    for (const message of inRange(range)) {
      const { uid, source, size = source.length } = message;
      socket.write(`* ${box.messages.indexOf(message) + 1} FETCH (UID ${uid}`);
      if (text.includes("RFC822.SIZE")) socket.write(` RFC822.SIZE ${size}`);
      const [, section = "", maximum = Number.POSITIVE_INFINITY] =
        /BODY\.PEEK\[(\w*)\](?:<0\.(\d+)>)?/.exec(text) ?? [];
      const hasBody = text.includes("BODY.PEEK[");
      const part = section === "HEADER" ? source.subarray(0, source.indexOf("\r\n\r\n") + 4) : source;
      const bytes = part.subarray(0, Number(maximum));
      const origin = Number.isFinite(Number(maximum)) ? "<0>" : "";
      if (hasBody) socket.write(` BODY[${section}]${origin} {${bytes.length}}\r\n`);
      if (hasBody) socket.write(bytes);
      socket.write(")\r\n");
    }
  }
}
