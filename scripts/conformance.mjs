/** Checks a folder of n8n's workflows and facts, with the product's own worker and executor: `npm run conformance -- FOLDER`. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pinnedEnv, pinnedNode, root } from "./pinned-node.mjs";
import { ensureInstalled } from "./setup.mjs";

const outdir = "dist/conformance";

ensureInstalled();
const { bundle } = await import("./bundle.mjs");
await bundle({ outdir, parts: ["conformance"] });
const entry = join(root, outdir, "conformance.js");
const cwd = process.env.INIT_CWD ?? process.cwd();
const { status } = spawnSync(pinnedNode(), [entry, ...process.argv.slice(2)], {
  ...{ cwd, env: pinnedEnv(), stdio: "inherit" },
});
process.exit(status ?? 1);
