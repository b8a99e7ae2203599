/** Development: pages reload by Next, the processes are bundled again and restarted when their sources change. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { pinnedEnv, pinnedNode, root } from "./pinned-node.mjs";
import { ensureInstalled } from "./setup.mjs";

ensureInstalled();
if (process.execPath !== pinnedNode()) {
  const child = spawn(pinnedNode(), [join(root, "scripts", "dev.mjs")], {
    cwd: root,
    env: pinnedEnv(),
    stdio: "inherit",
  });
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => process.exit(code ?? 1));
} else {
  const { watchBundles } = await import("./bundle.mjs");
  const env = pinnedEnv({ NODE_ENV: "development", ISLEWIRE_DEV: "1" });
  let server;
  let restarting = false;
  const start = () => {
    server = spawn(process.execPath, ["--enable-source-maps", join(root, "dist", "dev", "main.js")], {
      cwd: root,
      env,
      stdio: "inherit",
    });
    server.on("exit", (code) => {
      if (restarting) {
        restarting = false;
        start();
      } else if (code === 0) process.exit(0);
      else process.stderr.write("The server ended. It is started again with the next change.\n");
    });
  };
  await watchBundles("dist/dev", () => {
    if (!server) return start();
    if (server.exitCode !== null || server.signalCode !== null) return start();
    restarting = true;
    server.kill("SIGTERM");
  });
  for (const signal of ["SIGTERM", "SIGINT"]) {
    process.on(signal, () => {
      restarting = false;
      if (server?.exitCode === null) server.kill("SIGTERM");
      else process.exit(0);
    });
  }
}
