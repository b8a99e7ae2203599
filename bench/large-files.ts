import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { islewire, type Running, residentMb, startIslewire } from "./server.ts";
import { type Node, writeWorkflow } from "./workflows.ts";

/** A table of 200 MB: what it costs to read its beginning, to be refused, and to count it in parts. */
const megabytes = 200;
const partRows = 100_000;

export type LargeFile = { name: string; ms: number; moreMb: number };

export async function measureLargeFiles(folder: string): Promise<LargeFile[]> {
  const files = join(folder, "files-of-workflows");
  mkdirSync(files, { recursive: true });
  const rows = await writeTable(join(files, "large.csv"));
  islewire(folder, "import", "--publish", ...writeWorkflows(folder, rows));
  const server = await startIslewire(folder, "/readyz", { ISLEWIRE_FILES_FOLDER: files });
  try {
    // What a process takes when it does anything at all is not what a large file takes.
    await call(server, "bench-file-head");
    return [
      await measured(server, `the first 1,000 rows of ${megabytes} MB`, async () => {
        const { status, body } = await call(server, "bench-file-head");
        if (status !== 200 || body.count_id !== 1_000) throw unexpected(status, body);
      }),
      await measured(server, `${megabytes} MB at once: refused`, async () => {
        const { status, body } = await call(server, "bench-file-all");
        if (status !== 500) throw unexpected(status, body);
      }),
      await measured(server, `counting ${megabytes} MB, ${partRows.toLocaleString("en")} rows at a time`, async () => {
        const { status, body } = await call(server, "bench-file-sum");
        if (status !== 200 || body.sum_count_id !== rows) throw unexpected(status, body);
      }),
    ];
  } finally {
    await server.stop();
  }
}

const unexpected = (status: number, body: object) =>
  new Error(`A large file gave ${status}: ${JSON.stringify(body).slice(0, 300)}`);

async function call({ url }: Running, path: string) {
  const answer = await fetch(`${url}/webhook/${path}`, { method: "POST", signal: AbortSignal.timeout(600_000) });
  return { status: answer.status, body: (await answer.json()) as { [name: string]: unknown } };
}

/** How long the work took, and how much more memory all processes of a server held meanwhile. */
export async function measured({ pid }: Running, name: string, work: () => Promise<void>): Promise<LargeFile> {
  const resident = () => residentMb(pid).reduce((sum, { mb }) => sum + mb, 0);
  const before = resident();
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, resident());
  }, 50);
  const start = performance.now();
  await work();
  clearInterval(sampling);
  return { name, ms: performance.now() - start, moreMb: peak - before };
}

async function writeTable(path: string): Promise<number> {
  let rows = 0;
  function* lines() {
    let size = 0;
    yield "id,name,city,amount,note\n";
    while (size < megabytes * 1_048_576) {
      let text = "";
      for (let line = 0; line < 10_000; line++) {
        text += `${rows},Customer ${rows},"Berlin, ${rows % 90}",${rows % 1_000},${"x".repeat(60)}\n`;
        rows++;
      }
      size += text.length;
      yield text;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(path));
  return rows;
}

function writeWorkflows(folder: string, rows: number): string[] {
  const read: Node = { type: "core.files", params: { action: { is: "read", path: "large.csv" } } };
  const extract = (params: object): Node => ({
    type: "core.extractFromFile",
    params: { as: { is: "csv", ...params } },
  });
  const summarize = (how: string, field: string): Node => ({
    type: "core.summarize",
    params: { fields: [{ how, field }] },
  });
  const parts = `return Array.from({ length: ${Math.ceil(rows / partRows)} }, (_, n) => ({ json: { skip: n * ${partRows} }, binary: $input.first().binary }))`;
  return [
    writeWorkflow(
      folder,
      "bench-file-head",
      { read, extract: extract({ maxRows: 1_000 }), end: summarize("count", "id") },
      ["hook -> read", "read -> extract", "extract -> end"],
    ),
    writeWorkflow(folder, "bench-file-all", { read, extract: extract({}) }, ["hook -> read", "read -> extract"]),
    writeWorkflow(
      folder,
      "bench-file-sum",
      {
        read,
        parts: { type: "core.code", params: { source: parts } },
        loop: { type: "core.loopOverItems", params: { batchSize: 1 } },
        extract: extract({ skipRows: "={{ $json.skip }}", maxRows: partRows }),
        part: summarize("count", "id"),
        end: summarize("sum", "count_id"),
      },
      [
        "hook -> read",
        "read -> parts",
        "parts -> loop",
        "loop.loop -> extract",
        "extract -> part",
        "part -> loop",
        "loop.done -> end",
      ],
    ),
  ];
}
