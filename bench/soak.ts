import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { islewire, residentMb, startIslewire } from "./server.ts";
import { writeWorkflow } from "./workflows.ts";

/**
 * `npm run bench:soak -- --minutes 60`: a steady load, and how the memory of the processes goes: a line each minute, and
 * at the end how much it grew in an hour, the first third not counted.
 */
const option = (name: string, otherwise: number) => Number(process.argv[process.argv.indexOf(name) + 1]) || otherwise;
const minutes = option("--minutes", 60);
const perSecond = option("--rate", 50);
const sampleMs = 5_000;

async function main(folder: string) {
  const code = {
    type: "core.code",
    params: { source: "return items.map(({ json }) => ({ json: { at: Date.now(), n: json.body.n } }))" },
  };
  const fields = { type: "core.editFields", params: { fields: [{ name: "twice", value: "={{ $json.n * 2 }}" }] } };
  const wait = { type: "core.wait", params: { until: { is: "time", amount: 1, unit: "seconds" } } };
  islewire(
    folder,
    ...["import", "--publish"],
    writeWorkflow(folder, "soak-code", { code, fields }, ["hook -> code", "code -> fields"]),
    writeWorkflow(folder, "soak-wait", { wait, fields }, ["hook -> wait", "wait -> fields"]),
  );
  const server = await startIslewire(folder);
  const samples: { at: number; mb: { [name: string]: number } }[] = [];
  const counts = { sent: 0, refused: 0 };
  const began = Date.now();
  const until = began + minutes * 60_000;
  let nextSample = began;
  let nextLine = began + 60_000;
  for (let sent = 0; Date.now() < until; sent++) {
    const path = sent % 10 === 0 ? "soak-wait" : "soak-code";
    counts.sent++;
    void fetch(`${server.url}/webhook/${path}`, {
      ...{ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ n: sent }) },
    }).then(
      async (answer) => {
        await answer.arrayBuffer();
        if (answer.status >= 400) counts.refused++;
      },
      () => counts.refused++,
    );
    const now = Date.now();
    if (now >= nextSample) {
      samples.push({ at: now, mb: Object.fromEntries(residentMb(server.pid).map(({ name, mb }) => [name, mb])) });
      nextSample = now + sampleMs;
    }
    if (now >= nextLine) {
      const latest = Object.entries(samples.at(-1)?.mb ?? {}).map(([name, mb]) => `${name} ${mb.toFixed(0)} MB`);
      console.log(
        `${Math.round((now - began) / 60_000)} min: ${counts.sent} sent, ${counts.refused} refused; ${latest.join(", ")}`,
      );
      nextLine += 60_000;
    }
    const due = began + ((sent + 1) * 1_000) / perSecond;
    if (due > now) await new Promise((resolve) => setTimeout(resolve, due - now));
  }
  await server.stop();
  const settled = samples.filter(({ at }) => at > began + (until - began) / 3);
  for (const name of Object.keys(settled[0]?.mb ?? {}))
    console.log(
      `${name}: ${slopePerHour(settled.map(({ at, mb }) => [at, mb[name] ?? Number.NaN])).toFixed(1)} MB more in an hour`,
    );
}

/** Of the line that fits the points best. */
function slopePerHour(points: [number, number][]): number {
  const known = points.filter(([, mb]) => !Number.isNaN(mb));
  const mean = (of: (point: [number, number]) => number) =>
    known.reduce((sum, point) => sum + of(point), 0) / known.length;
  const [atMean, mbMean] = [mean(([at]) => at), mean(([, mb]) => mb)];
  const over = known.reduce((sum, [at, mb]) => sum + (at - atMean) * (mb - mbMean), 0);
  const under = known.reduce((sum, [at]) => sum + (at - atMean) ** 2, 0);
  return (over / under) * 3_600_000;
}

const folder = mkdtempSync(join(tmpdir(), "islewire-soak-"));
try {
  await main(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
