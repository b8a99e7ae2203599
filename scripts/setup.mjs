/** Installs and builds what is missing or out of date. No dependencies: it runs before anything is installed. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pinnedEnv, pinnedNode, root } from "./pinned-node.mjs";

const oldest = 20;

/** `npm ci`, when the lock file is not the one that was installed last. */
export function ensureInstalled() {
  if (Number(process.versions.node.split(".")[0]) < oldest) {
    fail(`Node ${process.versions.node} is too old: at least Node ${oldest} is needed to start.`);
  }
  const stamp = join(root, "node_modules", ".islewire-installed");
  const wanted = hashOf(["package-lock.json"]);
  if (read(stamp) === wanted) return;
  step("Installing (once, some minutes on a slow connection)");
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { shell: process.platform === "win32" });
  writeFileSync(stamp, wanted);
}

/** Builds pages and processes, when the sources are not the ones that were built last. */
export function ensureBuilt() {
  const stamp = join(root, "dist", ".islewire-built");
  const wanted = hashOf(sources());
  if (read(stamp) === wanted && existsSync(join(root, ".next", "BUILD_ID"))) return;
  step("Building (once, about a minute)");
  run(pinnedNode(), [join(root, "scripts", "build.mjs")], { env: pinnedEnv({ NODE_ENV: "production" }) });
  mkdirSync(join(root, "dist"), { recursive: true });
  writeFileSync(stamp, wanted);
}

const builtFrom = ["app", "components", "editor", "nodes", "server", "shared", "public", "drizzle", "scripts"];
const builtWith = ["package-lock.json", "package.json", "next.config.mjs", "postcss.config.mjs", "tsconfig.json"];

function sources() {
  const inside = builtFrom.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1)),
  );
  return [...builtWith, ...inside.sort()];
}

function hashOf(files) {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

const read = (file) => (existsSync(file) ? readFileSync(file, "utf8") : undefined);
const step = (text) => process.stderr.write(`${text} …\n`);

function run(command, args, options) {
  // Standard output belongs to what was asked for: the address, a list, JSON.
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2], ...options });
  if (error) fail(`${command} could not be started: ${error.message}`);
  if (status !== 0) fail(`"${command} ${args.join(" ")}" ended with code ${status}. Its messages are above.`);
}

export function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
