import { writeFile } from "node:fs/promises";
import { backUp, restore } from "@/server/db/backup";
import type { KeySource } from "@/server/secrets/root-key";
import { systemActor } from "@/server/services/access";
import { listExecutions } from "@/server/services/executions";
import { listWorkflows, takeWorkflow } from "@/server/services/workflows";
import { type ImportWarning, type WorkflowFormat, workflowFormats } from "@/shared/api";
import { AppError } from "@/shared/errors";
import { shownStatus, shownStatuses } from "@/shared/execution";
import { apiKeys } from "./api-keys";
import { auditCommand } from "./audit";
import { executeHere } from "./execute";
import { importPaths } from "./import-paths";
import { keys } from "./keys";
import { users } from "./people";
import { readEnvironment, type Session } from "./session";
import { table } from "./table";
import { oneOf, UsageError, wholeNumber } from "./usage-error";

export type Flags = {
  json: boolean;
  anchor?: string;
  from?: string;
  to?: string;
  publish?: boolean;
  input?: string;
  output?: string;
  format?: string;
  workflow?: string;
  status?: string;
  limit?: string;
  role?: string;
  days?: string;
  for?: string;
  scopes?: string;
  addresses?: string;
  overlap?: string;
  "two-factor"?: boolean;
  root?: boolean;
  links?: boolean;
  "new-key-file"?: string;
};

/** Prints to standard output; answers the exit code. */
type Command = (session: Session, args: string[], flags: Flags) => Promise<number>;

export const commands: { [name: string]: Command } = {
  async list({ workflows }, _args, { json }) {
    const all = listWorkflows(workflows, {});
    const rows = all.map(({ id, name, published, changed, nodeCount, lastExecution }) => ({
      id,
      name,
      state: published ? (changed ? "published, changed since" : "published") : "draft",
      nodes: nodeCount,
      "last execution": lastExecution ? `#${lastExecution.id} ${lastExecution.status}` : "",
    }));
    print(json ? all : table(rows, "There are no workflows yet"));
    return 0;
  },

  async import({ workflows }, paths, { json, publish = false }) {
    if (paths.length === 0) throw new UsageError("import: name at least one file or folder");
    const results = await importPaths(workflows, paths, publish);
    if (json) print(results);
    for (const { file, id, error, warnings = [], published } of json ? [] : results) {
      if (error) process.stderr.write(`${file}: ${error}\n`);
      else print(`${file}: ${published ? "imported and published" : "imported"} as ${id}\n`);
      for (const warning of warnings) process.stderr.write(warningLine(warning));
    }
    return results.some(({ error }) => error) ? 1 : 0;
  },

  async export({ workflows }, [id, ...more], { json, output, format = "islewire" }) {
    if (!id || more.length) throw new UsageError("export: name one workflow by its id");
    if (!isFormat(format)) throw new UsageError(`export: --format is ${workflowFormats.join(" or ")}`);
    const { text, fileName, warnings } = await takeWorkflow(workflows, { id, format });
    if (!output) print(text);
    else {
      await writeFile(output, text).catch((thrown: Error) => {
        throw new AppError("INVALID", `${output} could not be written: ${thrown.message}`);
      });
      print(json ? { file: output, name: fileName, warnings } : `${output} written\n`);
    }
    if (!json || !output) for (const warning of warnings) process.stderr.write(warningLine(warning));
    return 0;
  },

  run,
  /** As n8n calls it. */
  execute: run,

  async executions({ store }, _args, { json, workflow, status, limit }) {
    const filter = {
      workflowId: workflow,
      status: status === undefined ? undefined : oneOf("executions: --status", status, shownStatuses),
      limit: wholeNumber("executions: --limit", limit ?? "20", 1, 1_000),
    };
    const { executions } = listExecutions({ store, actor: systemActor }, filter);
    const rows = executions.map(
      ({ id, workflowName, status: state, mode, createdAt, startedAt, finishedAt, error }) => ({
        id: String(id),
        workflow: workflowName,
        status: shownStatus(state, error?.code),
        "started by": mode,
        at: new Date(createdAt).toISOString(),
        took: startedAt && finishedAt ? `${finishedAt - startedAt} ms` : "",
        error: error?.message ?? "",
      }),
    );
    print(json ? executions : table(rows, "Nothing has run yet"));
    return 0;
  },

  keys,
  users: (session, args, flags) => users(session, args, flags, print),
  "api-keys": (session, args, flags) => apiKeys(session, args, flags, print),
  audit: (session, args, flags) => auditCommand(session.workflows, args, flags, print),
};

async function run(session: Session, [target, ...more]: string[], { json, input }: Flags): Promise<number> {
  if (!target || more.length) throw new UsageError("run: name one workflow, by its id or as a file");
  const ended = await executeHere(session, target, input);
  if (json) print(ended);
  else if (ended.status === "succeeded") print(`${JSON.stringify(ended.items, null, 2)}\n`);
  else {
    const { executionId, status, error } = ended;
    const reason = error ? `: ${error.message}${error.hint ? `. ${error.hint}` : ""}` : "";
    process.stderr.write(`Execution ${executionId} ${statusText[status]}${reason}\n`);
  }
  return ended.status === "succeeded" || ended.status === "waiting" ? 0 : 1;
}

/** Commands about the data folder as a whole: its database is not opened for them, nor brought up to date. */
export const folderCommands: {
  [name: string]: (dataFolder: string, args: string[], flags: Flags) => Promise<number>;
} = {
  async backup(dataFolder, [target, ...more], { json }) {
    if (!target || more.length) throw new UsageError("backup: name a new folder");
    const backup = await backUp(dataFolder, target);
    const { workflows, executions } = backup;
    const key = isElsewhere(readEnvironment().key)
      ? "The key is not in it: keep that, too"
      : "The key is in it: keep it as safe as the original";
    print(
      json
        ? backup
        : `${dataFolder} is backed up in ${target}: ${workflows} workflows, ${executions} executions. ${key}\n`,
    );
    return 0;
  },

  async restore(dataFolder, [source, ...more], { json }) {
    if (!source || more.length) throw new UsageError("restore: name the folder of a backup");
    const restored = await restore(source, dataFolder, { keyIsElsewhere: isElsewhere(readEnvironment().key) });
    const { workflows, executions } = restored;
    print(json ? restored : `${dataFolder} is made of ${source}: ${workflows} workflows, ${executions} executions\n`);
    return 0;
  },
};

const isElsewhere = ({ value, file }: KeySource) => value !== undefined || file !== undefined;

const statusText = {
  succeeded: "succeeded",
  failed: "failed",
  cancelled: "was cancelled",
  waiting: "waits",
  lost: "was taken over",
};

const isFormat = (format: string): format is WorkflowFormat => (workflowFormats as readonly string[]).includes(format);

const warningLine = ({ place, message }: ImportWarning) => `  ${place ? `${place}: ` : ""}${message}\n`;

function print(value: unknown): void {
  process.stdout.write(typeof value === "string" ? value : `${JSON.stringify(value, null, 2)}\n`);
}
