import type { Output } from "@/nodes/sdk/define-node";
import { fileOf } from "@/nodes/sdk/files";
import { requireItemCount } from "@/nodes/sdk/item-limit";
import { NodeError } from "@/nodes/sdk/node-error";
import { p } from "@/nodes/sdk/params";
import type { FileRef, Item } from "@/shared/item";
import { cleanPath, fitsPattern, folderOf, isPlainName, join } from "./paths";
import type { Entry, FileServer } from "./server";

const path = p.text({ label: "Path", required: true, placeholder: "out/report.csv" });
const field = p.text({ label: "File field of the item", default: "data", required: true, expression: false });
const overwrite = p.toggle({ label: "Replace what is there", default: true });
const makeFolders = p.toggle({ label: "Make folders on the way", default: true });

export const fileServerParams = () => ({
  operation: p.choice({
    label: "What to do",
    cases: {
      list: {
        label: "List a folder",
        params: {
          folder: p.text({ label: "Folder", help: "Empty: where the server begins", placeholder: "in" }),
          pattern: p.text({ label: "Only names like", help: "* stands for any letters", placeholder: "*.csv" }),
          recursive: p.toggle({ label: "Also what is in its folders", help: "Links are not followed" }),
          limit: p.number({ label: "At most", default: 1_000, min: 1, max: 100_000, integer: true, unit: "files" }),
        },
      },
      download: { label: "Download a file", params: { path, field } },
      upload: {
        label: "Upload a file",
        help: "It takes its name once it is complete",
        params: { field, path, overwrite, makeFolders },
      },
      move: {
        label: "Move or rename",
        params: { path, to: p.text({ label: "New path", required: true }), overwrite, makeFolders },
      },
      remove: {
        label: "Delete",
        params: {
          path,
          what: p.select({
            label: "What",
            options: [
              { value: "file", label: "A file" },
              { value: "folder", label: "A folder with all that is in it" },
            ],
            expression: false,
          }),
        },
      },
      makeFolder: { label: "Make a folder", params: { path } },
    },
  }),
});

export type FileOperation =
  | { is: "list"; folder: string; pattern: string; recursive: boolean; limit: number }
  | { is: "download"; path: string; field: string }
  | { is: "upload"; field: string; path: string; overwrite: boolean; makeFolders: boolean }
  | { is: "move"; path: string; to: string; overwrite: boolean; makeFolders: boolean }
  | { is: "remove"; path: string; what: "file" | "folder" }
  | { is: "makeFolder"; path: string };

type Work = { server: FileServer; item: Item; signal: AbortSignal; log(message: string): void };

/** What one item asks for. */
export async function operate(work: Work, operation: FileOperation): Promise<Output[]> {
  const { server, item } = work;
  if (operation.is === "list") return list(work, operation);
  const at = cleanPath(operation.path, "operation.path");
  switch (operation.is) {
    case "download": {
      const file = await server.download(at);
      return [{ json: { ...item.json, path: at }, binary: { ...item.binary, [operation.field]: file } }];
    }
    case "upload": {
      const file = fileOf(item, operation.field, "operation.field");
      if (operation.makeFolders) await makeParents(server, at);
      await uploadWhole(server, file, at, operation.overwrite);
      return [{ ...item, json: { ...item.json, path: at, size: file.size } }];
    }
    case "move": {
      const to = cleanPath(operation.to, "operation.to");
      if (operation.makeFolders) await makeParents(server, to);
      await server.rename(at, to, { overwrite: operation.overwrite });
      return [{ ...item, json: { ...item.json, path: to } }];
    }
    case "remove":
      if (operation.what === "folder") await server.removeFolder(requireName(at));
      else await server.remove(at);
      return [{ ...item, json: { ...item.json, path: at } }];
    case "makeFolder":
      await server.makeFolder(at);
      return [{ ...item, json: { ...item.json, path: at } }];
  }
}

/** Nobody means to delete all that a server has. */
function requireName(folder: string): string {
  if (folder !== "" && folder !== "/") return folder;
  throw new NodeError("The folder that the server begins with cannot be deleted", { param: "operation.path" });
}

async function makeParents(server: FileServer, path: string): Promise<void> {
  const folder = folderOf(path);
  if (folder !== "" && folder !== "/") await server.makeFolder(folder);
}

/** Under another name until it is complete: who looks for files finds no half of one. */
async function uploadWhole(server: FileServer, file: FileRef, path: string, overwrite: boolean): Promise<void> {
  if (!overwrite && (await server.exists(path))) throw isThere(path);
  const name = path.split("/").at(-1) ?? "";
  const part = join(folderOf(path), `.${name.slice(0, 100)}.${crypto.randomUUID().slice(0, 8)}.part`);
  try {
    await server.upload(file, part);
    await server.rename(part, path, { overwrite });
  } catch (thrown) {
    await server.remove(part).catch(() => {});
    throw thrown;
  }
}

export const isThere = (path: string) =>
  new NodeError(`There is a file "${path}" already`, {
    code: "FILE_THERE",
    hint: 'Choose another name, or switch "Replace what is there" on',
  });

async function list(work: Work, { folder, pattern, recursive, limit }: Extract<FileOperation, { is: "list" }>) {
  const { server, signal, log } = work;
  const found: Output[] = [];
  const folders = [cleanPath(folder, "operation.folder")];
  const fits = ({ name }: Entry) => pattern === "" || fitsPattern(name, pattern);
  for (let next = folders.shift(); next !== undefined; next = folders.shift()) {
    signal.throwIfAborted();
    for (const entry of await server.list(next)) {
      if (!isPlainName(entry.name)) {
        log(`Left out: ${JSON.stringify(entry.name.slice(0, 200))} is no name of a file`);
        continue;
      }
      const { name, type, size, modifiedAt } = entry;
      const path = join(next, name);
      if (recursive && type === "folder") folders.push(path);
      if (!fits(entry)) continue;
      if (found.length >= limit) {
        log(`There are more than ${limit} files; the others are left out`);
        return found;
      }
      requireItemCount(found.length + 1);
      const modified = modifiedAt === undefined ? null : new Date(modifiedAt).toISOString();
      found.push({ json: { name, path, type, size: size ?? null, modified } });
    }
  }
  return found;
}
