import { join } from "node:path";
import esbuild, { type Metafile } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { shared } from "./bundle.mjs";

const entryPoints = { main: "server/main/main.ts", worker: "server/worker/main.ts" };
const largeKb = 50;

/**
 * What a process loads before anybody wants anything of it stays in its memory for good: about three times its size. The
 * libraries of a node are loaded where it runs, by `await import(…)`.
 */
describe("the large libraries that are loaded with the start", () => {
  let outputs: Metafile["outputs"] = {};
  beforeAll(async () => {
    const options = {
      ...shared,
      entryPoints,
      splitting: true,
      sourcemap: false,
      write: false,
      metafile: true,
    } as const;
    const minified = { minifyWhitespace: true, minifySyntax: true };
    const built = await esbuild.build({ ...options, ...minified, outdir: join(import.meta.dirname, "..", "dist") });
    outputs = built.metafile.outputs;
  });

  it("are in main those of sign-in, the store and the API", () => {
    expect(largeLibraries("dist/main.js")).toEqual([
      ...["@better-auth/core", "@trpc/server", "better-auth", "drizzle-orm"],
      ...["jose", "kysely", "luxon", "zod"],
    ]);
  });

  it("are in a worker those of the store, and of dates and shapes", () => {
    expect(largeLibraries("dist/worker.js")).toEqual(["drizzle-orm", "luxon", "zod"]);
  });

  function largeLibraries(entry: string): string[] {
    const sizes = new Map<string, number>();
    for (const file of loadedWith(entry)) {
      for (const [input, { bytesInOutput }] of Object.entries(outputs[file]?.inputs ?? {})) {
        const library = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
        if (library) sizes.set(library, (sizes.get(library) ?? 0) + bytesInOutput);
      }
    }
    return [...sizes.keys()].filter((library) => Number(sizes.get(library)) >= largeKb * 1024).sort();
  }

  /** The bundle and all that it imports, but not what it loads later. */
  function loadedWith(entry: string): string[] {
    const files = [entry];
    for (const file of files) {
      for (const { path, kind, external } of outputs[file]?.imports ?? []) {
        if (kind !== "dynamic-import" && !external && !files.includes(path)) files.push(path);
      }
    }
    return files;
  }
});
