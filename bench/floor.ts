import { createServer } from "node:http";
import { join } from "node:path";
import Database from "better-sqlite3";

/**
 * The floor every number is compared with: the least a durable webhook can be. A bare HTTP server, one row for each
 * request, `synchronous=FULL`, requests of one moment in one commit, answered after it.
 */
const db = new Database(join(process.env.FLOOR_DATA ?? ".", "floor.db"));
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec("CREATE TABLE IF NOT EXISTS calls (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, call TEXT NOT NULL)");
const insert = db.prepare("INSERT INTO calls (at, call) VALUES (?, ?)");
const insertAll = db.transaction((calls: string[]) => {
  for (const call of calls) insert.run(Date.now(), call);
});

let waiting: { call: string; done: () => void }[] = [];
function flush() {
  const batch = waiting;
  waiting = [];
  insertAll(batch.map(({ call }) => call));
  for (const { done } of batch) done();
}

/** What a read is compared with: as many bytes as asked for, at once, out of memory. */
const bytes = Buffer.alloc(1024 * 1024, "x");

createServer((req, res) => {
  if (req.method === "GET" && req.url?.startsWith("/bytes/")) {
    const body = bytes.subarray(0, Number(req.url.slice("/bytes/".length)));
    res.writeHead(200, { "content-type": "application/json", "content-length": body.length });
    return void res.end(body);
  }
  const chunks: Buffer[] = [];
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => {
    const call = JSON.stringify({ headers: req.headers, url: req.url, body: Buffer.concat(chunks).toString() });
    const done = () => {
      res.writeHead(200, { "content-type": "application/json" });
      res.end('{"ok":true}');
    };
    if (waiting.push({ call, done }) === 1) setImmediate(flush);
  });
}).listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
