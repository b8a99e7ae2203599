import type { ImportOutcome } from "@/shared/api";
import { AppError } from "@/shared/errors";
import type { WorkflowContext } from "./context";
import { isArchive, readArchive } from "./import-archive";
import { workflowsOfText } from "./workflow-import";
import { createWorkflow, parseImported } from "./workflows";

export type GivenFile = { name: string; bytes: Uint8Array };

/** Imports every workflow of every file and archive. What is broken is told and stops none of the others. */
export async function importFiles(
  ctx: WorkflowContext,
  given: readonly GivenFile[],
  projectId?: string,
): Promise<ImportOutcome> {
  const outcome: ImportOutcome = { imported: [], failed: [] };
  const attempt = async (fileName: string, work: () => Promise<void> | void) => {
    try {
      await work();
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      outcome.failed.push({ fileName, message: thrown.message, ...(thrown.hint && { hint: thrown.hint }) });
    }
  };
  for (const { name, bytes } of given) {
    await attempt(name, async () => {
      const isPacked = isArchive(bytes);
      const files = isPacked ? readArchive(name, bytes) : [{ name, text: Buffer.from(bytes).toString("utf8") }];
      for (const file of files) {
        const fileName = isPacked ? `${name}: ${file.name}` : name;
        await attempt(fileName, () => importText(fileName, file.text));
      }
    });
  }
  return outcome;

  async function importText(fileName: string, text: string) {
    const found = workflowsOfText(text);
    for (const [index, value] of found.entries()) {
      await attempt(found.length > 1 ? `${fileName}, workflow ${index + 1}` : fileName, async () => {
        const { document, warnings } = parseImported(value, ctx.store);
        const { id } = await createWorkflow(ctx, { document, projectId, isImport: true });
        outcome.imported.push({ fileName, id, name: document.name, warnings });
      });
    }
  }
}
