import { constants } from "node:fs";
import { glob, mkdir, open, opendir, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { mimeTypeOf } from "@/nodes/sdk/mime-type";
import { NodeError } from "@/nodes/sdk/node-error";
import type { DatabaseFile, Services } from "@/nodes/sdk/services";
import type { FileStore } from "./files";

const maxFiles = 1_000;
const maxFileBytes = 1024 ** 3;

/** The one folder whose files workflows may read and write. Without a folder every call is refused. */
export function openSharedFolder(
  folder: string | undefined,
  files: FileStore,
  openDatabase: (place: string, options: { write: boolean }) => DatabaseFile,
): Services["folder"] {
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
        if (!isWithin(top, place)) throw outside(path);
        if (!(await stat(place)).isFile()) continue;
        const handle = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW);
        const name = basename(path);
        loaded.push(await files.write({ name, mimeType: mimeTypeOf(name) }, handle.createReadStream(), maxFileBytes));
      }
      return loaded;
    },

    async list(max) {
      const top = await root();
      const paths: string[] = [];
      const folders = [top];
      // A link is neither: what it leads to may lie outside.
      for (const folder of folders) {
        for await (const entry of await opendir(folder)) {
          const place = join(folder, entry.name);
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
      if (!isWithin(top, place) || place === top) throw outside(path);
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
      if (!isWithin(top, place) || place === top) throw outside(path);
      await makeFolders(top, dirname(place), path);
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW;
      const handle = await open(place, flags | (append ? constants.O_APPEND : constants.O_TRUNC)).catch((cause) => {
        throw new NodeError(`"${path}" cannot be written: ${(cause as Error).message}`, {
          code: "FOLDER_WRITE",
          cause,
        });
      });
      await pipeline(files.read(file), handle.createWriteStream());
    },
  };
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
