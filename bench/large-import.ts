import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { islewire } from "./server.ts";

/** Milliseconds the command line takes to import an n8n workflow of that many nodes, its own start included. */
export function measureImport(folder: string, count: number): number {
  const file = join(folder, "large.n8n.json");
  writeFileSync(file, JSON.stringify(chainOf(count)));
  const start = performance.now();
  islewire(folder, "import", file);
  return performance.now() - start;
}

function chainOf(count: number) {
  const nodes = Array.from({ length: count }, (_, index) => ({
    ...{ id: `n${index}`, name: `Node ${index}`, position: [index * 220, 0] },
    ...kinds[index % kinds.length],
  }));
  const connections = Object.fromEntries(
    nodes.slice(1).map(({ name }, index) => [`Node ${index}`, { main: [[{ node: name, type: "main", index: 0 }]] }]),
  );
  return { name: "Large", nodes, connections };
}

const kinds = [
  {
    type: "n8n-nodes-base.set",
    typeVersion: 3.4,
    parameters: {
      assignments: {
        assignments: [{ id: "a", name: "price", type: "number", value: "={{ $('Node 0').item.json.a }}" }],
      },
    },
  },
  {
    type: "n8n-nodes-base.if",
    typeVersion: 2.2,
    parameters: {
      conditions: {
        ...{ combinator: "and", options: { version: 2, typeValidation: "strict" } },
        conditions: [{ leftValue: "={{ $json.price }}", rightValue: 1, operator: { type: "number", operation: "gt" } }],
      },
    },
  },
  { type: "n8n-nodes-base.code", typeVersion: 2, parameters: { jsCode: "return $input.all();\n".repeat(10) } },
];
