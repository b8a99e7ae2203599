import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import type Client from "ssh2-sftp-client";
import { isThere } from "@/nodes/sdk/file-server/operations";
import { type FileServer, storeStream } from "@/nodes/sdk/file-server/server";
import { NodeError } from "@/nodes/sdk/node-error";
import type { Doors, Services } from "@/nodes/sdk/services";
import type { SftpAccess } from "./credential";

export type Lent = Pick<Doors, "connect"> & { signal: AbortSignal };

export async function openSftp(access: SftpAccess, lent: Lent): Promise<{ client: Client; end(): Promise<void> }> {
  const { default: SftpClient } = await import("ssh2-sftp-client");
  const { host, port, user, password, privateKey, passphrase, fingerprint } = access;
  const socket = await lent.connect({ host, port });
  // What breaks also fails the request under way, which is where it is told.
  const silent = () => {};
  const client = new SftpClient("islewire", { error: silent, end: silent, close: silent });
  let seen = "";
  const stop = () => socket.destroy();
  lent.signal.addEventListener("abort", stop, { once: true });
  try {
    await client.connect({
      ...{ sock: socket, username: user, readyTimeout: 20_000, keepaliveInterval: 15_000, keepaliveCountMax: 3 },
      ...(password && { password, tryKeyboard: false }),
      ...(privateKey && { privateKey, ...(passphrase && { passphrase }) }),
      hostVerifier(key: Buffer) {
        seen = `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
        return fingerprint.trim() === "" || seen === fingerprint.trim();
      },
    });
  } catch (thrown) {
    socket.destroy();
    if (seen && fingerprint.trim() && seen !== fingerprint.trim()) throw otherServer(host, seen);
    throw thrown;
  } finally {
    lent.signal.removeEventListener("abort", stop);
  }
  return {
    client,
    async end() {
      await Promise.race([client.end().catch(() => {}), new Promise((done) => setTimeout(done, 2_000).unref())]);
      socket.destroy();
    },
  };
}

const otherServer = (host: string, seen: string) =>
  new NodeError(`The server at ${host} has another fingerprint: ${seen}`, {
    code: "SFTP_OTHER_SERVER",
    hint: "Somebody may sit in between. Ask whoever runs the server, then correct the credential",
  });

export function sftpServer(client: Client, end: () => Promise<void>, files: Services["files"]): FileServer {
  const kinds: { [type: string]: "file" | "folder" | "link" } = { "-": "file", d: "folder", l: "link" };
  const place = (path: string) => path || ".";
  const server: FileServer = {
    async list(folder) {
      const entries = await client.list(place(folder));
      return entries.map(({ name, type, size, modifyTime }) => ({
        ...{ name, size, modifiedAt: modifyTime },
        type: kinds[type] ?? "other",
      }));
    },
    async download(path) {
      const { size, isDirectory } = await client.stat(path);
      if (isDirectory) throw new NodeError(`"${path}" is a folder`, { code: "FILE_IS_FOLDER" });
      return storeStream(files, path, client.createReadStream(path) as unknown as Readable, size);
    },
    async upload(file, path) {
      await client.put(files.read(file), path);
    },
    exists: async (path) => (await client.exists(path)) !== false,
    async rename(from, to, { overwrite }) {
      const target = await client.exists(to);
      if (target && !overwrite) throw isThere(to);
      if (!target) return void (await client.rename(from, to));
      // In one step where the server knows how; there is a moment without the file otherwise.
      await client.posixRename(from, to).catch(async () => {
        await client.delete(to);
        await client.rename(from, to);
      });
    },
    remove: async (path) => void (await client.delete(path)),
    removeFolder: async (path) => void (await client.rmdir(path, true)),
    async makeFolder(path) {
      if ((await client.exists(path)) !== "d") await client.mkdir(path, true);
    },
    close: end,
  };
  return server;
}

export function explained(thrown: unknown, { host, port, user }: SftpAccess): unknown {
  if (thrown instanceof NodeError || !(thrown instanceof Error) || thrown.name === "AbortError") return thrown;
  const said = thrown.message.replace(/^_?\w+: /, "");
  if (/authentication/i.test(said)) {
    return new NodeError(`The SFTP server at ${host}:${port} refused "${user}": ${said}`, {
      code: "SFTP_REFUSED",
      hint: "Check the credential: user, password or private key",
      cause: thrown,
    });
  }
  return new NodeError(`The SFTP server at ${host}:${port} says: ${said}`, { code: "SFTP_FAILED", cause: thrown });
}
