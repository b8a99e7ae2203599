import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the bundles lie, seen from the bundle of `moduleUrl`. */
export function bundlePlaces(moduleUrl: string) {
  const bundles = dirname(fileURLToPath(moduleUrl));
  const library = createRequire(moduleUrl).resolve("isolated-vm");
  const marker = `${sep}node_modules${sep}`;
  return {
    bundles,
    workerEntry: join(bundles, "worker.js"),
    executorEntry: join(bundles, "executor", "main.js"),
    migrations: join(bundles, "drizzle"),
    /** The executor may read nothing else but this and its own folder. */
    nodeModules: library.slice(0, library.lastIndexOf(marker) + marker.length - 1),
  };
}

export type Places = ReturnType<typeof bundlePlaces>;
