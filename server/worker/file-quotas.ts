import { NodeError } from "@/nodes/sdk/node-error";
import type { Store } from "@/server/db/client";
import { type FileBudget, withFileBudget } from "@/server/http/file-budget";
import { sizeOfFile } from "@/server/http/files";

/** Bytes of files that one execution may store, and all that a project keeps. 0: without a limit. */
export type FileQuota = { executionBytes: number; projectBytes: number };

const mb = 1024 * 1024;
const freshMs = 30_000;
const maxKnownSizes = 100_000;
/** Files looked at side by side. */
const batch = 50;

export function createFileQuotas(store: Store, dataFolder: string, { executionBytes, projectBytes }: FileQuota) {
  const filesOfExecution = store.rawRead
    .prepare<[number], string>("SELECT file_id FROM file_references WHERE execution_id = ?")
    .pluck();
  const filesOfProject = store.rawRead
    .prepare<[string], string>(
      `SELECT DISTINCT r.file_id FROM file_references r JOIN executions e ON e.id = r.execution_id
       JOIN workflows w ON w.id = e.workflow_id WHERE w.project_id = ?`,
    )
    .pluck();
  /** Contents never change: their size is looked up once. */
  const sizes = new Map<string, number>();
  const projects = new Map<string, { at: number; bytes: Promise<number>; added: number }>();

  /** What runs within may store as much as its execution and its project have left. */
  const within = <T>(place: { executionId: number; project: string }, work: () => Promise<T>): Promise<T> =>
    executionBytes === 0 && projectBytes === 0 ? work() : withFileBudget(budgetOf(place), work);

  return { within };

  function budgetOf({ executionId, project }: { executionId: number; project: string }): FileBudget {
    let before: Promise<number> | undefined;
    let own = 0;
    return {
      async take(bytes) {
        own += bytes;
        const shared = projectBytes > 0 ? usageOf(project) : undefined;
        if (shared) shared.added += bytes;
        if (executionBytes > 0) {
          before ??= sizeOf(filesOfExecution.all(executionId));
          if ((await before) + own > executionBytes) throw tooMuch("This execution has", executionBytes, "EXECUTION");
        }
        if (shared && (await shared.bytes) + shared.added > projectBytes)
          throw tooMuch("The project of this workflow has", projectBytes, "PROJECT");
      },
      giveBack(bytes) {
        own -= bytes;
        const shared = projects.get(project);
        if (shared) shared.added -= bytes;
      },
    };
  }

  function usageOf(project: string) {
    const known = projects.get(project);
    if (known && Date.now() - known.at < freshMs) return known;
    const fresh = { at: Date.now(), bytes: sizeOf(filesOfProject.all(project)), added: 0 };
    projects.set(project, fresh);
    return fresh;
  }

  async function sizeOf(ids: string[]): Promise<number> {
    let sum = 0;
    for (let at = 0; at < ids.length; at += batch) {
      const found = await Promise.all(ids.slice(at, at + batch).map(knownSize));
      sum += found.reduce((all, size) => all + size, 0);
    }
    return sum;
  }

  async function knownSize(id: string): Promise<number> {
    const known = sizes.get(id);
    if (known !== undefined) return known;
    const size = await sizeOfFile(dataFolder, id);
    if (sizes.size >= maxKnownSizes) sizes.clear();
    if (size > 0) sizes.set(id, size);
    return size;
  }
}

const tooMuch = (whose: string, bytes: number, name: "EXECUTION" | "PROJECT") =>
  new NodeError(`${whose} stored as many files as it may: ${Math.round((bytes / mb) * 10) / 10} MB`, {
    code: "FILE_QUOTA",
    hint: `Drop what is not needed any more, or have the operator raise ISLEWIRE_${name}_FILES_MB`,
  });
