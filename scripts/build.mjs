/** Builds for production: the pages with Next, the processes with esbuild. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { bundle } from "./bundle.mjs";
import { pinnedEnv, root } from "./pinned-node.mjs";

const next = join(root, "node_modules", "next", "dist", "bin", "next");
const { status } = spawnSync(process.execPath, [next, "build"], {
  cwd: root,
  stdio: ["ignore", 2, 2],
  env: pinnedEnv({ NODE_ENV: "production" }),
});
if (status !== 0) process.exit(status ?? 1);
await bundle({ minify: true });
