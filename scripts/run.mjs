/** Runs a script of the project under the pinned Node, with everything installed and built: `node scripts/run.mjs bench/run.ts`. */
import { spawnSync } from "node:child_process";
import { pinnedEnv, pinnedNode, root } from "./pinned-node.mjs";
import { ensureBuilt, ensureInstalled } from "./setup.mjs";

ensureInstalled();
ensureBuilt();
const { status } = spawnSync(pinnedNode(), process.argv.slice(2), { cwd: root, env: pinnedEnv(), stdio: "inherit" });
process.exit(status ?? 1);
