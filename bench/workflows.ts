import { writeFileSync } from "node:fs";
import { join } from "node:path";

export type Node = { type: string; params?: object };

/** Writes the document of a workflow that begins with the node `hook`, called at `path`. Gives its file. */
export function writeWorkflow(folder: string, path: string, nodes: { [id: string]: Node }, wires: string[]): string {
  const hook: Node = {
    type: "core.webhook",
    params: { path, methods: ["POST"], respond: { is: "finished", status: 200, answer: "first" } },
  };
  const document = {
    ...{ formatVersion: 1, name: `Bench: ${path}`, notes: [], settings: {} },
    nodes: Object.entries({ hook, ...nodes }).map(([id, node], index) => ({
      ...{ id, name: id, version: 1, position: { x: index * 220, y: 0 }, ...node },
    })),
    edges: wires.map((wire) => {
      const [from = "", to = ""] = wire.split(" -> ");
      const [node = "", port = "main"] = from.split(".");
      return { from: { node, port }, to: { node: to, port: "main" } };
    }),
  };
  const file = join(folder, `${path}.json`);
  writeFileSync(file, JSON.stringify(document));
  return file;
}
