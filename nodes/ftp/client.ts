import { PassThrough } from "node:stream";
import type { Client, FTPError } from "basic-ftp";
import { isThere } from "@/nodes/sdk/file-server/operations";
import { type Entry, type FileServer, storeStream } from "@/nodes/sdk/file-server/server";
import { NodeError } from "@/nodes/sdk/node-error";
import type { Doors, Services } from "@/nodes/sdk/services";
import type { FtpAccess } from "./credential";

export type Lent = Pick<Doors, "socket"> & { signal: AbortSignal };

const patienceMs = 30_000;

export async function openFtp(access: FtpAccess, { socket, signal }: Lent): Promise<Client> {
  const { Client: FtpClient } = await import("basic-ftp");
  const { host, port, user, password, tls } = access;
  const client = new FtpClient(patienceMs);
  // For files, too, the library connects: to the address that the server names, through the host's door.
  (client.ftp as unknown as { _newSocket: Doors["socket"] })._newSocket = socket;
  const stop = () => client.close();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const isAddress = /^[\d.]+$|:/.test(host);
    const secureOptions = { rejectUnauthorized: tls !== "any", host, ...(!isAddress && { servername: host }) };
    await client.access({ host, port, user, password, ...(tls !== "none" && { secure: true, secureOptions }) });
    return client;
  } catch (thrown) {
    client.close();
    throw thrown;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

export function ftpServer(client: Client, files: Services["files"]): FileServer {
  const kinds: { [type: number]: Entry["type"] } = { 1: "file", 2: "folder", 3: "link" };
  const sizeOf = (path: string) => client.size(path).catch(missing(undefined));
  return {
    async list(folder) {
      const entries = await client.list(folder || undefined);
      return entries.map(({ name, type, size, modifiedAt }) => ({
        ...{ name, size, type: kinds[type] ?? "other" },
        ...(modifiedAt && { modifiedAt: modifiedAt.getTime() }),
      }));
    },
    async download(path) {
      const size = await sizeOf(path);
      const through = new PassThrough();
      const stored = storeStream(files, path, through, size);
      // The end of the connection is no proof that all came: the server says so.
      const [file] = await Promise.all([stored, client.downloadTo(through, path)]);
      return file;
    },
    async upload(file, path) {
      await client.uploadFrom(files.read(file), path);
    },
    exists: async (path) => (await sizeOf(path)) !== undefined,
    async rename(from, to, { overwrite }) {
      const isTaken = (await sizeOf(to)) !== undefined;
      if (isTaken && !overwrite) throw isThere(to);
      await client.rename(from, to).catch(async (thrown) => {
        if (!isTaken) throw thrown;
        await client.remove(to);
        await client.rename(from, to);
      });
    },
    remove: async (path) => void (await client.remove(path)),
    async removeFolder(path) {
      const before = await client.pwd();
      await client.removeDir(path);
      await client.cd(before);
    },
    async makeFolder(path) {
      const before = await client.pwd();
      await client.ensureDir(path);
      await client.cd(before);
    },
    close: () => client.close(),
  };
}

/** What the server knows nothing of, or does not tell. */
const missing =
  <T>(value: T) =>
  (thrown: unknown): T => {
    const { code } = thrown as FTPError;
    if (code >= 500 && code < 600) return value;
    throw thrown;
  };

export function explained(thrown: unknown, { host, port, user }: FtpAccess): unknown {
  if (thrown instanceof NodeError || !(thrown instanceof Error) || thrown.name === "AbortError") return thrown;
  const { code } = thrown as FTPError;
  if (code === 530) {
    return new NodeError(`The FTP server at ${host}:${port} refused "${user}": ${thrown.message}`, {
      code: "FTP_REFUSED",
      hint: "Check the credential: user, password and encryption",
      cause: thrown,
    });
  }
  return new NodeError(`The FTP server at ${host}:${port} says: ${thrown.message}`, {
    code: "FTP_FAILED",
    cause: thrown,
  });
}
