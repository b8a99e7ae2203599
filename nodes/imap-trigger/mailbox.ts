import type { FetchMessageObject, ImapFlow, ImapFlowOptions, SearchObject } from "imapflow";
import { NodeError } from "@/nodes/sdk";
import type { Services } from "@/nodes/sdk/services";

export type Account = {
  host: string;
  port: number;
  security: "tls" | "starttls" | "none";
  anyCertificate: boolean;
  user: string;
  password: string;
};

export type Mailbox = {
  /** Numbers of messages mean something only as long as this stays the same. */
  validity: string;
  /** The highest number a message has, or had. */
  highest: number;
  /** Numbers of the messages that all of these find, in their order. */
  find(searches: SearchObject[]): Promise<number[]>;
  /** By number, the bytes of those that are still there. */
  sizes(uids: number[]): Promise<Map<number, number>>;
  /** The headers, or up to `maxBytes` of the whole. Nothing when the message is gone. */
  read(uid: number, what: "headers" | { maxBytes: number }): Promise<Buffer | undefined>;
  markRead(uids: number[]): Promise<void>;
};

type Socket = Awaited<ReturnType<Services["connect"]>>;
type Lent = Pick<Services, "connect" | "secure"> & { signal: AbortSignal };

/** Opens the mailbox for `work`, and closes the connection after it. */
export const withMailbox = <T>(account: Account, name: string, lent: Lent, work: (mailbox: Mailbox) => Promise<T>) =>
  withClient(account, lent, async (client) => work(await open(client, name)));

/** Names of the mailboxes that can be opened, as the server has them. */
export const mailboxNames = (account: Account, lent: Lent): Promise<string[]> =>
  withClient(account, lent, async (client) => {
    const all = await client.list();
    return all.filter(({ flags }) => !flags.has("\\Noselect")).map(({ path }) => path);
  });

async function withClient<T>(account: Account, lent: Lent, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const { ImapFlow } = await import("imapflow");
  const { host, port } = account;
  const socket = await lent.connect({ host, port });
  const client = new ImapFlow(optionsOf(account, socket, lent));
  // What breaks also fails the command under way, which is where it is told.
  client.on("error", () => {});
  const stop = () => client.close();
  lent.signal.addEventListener("abort", stop, { once: true });
  try {
    if (lent.signal.aborted) throw lent.signal.reason;
    await client.connect();
    return await work(client);
  } catch (thrown) {
    if (thrown instanceof NodeError || lent.signal.aborted) throw thrown;
    throw explain(thrown, account);
  } finally {
    lent.signal.removeEventListener("abort", stop);
    client.close();
    socket.destroy();
  }
}

function optionsOf(account: Account, socket: Socket, { secure }: Lent): ImapFlowOptions {
  const { host, port, security, anyCertificate, user, password } = account;
  const upgrade = (plain: Socket, onSecure: () => void) =>
    secure(plain, { host, anyCertificate }).once("secureConnect", onSecure);
  return {
    ...{ host, port, secure: security === "tls", doSTARTTLS: security === "starttls" },
    auth: { user, pass: password },
    clientInfo: { name: "Islewire" },
    ...{ logger: false, disableAutoIdle: true, disableCompression: true, disableIMAP4rev2: true },
    ...{ connectionTimeout: 30_000, socketTimeout: 60_000 },
    ...{ maxLineLength: 16 * megabyte, maxLiteralSize: 32 * megabyte, maxResponseSize: 64 * megabyte },
    maxResponseTokens: 100_000,
    // The host's door has connected already: forbidden addresses stay forbidden for mailboxes too.
    transport: {
      connect(options, onConnect) {
        if (options.secure) return upgrade(socket, onConnect);
        setImmediate(onConnect);
        return socket;
      },
      upgrade: (plain, _options, onSecure) => upgrade(plain as Socket, onSecure),
    },
  };
}

const megabyte = 1024 * 1024;

async function open(client: ImapFlow, name: string): Promise<Mailbox> {
  const opened = await client.mailboxOpen(name).catch((thrown) => {
    if (!client.usable) throw thrown;
    const said = thrown instanceof Error && "responseText" in thrown ? `: ${thrown.responseText}` : "";
    throw new NodeError(`The mailbox "${name}" cannot be opened${said}`, {
      code: "IMAP_FAILED",
      hint: "Write its name as the server has it, such as INBOX or INBOX/Orders",
      param: "mailbox",
    });
  });
  const search = async (query: SearchObject): Promise<number[]> => {
    const found = await client.search(query, { uid: true });
    if (!Array.isArray(found)) {
      const hint = "The search may hold something this server does not know";
      throw new NodeError("The mail server refused the search", { code: "IMAP_FAILED", hint, param: "search" });
    }
    return found;
  };
  return {
    validity: String(opened.uidValidity),
    highest: opened.uidNext ? opened.uidNext - 1 : Math.max(0, ...(await search({ uid: "*" }))),
    async find(searches) {
      let uids = new Set<number>();
      for (const [index, query] of searches.entries()) {
        const found = await search(query);
        uids = new Set(index === 0 ? found : found.filter((uid) => uids.has(uid)));
        if (uids.size === 0) break;
      }
      return [...uids].sort((a, b) => a - b);
    },
    async sizes(uids) {
      const messages = await client.fetchAll(uids.join(","), { size: true }, { uid: true });
      return new Map(messages.map(({ uid, size = 0 }) => [uid, size]));
    },
    async read(uid, what) {
      const query = what === "headers" ? { headers: true } : { source: { maxLength: what.maxBytes } };
      const message: FetchMessageObject | false = await client.fetchOne(String(uid), query, { uid: true });
      return message ? message[what === "headers" ? "headers" : "source"] : undefined;
    },
    async markRead(uids) {
      if (await client.messageFlagsAdd(uids.join(","), ["\\Seen"], { uid: true })) return;
      throw new NodeError("The mail server did not let the messages be marked as read", {
        code: "IMAP_FAILED",
        hint: "Choose to do nothing with them, or give the account the right to change the mailbox",
        param: "after",
      });
    },
  };
}

function explain(thrown: unknown, { host, port }: Account): NodeError {
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as Error & {
    authenticationFailed?: boolean;
    responseText?: string;
  };
  const reason = error.responseText || error.message;
  if (error.authenticationFailed) {
    return new NodeError(`${host}:${port} did not let the user in: ${reason}`, {
      code: "IMAP_SIGN_IN",
      hint: "Check user and password. Many services want a password made for this app alone",
    });
  }
  return new NodeError(`The mailbox at ${host}:${port} could not be read: ${reason}`, {
    code: "IMAP_FAILED",
    hint: "Check the host, the port and the encryption of the credential",
    cause: thrown,
  });
}
