/** Bundles the processes with esbuild into dist/: main, worker, executor, command line, and what runs inside isolates. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  sourcemap: "linked",
  logLevel: "warning",
  alias: { "@": root },
  external: ["next", "better-sqlite3", "isolated-vm"],
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
};

/** `outdir` is relative to the project. The executor has a folder of its own: it may read nothing else. */
export async function bundle({ outdir = "dist", minify = false } = {}) {
  rmSync(`${root}/${outdir}`, { recursive: true, force: true });
  mkdirSync(`${root}/${outdir}/executor`, { recursive: true });
  writeFileSync(`${root}/${outdir}/package.json`, '{ "type": "module" }\n');
  await Promise.all([
    esbuild.build({
      ...shared,
      minify,
      splitting: true,
      entryPoints: { main: "server/main/main.ts", worker: "server/worker/main.ts", cli: "server/cli/main.ts" },
      outdir,
      chunkNames: "chunks/[name]-[hash]",
    }),
    esbuild.build({
      ...shared,
      minify,
      entryPoints: { main: "server/sandbox/executor/main.ts" },
      outdir: `${outdir}/executor`,
    }),
    esbuild.build({
      absWorkingDir: root,
      bundle: true,
      minify: true,
      platform: "neutral",
      mainFields: ["main", "module"],
      target: "es2024",
      format: "iife",
      globalName: "own",
      alias: { "@": root },
      entryPoints: ["server/sandbox/runtime/main.ts"],
      // A property, unlike a variable, can be deleted from the global object again.
      banner: { js: "globalThis.runtime = (() => {" },
      footer: { js: "return own; })();" },
      outfile: `${outdir}/executor/sandbox-runtime.js`,
    }),
  ]);
  cpSync(`${root}/drizzle`, `${root}/${outdir}/drizzle`, { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle({ minify: process.env.NODE_ENV === "production" });
