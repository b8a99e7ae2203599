import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import esbuild from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shared } from "./bundle.mjs";

const root = join(import.meta.dirname, "..");
const onDemand = /const \{([^}]+)\} = await import\("([^".][^":]*)"\)/g;

/** What the sources take from libraries that they load on demand. */
const taken = ["nodes", "server"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  )
  .filter((file) => /(?<!\.test)\.ts$/.test(file))
  .flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(onDemand)].flatMap(([, names = "", library = ""]) =>
      names.split(",").map((name) => ({ file, library, name: name.split(":")[0]?.trim() ?? "" })),
    ),
  );

/** The tests beside the code run it unbundled: a library can be there, and its names missing from the built product. */
describe("libraries that are loaded on demand", () => {
  // Below the project, where what is not bundled is found.
  const cache = join(root, ".cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "libraries-"));
  let libraries: { [library: string]: object } = {};

  beforeAll(async () => {
    const names = [...new Set(taken.map(({ library }) => library))];
    const contents = `export const libraries = { ${names.map((name) => `${JSON.stringify(name)}: await import(${JSON.stringify(name)})`).join(", ")} };`;
    await esbuild.build({
      ...shared,
      stdin: { contents, resolveDir: root, loader: "ts", sourcefile: "libraries.ts" },
      splitting: true,
      sourcemap: false,
      outdir: folder,
      outExtension: { ".js": ".mjs" },
    });
    libraries = (await import(pathToFileURL(join(folder, "stdin.mjs")).href)).libraries;
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(taken)("give $file $name of $library in the built product", ({ library, name }) => {
    expect(libraries[library]).toHaveProperty(name);
  });
});
