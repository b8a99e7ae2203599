import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { buffer as readBytes } from "node:stream/consumers";
import { AppError } from "@/shared/errors";

/** `-` is standard input. Throws `AppError` for a file that cannot be read. */
export const readFileBytes = (file: string): Promise<Buffer> =>
  reading(file, () => (file === "-" ? readBytes(process.stdin) : readFile(file)));

export const readFileText = async (file: string): Promise<string> => (await readFileBytes(file)).toString("utf8");

/** The workflow files and archives of a folder and of all folders in it, by name; a file is itself. */
export async function filesBelow(path: string): Promise<string[]> {
  const isFolder = path !== "-" && (await reading(path, () => stat(path))).isDirectory();
  if (!isFolder) return [path];
  const names = await reading(path, () => readdir(path, { recursive: true }));
  const files = names.filter((name) => /\.(json|zip)$/i.test(name) && !hidden.test(name)).sort();
  if (files.length === 0) throw new AppError("NOT_FOUND", `There is no workflow file (.json or .zip) in ${path}`);
  return files.map((name) => join(path, name));
}

const hidden = /(^|[\\/])(\.|node_modules[\\/])/;

async function reading<Read>(file: string, read: () => Promise<Read>): Promise<Read> {
  try {
    return await read();
  } catch (thrown) {
    const isMissing = (thrown as NodeJS.ErrnoException).code === "ENOENT";
    throw new AppError(
      "NOT_FOUND",
      isMissing ? `There is no file ${file}` : `${file} cannot be read: ${(thrown as Error).message}`,
    );
  }
}
