import { spawn } from "node:child_process";
import { join } from "node:path";
import { inject } from "vitest";

export type Ended = { code: number | null; out: string; err: string };

/** Runs the real command line, as a process of its own, in `cwd` and on the data folder `data`. */
export function runCli(place: { cwd: string; data: string }, args: string[], input = ""): Promise<Ended> {
  const child = spawn(process.execPath, [join(inject("bundle"), "cli.js"), ...args], {
    cwd: place.cwd,
    env: { PATH: process.env.PATH, NODE_ENV: "production", ISLEWIRE_DATA: place.data, ISLEWIRE_LOG_LEVEL: "warn" },
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk;
  });
  child.stdin.end(input);
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
}
