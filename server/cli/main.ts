import { parseArgs } from "node:util";
import { logger } from "@/server/processes/logger";
import { AppError } from "@/shared/errors";
import { commands, folderCommands } from "./commands";
import { help } from "./help";
import { openSession, readEnvironment } from "./session";
import { UsageError } from "./usage-error";

/** The command line. Exit codes: 0 done, 1 failed, 2 not understood. */
const options = {
  json: { type: "boolean" },
  publish: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  input: { type: "string" },
  format: { type: "string" },
  output: { type: "string", short: "o" },
  workflow: { type: "string" },
  status: { type: "string" },
  limit: { type: "string" },
  role: { type: "string" },
  days: { type: "string" },
  for: { type: "string" },
  scopes: { type: "string" },
  addresses: { type: "string" },
  overlap: { type: "string" },
  "two-factor": { type: "boolean" },
  root: { type: "boolean" },
  links: { type: "boolean" },
  "new-key-file": { type: "string" },
  anchor: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
} as const;

process.exitCode = await run(process.argv.slice(2));

async function run(args: string[]): Promise<number> {
  let isJson = args.includes("--json");
  try {
    const { values, positionals } = parse(args);
    isJson = values.json ?? false;
    const [name = "help", ...rest] = positionals;
    if (name === "help" || values.help) {
      process.stdout.write(help);
      return 0;
    }
    const flags = { ...values, json: isJson };
    const forFolder = Object.hasOwn(folderCommands, name) ? folderCommands[name] : undefined;
    if (forFolder) return await forFolder(readEnvironment().dataFolder, rest, flags);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) throw new UsageError(`There is no command "${name}"`);
    const session = openSession();
    try {
      return await command(session, rest, flags);
    } finally {
      await session.close();
    }
  } catch (thrown) {
    return tell(thrown, isJson);
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function tell(thrown: unknown, isJson: boolean): number {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const hint = thrown instanceof AppError ? thrown.hint : undefined;
  const isUsage = thrown instanceof UsageError;
  if (isJson) process.stdout.write(`${JSON.stringify({ error: { message, ...(hint && { hint }) } })}\n`);
  else process.stderr.write(`${message}${hint ? `. ${hint}` : ""}\n${isUsage ? "See: islewire help\n" : ""}`);
  if (!isUsage && !(thrown instanceof AppError)) logger("cli").error({ err: thrown }, "The command failed");
  return isUsage ? 2 : 1;
}
