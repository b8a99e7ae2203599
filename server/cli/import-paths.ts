import { importFiles } from "@/server/services/import-files";
import { getWorkflow, publishWorkflow } from "@/server/services/workflows";
import type { ImportWarning } from "@/shared/api";
import { AppError } from "@/shared/errors";
import { filesBelow, readFileBytes } from "./read-file";
import type { Session } from "./session";

export type Imported = {
  file: string;
  id?: string;
  published?: boolean;
  error?: string;
  warnings?: ImportWarning[];
};

/** Imports files, archives and what is in folders, one after the other. What is broken stops none of the others. */
export async function importPaths(
  workflows: Session["workflows"],
  paths: readonly string[],
  publish: boolean,
): Promise<Imported[]> {
  const results: Imported[] = [];
  for (const path of paths) {
    try {
      for (const file of await filesBelow(path)) results.push(...(await importFile(workflows, file, publish)));
    } catch (thrown) {
      results.push({ file: path, error: textOf(thrown) });
    }
  }
  return results;
}

async function importFile(workflows: Session["workflows"], file: string, publish: boolean): Promise<Imported[]> {
  const outcome = await importFiles(workflows, [{ name: file, bytes: await readFileBytes(file) }]);
  const results: Imported[] = outcome.failed.map(({ fileName, message, hint }) => ({
    file: fileName,
    error: hint ? `${message}. ${hint}` : message,
  }));
  for (const { fileName, id, warnings } of outcome.imported) {
    const error = publish ? await publishError(workflows, id) : undefined;
    results.push({
      ...{ file: fileName, id },
      ...(error === undefined
        ? { published: publish, warnings }
        : { error: `imported as ${id}, but not published: ${error}` }),
    });
  }
  return results;
}

async function publishError(workflows: Session["workflows"], id: string): Promise<string | undefined> {
  try {
    await publishWorkflow(workflows, { id, revision: getWorkflow(workflows, { id }).revision });
    return undefined;
  } catch (thrown) {
    return textOf(thrown);
  }
}

function textOf(thrown: unknown): string {
  if (!(thrown instanceof AppError)) throw thrown;
  return thrown.hint ? `${thrown.message}. ${thrown.hint}` : thrown.message;
}
