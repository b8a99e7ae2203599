import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import autocannon from "autocannon";
import { measureCanvas } from "./canvas.ts";
import { measureDataSync } from "./data-sync.ts";
import { measureLargeFiles } from "./large-files.ts";
import { measureImport } from "./large-import.ts";
import { addReadEndpoint, measureReads } from "./read-endpoint.ts";
import { islewire, type Running, residentMb, startFloor, startIslewire } from "./server.ts";
import { addSingleRuns, measureSingleRuns } from "./single-runs.ts";

/**
 * Measures the built product side by side with the floor, in one run, and prints ratios: the numbers of one machine
 * say little about another, the ratios more. `npm run bench -- --seconds 10`.
 */
const seconds = Number(process.argv[process.argv.indexOf("--seconds") + 1]) || 8;
const connections = 10;
const conformance = join(import.meta.dirname, "..", "..", "shared", "conformance", "bench");

type Scenario = { name: string; file: string; path: string; method: "GET" | "POST"; items?: number };
const scenarios: Scenario[] = [
  {
    name: "webhook → respond",
    file: join(import.meta.dirname, "webhook-respond.json"),
    path: "/webhook/bench-respond",
    method: "POST",
  },
  {
    name: "set-node-expressions",
    file: join(conformance, "set-node-expressions", "set-node-expressions.json"),
    path: "/webhook/set-expressions-benchmark",
    method: "POST",
  },
  {
    name: "js-code-node",
    file: join(conformance, "js-code-node", "js-code-node.json"),
    path: "/webhook/code-node-benchmark",
    method: "POST",
    items: 100,
  },
];

async function main(folder: string) {
  const known = scenarios.filter(({ file, name }) => existsSync(file) || skipped(name, file));
  islewire(folder, "import", "--publish", ...known.map(({ file }) => file));
  addSingleRuns(folder);
  addReadEndpoint(folder);

  const floor = await startFloor(folder);
  const floorRate = await load(floor, "/", "POST");
  await floor.stop();
  row(["", "requests/s", "of the floor", "p50 ms", "p99 ms"]);
  row(["floor: HTTP + one row", ...figures(floorRate, floorRate.rate)]);

  const server = await startIslewire(folder);
  await pause(3_000);
  const idle = residentMb(server.pid);
  for (const { name, path, method, items } of known) {
    await check(server, path, method, items);
    const measured = await load(server, path, method);
    row([name, ...figures(measured, floorRate.rate)]);
  }
  const loaded = residentMb(server.pid);
  await server.stop();

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
  const edited = await startIslewire(folder);
  for (const { nodes, interactiveMs, panShare, dragShare } of await measureCanvas(edited, [500, 2_000]))
    console.log(
      `editor with ${nodes} nodes: ready ${interactiveMs.toFixed(0)} ms after the navigation; frames of an empty page while the view moves ${percent(panShare)}, while a node is dragged ${percent(dragShare)}`,
    );
  await edited.stop();
  for (const { name, ms, moreMb } of await measureLargeFiles(folder))
    console.log(`${name}: ${ms.toFixed(0)} ms, at most ${moreMb.toFixed(0)} MB more resident than before`);
  console.log(`resident, idle, nobody has opened a page: ${memory(idle)}`);
  console.log(`resident, after the load: ${memory(loaded)}`);
}

async function check({ url }: Running, path: string, method: string, items?: number) {
  const answer = await fetch(url + path, {
    method,
    body: method === "POST" ? "{}" : undefined,
    headers: { "content-type": "application/json" },
  });
  const body: unknown = await answer.json();
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(body)}`);
  if (items !== undefined && (!Array.isArray(body) || body.length !== items))
    throw new Error(`${path} did not give ${items} items`);
}

type Measured = { rate: number; p50: number; p99: number };

async function load({ url }: Running, path: string, method: "GET" | "POST"): Promise<Measured> {
  const target = {
    url: url + path,
    method,
    connections,
    headers: { "content-type": "application/json", "user-agent": "bench" },
    body: method === "POST" ? "{}" : undefined,
  };
  await autocannon({ ...target, duration: 2 });
  const result = await autocannon({ ...target, duration: seconds });
  if (result.non2xx || result.errors) throw new Error(`${path}: ${result.non2xx} refusals, ${result.errors} errors`);
  return { rate: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 };
}

const figures = ({ rate, p50, p99 }: Measured, floor: number) => [
  rate.toFixed(0),
  `${((100 * rate) / floor).toFixed(0)} %`,
  p50.toFixed(1),
  p99.toFixed(1),
];
const row = ([name = "", ...cells]: string[]) =>
  console.log(name.padEnd(28) + cells.map((cell) => cell.padStart(14)).join(""));
const skipped = (name: string, file: string) => {
  console.log(`${name}: skipped, ${file} is not there`);
  return false;
};
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
