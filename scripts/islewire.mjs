#!/usr/bin/env node
/**
 * The command `islewire`: sees to it that everything is installed and built, then goes on under the pinned Node with
 * the server (`start`) or the command line. No dependencies of its own.
 */
import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { commandFlags, pinnedEnv, pinnedNode, root, serverEnv, serverFlags } from "./pinned-node.mjs";
import { ensureBuilt, ensureInstalled, fail } from "./setup.mjs";

const [command = "help", ...rest] = process.argv.slice(2);
try {
  ensureInstalled();
  ensureBuilt();
  const isServer = command === "start";
  const entry = join(root, "dist", isServer ? "main.js" : "cli.js");
  // The server finds its pages from the project's folder, the command line the user's files from where it was called.
  const here = process.env.INIT_CWD ?? process.cwd();
  const cwd = isServer ? root : here;
  const data = process.env.ISLEWIRE_DATA ? resolve(here, process.env.ISLEWIRE_DATA) : join(root, "data");
  const env = pinnedEnv({
    ...(isServer && serverEnv),
    NODE_ENV: "production",
    NODE_COMPILE_CACHE: join(root, ".cache", "v8"),
    ISLEWIRE_DATA: data,
  });
  const args = isServer ? rest : [command, ...rest];
  become(pinnedNode(), [...(isServer ? serverFlags : commandFlags), entry, ...args], { cwd, env });
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

/** Goes on as that program. Where this Node cannot do that yet, it stays as its parent. */
function become(program, args, { cwd, env }) {
  if (process.execve && process.platform !== "win32") {
    process.chdir(cwd);
    process.execve(program, [program, ...args], env);
  }
  const child = spawn(program, args, { cwd, env, stdio: "inherit" });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) {
    // It may have reached the whole group already: the server takes signals of the same moment as one.
    process.on(signal, () => child.kill(signal));
  }
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
  child.on("error", (error) => fail(`Islewire could not be started: ${error.message}`));
}
