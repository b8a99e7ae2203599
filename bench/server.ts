import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { serverEnv, serverFlags } from "../scripts/pinned-node.mjs";
import { setupCode } from "./session.ts";

/** A server under test: the built product, or the floor, as a process of its own on a free port of this machine. */
export type Running = { url: string; pid: number; startMs: number; stop(): Promise<void> };

const root = join(import.meta.dirname, "..");

/** Starts the product and waits until `path` answers with a status below 500. */
export async function startIslewire(dataFolder: string, path = "/readyz", more: object = {}): Promise<Running> {
  const env = { PATH: process.env.PATH, NODE_ENV: "production", NODE_COMPILE_CACHE: join(root, ".cache", "v8") };
  const own = { ...serverEnv, ISLEWIRE_DATA: dataFolder, ISLEWIRE_SETUP_CODE: setupCode, ISLEWIRE_LOG_LEVEL: "warn" };
  return start([...serverFlags, join(root, "dist", "main.js")], { ...env, ...own, ...more }, path);
}

export const startFloor = (dataFolder: string) =>
  start([join(import.meta.dirname, "floor.ts")], { PATH: process.env.PATH, FLOOR_DATA: dataFolder }, "/");

async function start(args: string[], env: { [name: string]: string | undefined }, path: string): Promise<Running> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...env, PORT: String(port) } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswered(child, `${url}${path}`);
  return { url, pid: child.pid ?? 0, startMs: performance.now() - began, stop: () => stop(child) };
}

async function untilAnswered(child: ChildProcess, url: string): Promise<void> {
  for (let tries = 0; tries < 4_000; tries++) {
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}`);
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 599,
    );
    if (status < 500) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`${url} did not answer`);
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Runs the command line on a data folder; gives what it printed. */
export function islewire(dataFolder: string, ...args: string[]): string {
  return execFileSync(process.execPath, [join(root, "dist", "cli.js"), ...args], {
    env: { ...process.env, ISLEWIRE_DATA: dataFolder, ISLEWIRE_SETUP_CODE: setupCode },
    encoding: "utf8",
  });
}

/** A process and all its descendants. Linux only; empty elsewhere. */
function familyOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  const family = [pid];
  for (const member of family) for (const [child, parent] of parents) if (parent === member) family.push(child);
  return family;
}

/** Processor time of a process and all its descendants, in milliseconds. The clock of Linux ticks 100 times a second. */
export function processorMs(pid: number): number {
  return familyOf(pid).reduce((sum, member) => {
    const stat = readIfThere(`/proc/${member}/stat`);
    const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
    return sum + (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10;
  }, 0);
}

/** Resident megabytes of a process and all its descendants, by role. Linux only; empty elsewhere. */
export function residentMb(pid: number): { name: string; mb: number }[] {
  return familyOf(pid).flatMap((member) => {
    const [commandText, memory] = [`/proc/${member}/cmdline`, `/proc/${member}/statm`].map(readIfThere);
    if (!commandText || !memory) return [];
    const command = commandText.split("\0");
    const script = command.find((part) => part.endsWith(".js") || part.endsWith(".ts")) ?? "";
    const name = script.includes("executor")
      ? "executor"
      : (script
          .split("/")
          .pop()
          ?.replace(/\.\w+$/, "") ?? "");
    return [{ name, mb: (Number(memory.split(" ")[1]) * 4096) / 1_048_576 }];
  });
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}
