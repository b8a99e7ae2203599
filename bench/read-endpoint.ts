import autocannon from "autocannon";
import { islewire, type Running, startFloor } from "./server.ts";
import { writeWorkflow } from "./workflows.ts";

/** What a workflow serves at /data/…, read at a steady pace: how long readers wait. Nothing is started by a read. */

const rows = 500;
const perSecond = 200;

/** Imports and publishes a workflow that serves 500 rows. */
export function addReadEndpoint(folder: string): void {
  const make = `return Array.from({ length: ${rows} }, (_, n) => ({ sku: 'A-' + n, name: 'Article ' + n, lowest: n / 4, stale: [] }))`;
  const file = writeWorkflow(
    folder,
    "bench-data",
    {
      make: { type: "core.code", params: { mode: "all", source: make } },
      serve: { type: "core.readEndpoint", params: { path: "bench/prices" } },
    },
    ["hook.main -> make", "make.main -> serve"],
  );
  islewire(folder, "import", "--publish", file);
}

export type Reads = { name: string; rate: number; p50: number; p95: number; p99: number };

export async function measureReads({ url }: Running, folder: string, seconds: number): Promise<Reads[]> {
  const made = await fetch(`${url}/webhook/bench-data`, { method: "POST", body: "{}" });
  if (!made.ok) throw new Error(`The workflow of the read endpoint answered ${made.status}: ${await made.text()}`);
  const target = `${url}/data/bench/prices`;
  const answer = await fetch(target);
  const etag = answer.headers.get("etag") ?? "";
  const { byteLength } = await answer.arrayBuffer();
  const floor = await startFloor(folder);
  const results = [
    await read("floor: as many bytes from memory", `${floor.url}/bytes/${byteLength}`, 200, seconds),
    await read(`${rows} rows as JSON`, target, 200, seconds),
    await read("the same as CSV", `${target}?format=csv`, 200, seconds),
    await read("nothing has changed (304)", target, 304, seconds, { "if-none-match": etag }),
  ];
  await floor.stop();
  return results;
}

async function read(name: string, url: string, status: number, seconds: number, headers = {}): Promise<Reads> {
  const times: number[] = [];
  const options = { url, headers, connections: 10, duration: seconds, overallRate: perSecond };
  const { requests } = await new Promise<autocannon.Result>((resolve, reject) => {
    const load = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)));
    load.on("response", (_client, given, _bytes, ms) => {
      if (given !== status) reject(new Error(`${url} answered ${given}`));
      times.push(ms);
    });
  });
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { name, rate: requests.average, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
