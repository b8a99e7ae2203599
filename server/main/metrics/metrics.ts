import type { IncomingMessage, ServerResponse } from "node:http";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Store } from "@/server/db/client";
import type { PoolWorker } from "@/server/runs/worker-pool";
import { type RequestResult, requestResults } from "@/shared/webhook-request";
import { commonHeaders, sendProblem } from "../answer";
import { type LimitedDoor, limitedDoors } from "../rate-limits";
import { type MetricsRules, mayRead } from "./admission";
import { memoryOf } from "./memory";

export type Metrics = ReturnType<typeof createMetrics>;
export type FinalStatus = (typeof finalStatuses)[number];
type Sources = { store: Store; concurrency: number; workers(): readonly PoolWorker[] };

const finalStatuses = ["succeeded", "failed", "cancelled"] as const;
const classes = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;

/**
 * What Prometheus reads. What happens often is counted where it happens, which costs an addition; all else is looked up
 * when somebody asks. No label has values that users make.
 */
export function createMetrics(rules: MetricsRules) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const finished = new Counter({
    name: "islewire_executions_finished_total",
    help: "Executions that ended, by how",
    labelNames: ["status"] as const,
    registers,
  });
  const duration = new Histogram({
    name: "islewire_execution_duration_seconds",
    help: "From the acceptance of an execution to its end, with all it waited",
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 300, 1_800, 3_600, 21_600, 86_400],
    registers,
  });
  const webhookRequests = new Counter({
    name: "islewire_webhook_requests_total",
    help: "Calls at the addresses of webhooks and forms, by what became of them",
    labelNames: ["result"] as const,
    registers,
  });
  const commits = new Histogram({
    name: "islewire_commit_duration_seconds",
    help: "From the beginning of a commit of the main process until it is safe on disk",
    buckets: [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  });
  const writes = new Counter({
    name: "islewire_commit_writes_total",
    help: "Writes of the main process; those of the same moment share a commit",
    registers,
  });
  const restarts = new Counter({
    name: "islewire_worker_restarts_total",
    help: "Worker processes that ended and were started again",
    registers,
  });
  const responses = new Counter({
    name: "islewire_http_responses_total",
    help: "Answers of the server, by the class of their status",
    labelNames: ["class"] as const,
    registers,
  });
  const limited = new Counter({
    name: "islewire_rate_limited_total",
    help: "Requests that were refused because too many came, by what is limited",
    labelNames: ["door"] as const,
    registers,
  });
  // From the start on, so that the first of a kind is seen as an increase.
  for (const status of finalStatuses) finished.inc({ status }, 0);
  for (const result of requestResults) webhookRequests.inc({ result }, 0);
  for (const door of limitedDoors) limited.inc({ door }, 0);
  for (const name of classes) responses.inc({ class: name }, 0);

  return {
    /** `ms`: since it was accepted, where it ran. */
    finished(status: FinalStatus, ms?: number) {
      finished.inc({ status });
      if (ms !== undefined) duration.observe(ms / 1_000);
    },
    webhookRequest: (result: RequestResult) => webhookRequests.inc({ result }),
    rateLimited: (door: LimitedDoor) => limited.inc({ door }),
    committed(ms: number, count: number) {
      commits.observe(ms / 1_000);
      writes.inc(count);
    },
    workerEnded: () => restarts.inc(),
    answered(status: number) {
      const name = classes[Math.floor(status / 100) - 1];
      if (name) responses.inc({ class: name });
    },

    /** What is looked up when somebody asks. */
    watch: (sources: Sources) => addGauges(registers, sources),

    async serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
      if (!mayRead(rules, req.headers.authorization)) return sendProblem(res, 404, "There is no such address");
      if (req.method !== "GET" && req.method !== "HEAD") {
        return sendProblem(res, 405, `Metrics cannot be sent with ${req.method}`, "Use GET", { allow: "GET, HEAD" });
      }
      // The library writes a mean of nothing as no parser but a lenient one reads it.
      const text = (await registry.metrics()).replaceAll(/ Nan$/gm, " NaN");
      res.writeHead(200, { ...commonHeaders, "content-type": registry.contentType, "cache-control": "no-store" });
      res.end(text);
    },
  };
}

function addGauges(registers: Registry[], { store, concurrency, workers }: Sources) {
  // Both are read off the index of the status.
  const countOpen = store.rawRead.prepare<[], { status: string; count: number }>(
    "SELECT status, count(*) AS count FROM executions WHERE status IN ('queued', 'running', 'waiting') GROUP BY status",
  );
  const findOldest = store.rawRead
    .prepare<[], number>("SELECT created_at FROM executions WHERE status = 'queued' ORDER BY id LIMIT 1")
    .pluck();
  const ready = () => workers().filter(({ isReady }) => isReady).length;

  new Gauge({
    name: "islewire_executions",
    help: "Executions that are not over, by where they stand",
    labelNames: ["status"] as const,
    registers,
    collect() {
      const counts = new Map(countOpen.all().map(({ status, count }) => [status, count]));
      for (const status of ["queued", "running", "waiting"]) this.set({ status }, counts.get(status) ?? 0);
    },
  });
  new Gauge({
    name: "islewire_oldest_queued_seconds",
    help: "How long ago the execution was accepted that is in the queue for the longest; 0 without one",
    registers,
    collect() {
      const oldest = findOldest.get();
      this.set(oldest === undefined ? 0 : Math.max(Date.now() - Number(oldest), 0) / 1_000);
    },
  });
  new Gauge({
    name: "islewire_workers_ready",
    help: "Worker processes that take executions",
    registers,
    collect() {
      this.set(ready());
    },
  });
  new Gauge({
    name: "islewire_places",
    help: "Executions that can run at once",
    registers,
    collect() {
      this.set(ready() * concurrency);
    },
  });
  new Gauge({
    name: "islewire_resident_memory_bytes",
    help: "Memory by process: main, the workers together, and the sandboxes that they started",
    labelNames: ["process"] as const,
    registers,
    collect() {
      this.reset();
      this.set({ process: "main" }, process.memoryUsage.rss());
      const known = workers().flatMap(({ pid }) => (pid === undefined ? [] : (memoryOf(pid) ?? [])));
      if (known.length === 0) return;
      this.set({ process: "workers" }, sum(known.map(({ own }) => own)));
      this.set({ process: "sandboxes" }, sum(known.map(({ children }) => children)));
    },
  });
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
