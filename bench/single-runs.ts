import { islewire, type Running, residentMb } from "./server.ts";
import { type Node, writeWorkflow } from "./workflows.ts";

/** Workflows of which one execution is much work: how long the call takes that starts it, and what memory it needs. */

type Workflow = { name: string; path: string; rounds: number; nodes: { [id: string]: Node }; wires: string[] };

const set = (fields: { [name: string]: string }): Node => ({
  type: "core.editFields",
  params: { values: { is: "fields", fields: Object.entries(fields).map(([name, value]) => ({ name, value })) } },
});
const code = (source: string): Node => ({ type: "core.code", params: { mode: "all", source } });

const steps = Array.from({ length: 50 }, (_, index) => `set${index}`);

const workflows: Workflow[] = [
  {
    ...{ name: "100,000 items, five nodes", path: "bench-items", rounds: 5 },
    nodes: {
      make: code(
        "return Array.from({ length: 100000 }, (_, n) => ({ n, price: n % 97, name: 'Item ' + n, tags: ['a', 'b'] }))",
      ),
      edit: set({
        total: "={{ $json.price * 1.2 }}",
        title: "={{ $json.name.toUpperCase() }}",
        first: "={{ $json.tags[0] }}",
      }),
      choose: {
        type: "core.if",
        params: {
          conditions: {
            ...{ combine: "and", ignoreCase: false, loose: false },
            conditions: [{ left: "={{ $json.total }}", type: "number", operation: "gt", right: 50 }],
          },
        },
      },
      sum: {
        type: "core.summarize",
        params: { fields: [{ how: "sum", field: "total" }], groupBy: "price" },
      },
    },
    wires: ["hook.main -> make", "make.main -> edit", "edit.main -> choose", "choose.true -> sum"],
  },
  {
    ...{ name: "a chain of 50 Edit Fields", path: "bench-chain", rounds: 50 },
    nodes: Object.fromEntries(steps.map((id, index) => [id, set({ [`field${index}`]: "={{ $json.field0 }}" })])),
    wires: ["hook", ...steps.slice(0, -1)].map((id, index) => `${id}.main -> ${steps[index]}`),
  },
  {
    ...{ name: "a loop of 1,000 turns", path: "bench-loop", rounds: 10 },
    nodes: {
      make: code("return Array.from({ length: 1000 }, (_, n) => ({ n }))"),
      loop: { type: "core.loopOverItems", params: { batchSize: 1 } },
      work: set({ double: "={{ $json.n * 2 }}" }),
    },
    wires: ["hook.main -> make", "make.main -> loop", "loop.loop -> work", "work.main -> loop"],
  },
];

/** Imports and publishes them. */
export function addSingleRuns(folder: string): void {
  const files = workflows.map(({ path, nodes, wires }) => writeWorkflow(folder, path, nodes, wires));
  islewire(folder, "import", "--publish", ...files);
}

export type SingleRun = { name: string; ms: number; peakMb: number };

/** The median of some calls, and the most memory all processes held meanwhile. */
export async function measureSingleRuns({ url, pid }: Running): Promise<SingleRun[]> {
  const results: SingleRun[] = [];
  for (const { name, path, rounds } of workflows) {
    let peakMb = 0;
    const sampling = setInterval(() => {
      peakMb = Math.max(
        peakMb,
        residentMb(pid).reduce((sum, { mb }) => sum + mb, 0),
      );
    }, 50);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      const answer = await fetch(`${url}/webhook/${path}`, { method: "POST" });
      const text = await answer.text();
      times.push(performance.now() - start);
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 300)}`);
    }
    clearInterval(sampling);
    times.sort((a, b) => a - b);
    results.push({ name, ms: times[Math.floor(times.length / 2)] ?? 0, peakMb });
  }
  return results;
}
