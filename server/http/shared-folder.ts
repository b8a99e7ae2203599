import { constants } from "node:fs";
import { type FileHandle, glob, mkdir, open, opendir, readlink, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { mimeTypeOf } from "@/nodes/sdk/mime-type";
import { NodeError } from "@/nodes/sdk/node-error";
import type { DatabaseFile, Services } from "@/nodes/sdk/services";
import type { FileStore } from "./files";

const maxFiles = 1_000;
const maxFileBytes = 1024 ** 3;

type Parts = {
  folder: string | undefined;
  /** What no workflow reads or writes although it lies in the folder: the data of the server, its keys. */
  closed: readonly string[];
  files: FileStore;
  openDatabase(place: string, options: { write: boolean }): DatabaseFile;
};

/** The one folder whose files workflows may read and write. Without a folder every call is refused. */
export function openSharedFolder({ folder, closed, files, openDatabase }: Parts): Services["folder"] {
  const root = async () => {
    if (folder) return realpath(resolve(folder));
    throw new NodeError("Workflows may not read or write files on this server", {
      code: "FOLDER_OFF",
      hint: "Whoever runs the server can name a folder for it in ISLEWIRE_FILES_FOLDER",
    });
  };

  return {
    async load(pattern) {
      const top = await root();
      const inner = isAbsolute(pattern) ? relative(top, pattern) : pattern;
      if (leaves(inner)) throw outside(pattern);
      const paths: string[] = [];
      for await (const path of glob(inner, { cwd: top })) {
        paths.push(path);
        if (paths.length > maxFiles) {
          throw new NodeError(`More than ${maxFiles} files fit "${pattern}"`, { code: "FOLDER_TOO_MANY" });
        }
      }
      const loaded = [];
      for (const path of paths.sort()) {
        const place = await realpath(join(top, path));
        await requireOpen(top, place, path);
        if (!(await stat(place)).isFile()) continue;
        const handle = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
        await requireSame(handle, top, place, path);
        const name = basename(path);
        loaded.push(await files.write({ name, mimeType: mimeTypeOf(name) }, handle.createReadStream(), maxFileBytes));
      }
      return loaded;
    },

    async list(max) {
      const top = await root();
      const paths: string[] = [];
      const folders = [top];
      const closedPlaces = await closedIn(top);
      // A link is neither: what it leads to may lie outside.
      for (const folder of folders) {
        for await (const entry of await opendir(folder)) {
          const place = join(folder, entry.name);
          if (closedPlaces.some((one) => isWithin(one, place))) continue;
          if (entry.isDirectory()) folders.push(place);
          else if (entry.isFile()) paths.push(relative(top, place));
          if (paths.length === max) return paths.sort();
        }
      }
      return paths.sort();
    },

    async database(path, { write }) {
      const top = await root();
      const place = resolve(top, path);
      if (place === top) throw outside(path);
      await requireOpen(top, place, path);
      if (write) await makeFolders(top, dirname(place), path);
      const real = await realpath(place).catch(() => undefined);
      if (real && real !== place) throw outside(path);
      if (!real && !write) {
        throw new NodeError(`There is no file "${path}" in the folder for files`, { code: "FOLDER_MISSING" });
      }
      return openDatabase(place, { write });
    },

    async save(file, path, { append }) {
      const top = await root();
      const place = resolve(top, path);
      if (place === top) throw outside(path);
      await requireOpen(top, place, path);
      await makeFolders(top, dirname(place), path);
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;
      const handle = await open(place, flags | (append ? constants.O_APPEND : 0)).catch((cause) => {
        throw new NodeError(`"${path}" cannot be written: ${(cause as Error).message}`, {
          code: "FOLDER_WRITE",
          cause,
        });
      });
      await requireSame(handle, top, place, path);
      // Not while it was opened: it could have been another file then.
      if (!append) await handle.truncate(0);
      await pipeline(files.read(file), handle.createWriteStream());
    },
  };

  async function closedIn(top: string): Promise<string[]> {
    const all = await Promise.all(closed.map((one) => realpath(one).catch(() => resolve(one))));
    // A folder of its own within the data folder is the operator's choice.
    return all.filter((one) => top === one || !isWithin(one, top));
  }

  async function requireOpen(top: string, place: string, path: string) {
    if (!isWithin(top, place)) throw outside(path);
    if ((await closedIn(top)).some((one) => isWithin(one, place))) throw kept(path);
  }

  /** Somebody may have put a link in the place of a folder after that was looked at. */
  async function requireSame(handle: FileHandle, top: string, place: string, path: string) {
    try {
      const opened = await handle.stat();
      if (!opened.isFile()) throw outside(path);
      // The system says what was opened, whatever leads there now. Where it does not, the path is looked at once more.
      const real = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => realpath(place));
      await requireOpen(top, real, path);
      if (real === place) return;
      const there = await stat(real);
      if (opened.ino !== there.ino || opened.dev !== there.dev) throw outside(path);
    } catch (thrown) {
      await handle.close();
      throw thrown instanceof NodeError ? thrown : outside(path);
    }
  }
}

/** Link by link: a link that leads elsewhere is found before anything is made behind it. */
async function makeFolders(top: string, folder: string, path: string) {
  let place = top;
  for (const part of relative(top, folder).split(sep).filter(Boolean)) {
    place = join(place, part);
    await mkdir(place).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    if (!isWithin(top, await realpath(place))) throw outside(path);
  }
}

const leaves = (path: string) => isAbsolute(path) || path.split(/[\\/]/).includes("..");
const isWithin = (top: string, place: string) => place === top || place.startsWith(top + sep);

const outside = (path: string) =>
  new NodeError(`"${path}" is outside of the folder for files`, {
    code: "FOLDER_OUTSIDE",
    hint: "Give a path within the folder that ISLEWIRE_FILES_FOLDER names",
  });

const kept = (path: string) =>
  new NodeError(`"${path}" belongs to the server itself`, {
    code: "FOLDER_CLOSED",
    hint: "Whoever runs the server should name a folder of its own in ISLEWIRE_FILES_FOLDER",
  });
