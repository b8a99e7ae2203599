/** Bundles the processes with esbuild: main, worker, executor, command line, and what runs inside isolates. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import esbuild from "esbuild";
import { root } from "./pinned-node.mjs";

/** @type {import("esbuild").BuildOptions} */
export const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  sourcemap: "linked",
  logLevel: "warning",
  // Its "main" is a format that cannot be bundled.
  alias: { "@": root, "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
  // The second line: of what is loaded on demand and names its exports only when it runs, a bundle has but the default.
  external: [...["next", "better-sqlite3", "isolated-vm", "ssh2"], ...["ioredis", "mysql2", "mongodb", "basic-ftp"]],
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
};

/** What runs inside isolates: a script without modules or anything of Node. */
const isolated = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: "neutral",
  mainFields: ["main", "module"],
  target: "es2024",
  format: "iife",
  logLevel: "warning",
  alias: { "@": root },
};

const processes = { main: "server/main/main.ts", worker: "server/worker/main.ts", cli: "server/cli/main.ts" };
const entries = { ...processes, conformance: "conformance/main.ts" };

/** Names stay as they are, so that a stack in the log can be read without source maps, which cost 50 MB a process. */
const smaller = (minify) => ({ minifyWhitespace: minify, minifySyntax: minify });

/** The executor has a folder of its own: it may read nothing else. */
const builds = (outdir, minify, parts = Object.keys(processes)) => [
  {
    ...shared,
    ...smaller(minify),
    splitting: true,
    entryPoints: Object.fromEntries(parts.map((part) => [part, entries[part]])),
    outdir,
    chunkNames: "chunks/[name]-[hash]",
  },
  {
    ...shared,
    ...smaller(minify),
    entryPoints: { main: "server/sandbox/executor/main.ts" },
    outdir: `${outdir}/executor`,
  },
  {
    ...isolated,
    globalName: "own",
    entryPoints: ["server/sandbox/runtime/main.ts"],
    // A property, unlike a variable, can be deleted from the global object again.
    banner: { js: "globalThis.runtime = (() => {" },
    footer: { js: "return own; })();" },
    outfile: `${outdir}/executor/sandbox-runtime.js`,
  },
  {
    ...isolated,
    globalName: "runtime",
    // Its branches for Node are warned of, and never taken.
    logLevel: "error",
    external: ["fs", "path", "crypto", "node:fs", "node:path", "node:crypto"],
    entryPoints: ["server/sandbox/sql-runtime/main.ts"],
    outfile: `${outdir}/executor/sql-runtime.js`,
  },
];

/** `outdir` is relative to the project; what was in it is replaced. `parts` names the processes, beside the executor. */
export async function bundle({ outdir = "dist", minify = false, parts } = {}) {
  prepare(outdir);
  await Promise.all(builds(outdir, minify, parts).map((options) => esbuild.build(options)));
}

/** Bundles, and again after each change. `onBuilt` is called each time the bundles are whole. */
export async function watchBundles(outdir, onBuilt) {
  prepare(outdir);
  let timer;
  // Until each has succeeded once, nothing is whole.
  const failed = new Set(builds(outdir, false).keys());
  const notify = (number) => ({
    name: "notify",
    setup: (build) =>
      build.onEnd(({ errors }) => {
        if (errors.length) failed.add(number);
        else failed.delete(number);
        clearTimeout(timer);
        timer = setTimeout(() => failed.size === 0 && onBuilt(), 200);
      }),
  });
  for (const [number, options] of builds(outdir, false).entries()) {
    const context = await esbuild.context({ ...options, plugins: [notify(number)] });
    await context.watch();
  }
}

function prepare(outdir) {
  const target = join(root, outdir);
  // Tests and development have bundles of their own below `dist`.
  if (outdir === "dist")
    for (const part of ["chunks", "executor", "drizzle"]) rmSync(join(target, part), { recursive: true, force: true });
  else rmSync(target, { recursive: true, force: true });
  mkdirSync(join(target, "executor"), { recursive: true });
  writeFileSync(join(target, "package.json"), '{ "type": "module" }\n');
  cpSync(join(root, "drizzle"), join(target, "drizzle"), { recursive: true });
}
