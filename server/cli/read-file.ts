import { readFile } from "node:fs/promises";
import { text as readText } from "node:stream/consumers";
import { AppError } from "@/shared/errors";

/** `-` is standard input. Throws `AppError` for a file that cannot be read. */
export async function readFileText(file: string): Promise<string> {
  try {
    return file === "-" ? await readText(process.stdin) : await readFile(file, "utf8");
  } catch (thrown) {
    const isMissing = (thrown as NodeJS.ErrnoException).code === "ENOENT";
    throw new AppError(
      "NOT_FOUND",
      isMissing ? `There is no file ${file}` : `${file} cannot be read: ${(thrown as Error).message}`,
    );
  }
}
