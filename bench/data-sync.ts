import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import Database from "better-sqlite3";
import { islewire, residentMb, startIslewire } from "./server.ts";

/** The template Data sync, as it is: records page by page over HTTP, cleaned, and written to a SQLite file. */
export type Sync = { rows: number; seconds: number; restMb: number; peakMb: number };

const pageSize = 500;
const template = join(import.meta.dirname, "..", "server", "services", "templates", "data-sync.json");

type Node = { type: string; name: string; params: { [name: string]: unknown } };

export async function measureDataSync(folder: string, rows: number): Promise<Sync> {
  const filesFolder = join(folder, "sync");
  mkdirSync(filesFolder, { recursive: true });
  const target = new Database(join(filesFolder, "customers.db"));
  target.pragma("journal_mode = WAL");
  target.exec("CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, email TEXT, country TEXT, updated_at TEXT)");
  const crm = await startRecords(rows);
  const file = join(folder, "data-sync.json");
  writeFileSync(file, JSON.stringify(filledIn(crm.url)));

  const dataFolder = join(folder, "sync-data");
  const more = { ISLEWIRE_FILES_FOLDER: filesFolder, ISLEWIRE_EGRESS_ALLOW: "127.0.0.1" };
  const server = await startIslewire(dataFolder, "/readyz", more);
  const resident = () => residentMb(server.pid).reduce((sum, { mb }) => sum + mb, 0);
  await pause(2_000);
  const restMb = resident();
  const began = performance.now();
  islewire(dataFolder, "import", "--publish", file);
  const stored = target.prepare<[], number>("SELECT count(*) FROM customers").pluck();
  let peakMb = 0;
  while ((stored.get() ?? 0) < rows) {
    peakMb = Math.max(peakMb, resident());
    await pause(200);
    if (performance.now() - began > 900_000) throw new Error(`After 15 minutes ${stored.get()} rows were there`);
  }
  const seconds = (performance.now() - began) / 1_000;
  await server.stop();
  crm.close();
  target.close();
  return { rows, seconds, restMb, peakMb };
}

/** The template with the address and the database of this machine, looking every second. */
function filledIn(url: string) {
  const document = JSON.parse(readFileSync(template, "utf8").replaceAll("https://crm.example.com", url));
  for (const node of document.nodes as Node[]) {
    if (node.type === "core.schedule") node.params = { rules: [{ when: { is: "seconds", every: 1 } }] };
    if (node.type === "core.postgres") {
      node.type = "core.sqlite";
      node.params = { ...node.params, file: "customers.db" };
    }
  }
  return document;
}

/** So many records, made when they are asked for, in the order of their change. */
async function startRecords(count: number) {
  const first = Date.parse("2026-01-01T00:00:00Z");
  const server = createServer((req, res) => {
    const { searchParams } = new URL(req.url ?? "", "http://records");
    const since = Math.max((Date.parse(searchParams.get("updated_since") ?? "") - first) / 1_000, 1);
    const begin = Number(searchParams.get("cursor")) || since;
    const data = Array.from({ length: Math.min(pageSize, count - begin + 1) }, (_, index) => {
      const id = begin + index;
      const updated_at = new Date(first + id * 1_000).toISOString();
      return { id, name: ` Customer ${id} `, email: `Customer${id}@Example.com`, country: "DE", updated_at };
    });
    const next = begin + pageSize <= count ? String(begin + pageSize) : null;
    res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ data, next }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
