/**
 * Runs a script that uses the sources of the product, as one file under the pinned Node, with everything installed and
 * built: `node scripts/run-bundled.mjs demo/main.ts`.
 */
import { spawn } from "node:child_process";
import { basename, join } from "node:path";
import { pinnedEnv, pinnedNode, root } from "./pinned-node.mjs";
import { ensureBuilt, ensureInstalled } from "./setup.mjs";

ensureInstalled();
ensureBuilt();
const { build } = await import("esbuild");
const [entry, ...args] = process.argv.slice(2);
const outfile = join(root, ".cache", `${entry.split("/").at(-2)}-${basename(entry, ".ts")}.mjs`);
await build({
  entryPoints: [join(root, entry)],
  ...{ outfile, bundle: true, platform: "node", format: "esm", packages: "external", logLevel: "warning" },
});
const child = spawn(pinnedNode(), [outfile, ...args], { cwd: root, env: pinnedEnv(), stdio: "inherit" });
// The script itself ends with the signal, after its servers have.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.once("exit", (code) => process.exit(code ?? 0));
