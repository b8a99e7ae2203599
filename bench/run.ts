import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import autocannon from "autocannon";
import Database from "better-sqlite3";
import { measureCanvas } from "./canvas.ts";
import { measureDataSync } from "./data-sync.ts";
import { measureLargeFiles } from "./large-files.ts";
import { measureImport } from "./large-import.ts";
import { addReadEndpoint, measureReads } from "./read-endpoint.ts";
import { addScenarios, type Scenario, startApi } from "./scenarios.ts";
import { processorMs, type Running, residentMb, startFloor, startIslewire } from "./server.ts";
import { signIn } from "./session.ts";
import { addSingleRuns, measureSingleRuns } from "./single-runs.ts";
import { measureTransfers } from "./transfers.ts";

/**
 * Measures the built product side by side with the floor, in one run, and prints ratios: the numbers of one machine
 * say little about another, the ratios more. `npm run bench -- --seconds 10`.
 */
const seconds = Number(process.argv[process.argv.indexOf("--seconds") + 1]) || 8;
/** One scenario alone, by its name, to compare two versions in turn. */
const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1] : undefined;
const connections = 10;

async function main(folder: string) {
  addSingleRuns(folder);
  addReadEndpoint(folder);

  const floor = await startFloor(folder);
  const floorRate = await load(floor, { paths: [""], method: "POST" });
  await floor.stop();
  row(["", "requests/s", "of the floor", "p50 ms", "p99 ms", "processor ms", "bytes"]);
  row(["floor: HTTP + one row", ...figures(floorRate, floorRate.rate)]);

  const api = await startApi();
  const filesFolder = join(folder, "files-of-scenarios");
  mkdirSync(filesFolder);
  const server = await startIslewire(folder, "/readyz", {
    ...{ ISLEWIRE_EGRESS_ALLOW: "127.0.0.1", ISLEWIRE_FILES_FOLDER: filesFolder },
  });
  await pause(3_000);
  const idle = residentMb(server.pid);
  const known = await addScenarios(folder, await signIn(server.url), api.url);
  // What the command line published is noticed within a second.
  await pause(2_000);
  for (const scenario of known.filter(({ name }) => only === undefined || name === only)) {
    for (const path of scenario.paths) await check(server, scenario, path);
    const measured = await load(
      server,
      { ...scenario, paths: scenario.paths.map((path) => `webhook/${path}`) },
      folder,
    );
    row([scenario.name, ...figures(measured, floorRate.rate)]);
  }
  const loaded = residentMb(server.pid);
  await server.stop();
  api.close();
  if (only !== undefined) return;

  const fresh = await startIslewire(folder);
  const singles = await measureSingleRuns(fresh);
  const reads = await measureReads(fresh, folder, seconds);
  await fresh.stop();

  const starts = [];
  for (let round = 0; round < 3; round++) {
    const again = await startIslewire(folder, "/webhook/bench-respond?start");
    starts.push(again.startMs);
    await again.stop();
  }
  console.log(
    `\nstart to the first webhook answered: ${median(starts).toFixed(0)} ms (median of ${starts.length}, data folder with the executions above)`,
  );
  for (const { name, ms, peakMb } of singles)
    console.log(`${name}, one execution: ${ms.toFixed(0)} ms (median), at most ${peakMb.toFixed(0)} MB resident`);
  for (const { name, rate, p50, p95, p99 } of reads)
    console.log(
      `read endpoint, ${name}, ${rate.toFixed(0)} requests/s: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    );
  console.log(
    `import of an n8n workflow of 10,000 nodes by the command line: ${measureImport(folder, 10_000).toFixed(0)} ms`,
  );
  const { rows, seconds: took, restMb, peakMb } = await measureDataSync(folder, 100_000);
  console.log(
    `data sync by the template, ${rows} rows: ${took.toFixed(0)} s; all processes ${restMb.toFixed(0)} MB at rest, at most ${peakMb.toFixed(0)} MB`,
  );
  // Its first visitor becomes the owner.
  const edited = await startIslewire(join(folder, "edited"));
  for (const { nodes, interactiveMs, panShare, dragShare } of await measureCanvas(edited, [500, 2_000]))
    console.log(
      `editor with ${nodes} nodes: ready ${interactiveMs.toFixed(0)} ms after the navigation; frames of an empty page while the view moves ${percent(panShare)}, while a node is dragged ${percent(dragShare)}`,
    );
  await edited.stop();
  for (const { name, ms, moreMb } of [...(await measureLargeFiles(folder)), ...(await measureTransfers(folder))])
    console.log(`${name}: ${ms.toFixed(0)} ms, at most ${moreMb.toFixed(0)} MB more resident than before`);
  console.log(`resident, idle, nobody has opened a page: ${memory(idle)}`);
  console.log(`resident, after the load: ${memory(loaded)}`);
}

const targetOf = ({ url }: Running, { method, body, contentType }: Target, path: string) => ({
  url: `${url}/${path}`,
  method,
  headers: { "content-type": contentType ?? "application/json", "user-agent": "bench" },
  ...(method === "POST" && { body: body ?? "{}" }),
});

async function check(server: Running, scenario: Scenario, path: string) {
  const { url, body, ...init } = targetOf(server, scenario, `webhook/${path}`);
  const answer = await fetch(url, { ...init, body: body as BodyInit });
  try {
    scenario.check(answer.status, await answer.text());
  } catch (thrown) {
    throw new Error(`${scenario.name}: ${path}: ${thrown instanceof Error ? thrown.message : thrown}`);
  }
}

type Target = Pick<Scenario, "paths" | "method" | "body" | "contentType">;
type Measured = { rate: number; p50: number; p99: number; processorMs: number; bytes?: number };

/** `folder`: of the data, to tell what a request leaves in the database. */
async function load(server: Running, target: Target, folder?: string): Promise<Measured> {
  const targets = target.paths.map((path) => targetOf(server, target, path));
  const options = {
    ...(targets.length === 1
      ? targets[0]
      : { url: server.url, requests: targets.map(({ url, ...rest }) => ({ ...rest, path: new URL(url).pathname })) }),
    connections,
  } as autocannon.Options;
  await autocannon({ ...options, duration: 2 });
  if (folder) await drained(folder);
  const [bytesBefore, msBefore] = [folder && usedBytes(folder), processorMs(server.pid)];
  const result = await autocannon({ ...options, duration: seconds });
  if (result.non2xx || result.errors)
    throw new Error(`${target.paths[0]}: ${result.non2xx} refusals, ${result.errors} errors`);
  const count = result.requests.total;
  // What is accepted only is not done yet.
  const restMs = folder ? await drained(folder) : 0;
  return {
    ...{ rate: count / (seconds + restMs / 1_000), p50: result.latency.p50, p99: result.latency.p99 },
    processorMs: (processorMs(server.pid) - msBefore) / count,
    ...(folder && { bytes: (usedBytes(folder) - Number(bytesBefore)) / count }),
  };
}

/** Waits until everything that was accepted is over. Gives the time that took. */
async function drained(folder: string): Promise<number> {
  const start = performance.now();
  const database = new Database(join(folder, "islewire.db"), { readonly: true });
  const isOpen = database.prepare("SELECT 1 FROM executions WHERE status IN ('queued', 'running') LIMIT 1").pluck();
  while (isOpen.get() !== undefined) await pause(20);
  database.close();
  return performance.now() - start;
}

/** Of the database, without what is free in it. */
function usedBytes(folder: string): number {
  const database = new Database(join(folder, "islewire.db"), { readonly: true });
  const pragma = (name: string) => Number(database.pragma(name, { simple: true }));
  const used = (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
  database.close();
  return used;
}

const figures = ({ rate, p50, p99, processorMs: ms, bytes }: Measured, floor: number) => [
  rate.toFixed(0),
  `${((100 * rate) / floor).toFixed(0)} %`,
  p50.toFixed(1),
  p99.toFixed(1),
  ms.toFixed(2),
  bytes === undefined ? "" : bytes.toFixed(0),
];
const row = ([name = "", ...cells]: string[]) =>
  console.log(name.padEnd(28) + cells.map((cell) => cell.padStart(14)).join(""));
const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const memory = (parts: { name: string; mb: number }[]) =>
  `${parts.reduce((sum, { mb }) => sum + mb, 0).toFixed(0)} MB (${parts.map(({ name, mb }) => `${name} ${mb.toFixed(0)}`).join(", ")})`;

const folder = mkdtempSync(join(tmpdir(), "islewire-bench-"));
try {
  await main(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
