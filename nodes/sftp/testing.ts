import { constants, type Dirent } from "node:fs";
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import ssh2, { type Connection, type FileEntry, type SFTPWrapper } from "ssh2";

const { Server, utils } = ssh2;
const { OPEN_MODE, STATUS_CODE } = utils.sftp;
export const sftpKeys = { host: utils.generateKeyPairSync("ed25519"), user: utils.generateKeyPairSync("ed25519") };

type Options = {
  /** Ends the connection after so many bytes were read. */
  breakAfter?: number;
  /** Names that a listing gives beside the true ones. */
  hostile?: string[];
};
type Handle = { file: FileHandle } | { folder: string; isRead: boolean };

/** A real SFTP server by SSH, which serves a folder. */
export async function openSftpServer(folder: string, options: Options = {}) {
  const connections = new Set<Connection>();
  const server = new Server({ hostKeys: [sftpKeys.host.private] }, (connection) => {
    connections.add(connection);
    connection.on("error", () => {});
    connection.on("close", () => connections.delete(connection));
    connection.on("authentication", (context) => {
      if (context.method === "password" && context.username === "ann" && context.password === "secret")
        context.accept();
      else if (context.method === "publickey" && isUserKey(context.key.data)) context.accept();
      else context.reject(["password", "publickey"]);
    });
    connection.on("session", (accept) => {
      accept().on("sftp", (acceptSftp) => serve(acceptSftp(), connection, folder, options));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    connections: () => connections.size,
    close() {
      for (const connection of connections) connection.end();
      server.close();
    },
  };
}

function isUserKey(key: Buffer): boolean {
  const parsed = utils.parseKey(sftpKeys.user.public);
  return !(parsed instanceof Error) && parsed.getPublicSSH().equals(key);
}

function serve(sftp: SFTPWrapper, connection: Connection, root: string, { breakAfter, hostile = [] }: Options) {
  const handles = new Map<number, Handle>();
  let next = 1;
  let sent = 0;
  const at = (path: string) => join(root, join("/", path));
  const handleOf = (handle: Buffer) => handles.get(handle.readUInt32BE(0));
  const give = (id: number, handle: Handle) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(next);
    handles.set(next++, handle);
    sftp.handle(id, bytes);
  };
  const answer = (id: number, work: Promise<unknown>) =>
    void work.then(
      () => sftp.status(id, STATUS_CODE.OK),
      (error: NodeJS.ErrnoException) =>
        sftp.status(id, error.code === "ENOENT" ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE, error.code),
    );
  const tell = (id: number, work: Promise<void>) => work.catch((error) => answer(id, Promise.reject(error)));

  sftp.on("OPEN", (id, path, mode) =>
    tell(
      id,
      open(at(path), mode & OPEN_MODE.WRITE ? constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC : "r").then(
        (file) => give(id, { file }),
      ),
    ),
  );
  sftp.on("READ", async (id, handle, offset, length) => {
    const found = handleOf(handle);
    if (!found || !("file" in found)) return sftp.status(id, STATUS_CODE.FAILURE);
    if (breakAfter !== undefined && sent >= breakAfter) return void connection.end();
    const { bytesRead, buffer } = await found.file.read(Buffer.alloc(length), 0, length, offset);
    sent += bytesRead;
    if (bytesRead === 0) sftp.status(id, STATUS_CODE.EOF);
    else sftp.data(id, buffer.subarray(0, bytesRead));
  });
  sftp.on("WRITE", (id, handle, offset, data) => {
    const found = handleOf(handle);
    answer(id, found && "file" in found ? found.file.write(data, 0, data.length, offset) : Promise.reject(new Error()));
  });
  sftp.on("CLOSE", (id, handle) => {
    const found = handleOf(handle);
    answer(id, found && "file" in found ? found.file.close() : Promise.resolve());
  });
  sftp.on("OPENDIR", (id, path) =>
    tell(
      id,
      readdir(at(path)).then(() => give(id, { folder: at(path), isRead: false })),
    ),
  );
  sftp.on("READDIR", async (id, handle) => {
    const found = handleOf(handle);
    if (!found || "file" in found || found.isRead) return sftp.status(id, STATUS_CODE.EOF);
    found.isRead = true;
    const entries = await readdir(found.folder, { withFileTypes: true });
    const listed = await Promise.all(entries.map((entry) => entryOf(found.folder, entry)));
    const attrs = { mode: 0o100644, uid: 0, gid: 0, size: 1, atime: 0, mtime: 0 };
    sftp.name(id, [
      ...listed,
      ...hostile.map((filename) => ({ filename, longname: `-rw-r--r-- 1 a a 1 Jan 1 00:00 ${filename}`, attrs })),
    ]);
  });
  const attributes = (read: typeof stat) => (id: number, path: string) =>
    void tell(
      id,
      read(at(path)).then((found) => sftp.attrs(id, attrsOf(found))),
    );
  sftp.on("STAT", attributes(stat));
  sftp.on("LSTAT", attributes(lstat as typeof stat));
  sftp.on("REALPATH", (id, path) => {
    const name = join("/", path);
    sftp.name(id, [{ filename: name, longname: name, attrs: {} as never }]);
  });
  sftp.on("REMOVE", (id, path) => answer(id, rm(at(path))));
  sftp.on("RENAME", (id, from, to) =>
    answer(
      id,
      stat(at(to)).then(
        () => Promise.reject(Object.assign(new Error(), { code: "EEXIST" })),
        () => rename(at(from), at(to)),
      ),
    ),
  );
  sftp.on("MKDIR", (id, path) => answer(id, mkdir(at(path))));
  sftp.on("RMDIR", (id, path) => answer(id, rmdir(at(path))));
  sftp.on("SETSTAT", (id) => sftp.status(id, STATUS_CODE.OK));
}

async function entryOf(folder: string, entry: Dirent): Promise<FileEntry> {
  const kind = entry.isDirectory() ? "d" : entry.isSymbolicLink() ? "l" : "-";
  const attrs = attrsOf(await lstat(join(folder, entry.name)));
  return {
    filename: entry.name,
    longname: `${kind}rw-r--r-- 1 ann ann ${attrs.size} Jan 1 00:00 ${entry.name}`,
    attrs,
  };
}

const attrsOf = ({ mode, uid, gid, size, atimeMs, mtimeMs }: Awaited<ReturnType<typeof stat>>) => ({
  ...{ mode: Number(mode), uid: Number(uid), gid: Number(gid), size: Number(size) },
  ...{ atime: Math.floor(Number(atimeMs) / 1000), mtime: Math.floor(Number(mtimeMs) / 1000) },
});
