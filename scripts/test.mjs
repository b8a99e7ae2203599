/**
 * `npm test`: installs what tests need, then runs everything: format, lint, types, the build, the tests beside the
 * code (architecture, units, nodes, contract, conformance, hostile), and the tests in a real browser. It ends
 * with the plain line `N passed, N failed, N skipped`. No dependencies of its own.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pinnedEnv, pinnedNode, root } from "./pinned-node.mjs";
import { ensureBuilt, ensureInstalled, fail } from "./setup.mjs";
import { besideResults, browserResults } from "./test-results.mjs";

const results = join(root, "test-results");
const isDebian = existsSync("/usr/bin/apt-get");
const total = { passed: 0, failed: 0, skipped: 0 };
/** What the end says once more: a log is read from its end. */
const failures = [];
const secondTries = [];
const started = Date.now();
/** With more, it is no matter of a busy machine. */
const maxFilesAgain = 8;

ensureInstalled();
const chromium = ensureChromium();
ensureKcat();
ensureStrace();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

check("format", "biome", ["format", "."]);
check("lint", "biome", ["lint", "--error-on-warnings", "."]);
check("types", "tsc", ["--noEmit"]);
// Some of them ask for pages.
ensureBuilt();
testsBeside();
suite("tests in the browser", "playwright", ["test"], () => browserResults(readJson("playwright.json")));

for (const name of secondTries) process.stdout.write(`\nPassed at the second try only: ${name}\n`);
for (const { name, message } of failures) process.stdout.write(`\nFailed: ${name}\n${message}\n`);
const { passed, failed, skipped } = total;
process.stdout.write(
  `\n${Math.round((Date.now() - started) / 1000)} s\n${passed} passed, ${failed} failed, ${skipped} skipped\n`,
);
process.exit(failed === 0 ? 0 : 1);

/** Few files that failed are run once more: a busy machine is no defect, and what passes then is named at the end. */
function testsBeside() {
  const vitest = (name, files) => [
    ...["run", ...files, "--reporter=default", "--reporter=json"],
    `--outputFile.json=${join(results, name)}`,
  ];
  suite("tests beside the code", "vitest", vitest("vitest.json", []), () => {
    const first = besideResults(readJson("vitest.json"));
    if (first.failures.length === 0 || first.files.length > maxFilesAgain) return first;
    run("failed files once more", "vitest", vitest("vitest-again.json", first.files));
    const { failures } = besideResults(readJson("vitest-again.json"));
    const still = new Set(failures.map(({ name }) => name));
    const passed = first.failures.filter(({ name }) => !still.has(name)).map(({ name }) => name);
    return { ...first, failures, passed: first.passed + passed.length, failed: failures.length, secondTries: passed };
  });
}

function check(name, tool, args) {
  const { status } = run(name, tool, args);
  if (status === 0) total.passed++;
  else total.failed++;
  if (status !== 0) failures.push({ name, message: "Its messages are above." });
}

/** A suite that ends badly without a failed test (it could not start, say) counts as one failure. */
function suite(name, tool, args, read) {
  const { status } = run(name, tool, args);
  let found;
  try {
    found = read();
  } catch (error) {
    found = { passed: 0, failed: 1, skipped: 0, failures: [{ name, message: `No results: ${error.message}` }] };
  }
  const { passed, failed, skipped, failures: inSuite, secondTries: again = [] } = found;
  if (status !== 0 && failed + again.length === 0) {
    inSuite.push({ name, message: `${tool} ended with ${status}, and no test failed.` });
    total.failed++;
  }
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  failures.push(...inSuite);
  secondTries.push(...again);
}

function run(name, tool, args) {
  process.stdout.write(`\n── ${name}\n`);
  const env = pinnedEnv({ ISLEWIRE_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: join(results, "playwright.json") });
  const started = spawnSync(pinnedNode(), [binary(tool), ...args], { cwd: root, stdio: "inherit", env });
  if (started.error) process.stderr.write(`${tool} could not be started: ${started.error.message}\n`);
  return started;
}

/** The script behind a tool's command: started by the pinned Node whatever the system's is. */
function binary(tool) {
  const packages = { biome: "@biomejs/biome", tsc: "typescript", vitest: "vitest", playwright: "@playwright/test" };
  const folder = join(root, "node_modules", packages[tool]);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[tool]);
}

function readJson(name) {
  return JSON.parse(readFileSync(join(results, name), "utf8"));
}

/** Path of a Chromium: the one named, an installed one, or Debian's, installed now. */
function ensureChromium() {
  const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = [process.env.ISLEWIRE_CHROMIUM, ...usual].find((path) => path && existsSync(path));
  if (found) return found;
  if (!isDebian) fail("No Chromium was found. Install one and name it: ISLEWIRE_CHROMIUM=/path/to/chromium npm test");
  if (!installPackages("Chromium", ["chromium", "fonts-dejavu-core"]))
    fail("Chromium could not be installed. Its messages are above.");
  return "/usr/bin/chromium";
}

/** Brings the broker that Kafka is tested with, unless a real one is named. Without it, these tests are skipped. */
function ensureKcat() {
  if (process.env.KAFKA_BROKERS || spawnSync("kcat", ["-V"], { stdio: "ignore" }).status === 0) return;
  if (!isDebian || !installPackages("kcat", ["kcat"]))
    process.stderr.write(
      "There is no kcat: what needs a Kafka is skipped. Name one: KAFKA_BROKERS=host:9092 npm test\n",
    );
}

/** Brings what lets system calls fail, to see what becomes of a disk that does. Without it, that test is skipped. */
function ensureStrace() {
  if (process.platform !== "linux" || spawnSync("strace", ["-V"], { stdio: "ignore" }).status === 0) return;
  if (!isDebian || !installPackages("strace", ["strace"]))
    process.stderr.write("There is no strace: the test of a failing disk is skipped.\n");
}

/** Debian's packages, installed now. Whether they are. */
function installPackages(what, packages) {
  process.stderr.write(`Installing ${what} (once) …\n`);
  const apt = (args) => {
    const [command, ...rest] = process.getuid?.() === 0 ? ["apt-get", ...args] : ["sudo", "apt-get", ...args];
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    return spawnSync(command, rest, { stdio: ["ignore", 2, 2], env }).status === 0;
  };
  const install = ["install", "-y", "--no-install-recommends", ...packages];
  return apt(install) || (apt(["update"]) && apt(install));
}
