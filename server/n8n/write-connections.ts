import type { JsonObject } from "@/shared/item";
import type { WorkflowDocument } from "@/shared/workflow";
import { readNumberedPort } from "./ports";

/** A node as its wires see it. Of a type nobody knows here, the ports say themselves what they are in n8n. */
export type Wired = { name: string; ports?: { inputs: string[]; outputs: string[] } };

type Place = { kind: string; index: number };
type Target = { node: string; type: string; index: number };

/** Wires as n8n's connections: by the name of the node, the kind, and the number of the output. */
export function writeConnections(
  { edges }: WorkflowDocument,
  byId: ReadonlyMap<string, Wired>,
  warn: (message: string, place: string) => void,
): JsonObject {
  const kindsByName = new Map<string, Map<string, Target[][]>>();
  for (const { from, to } of edges) {
    const [source, target] = [byId.get(from.node), byId.get(to.node)];
    if (!source || !target) continue;
    const start = outputOf(source, from.port);
    const end = inputOf(target, to.port);
    if (!start || !end) {
      warn(`The connection from "${from.port}" to "${to.port}" of "${target.name}" is left out`, source.name);
      continue;
    }
    const kinds = kindsByName.get(source.name) ?? new Map<string, Target[][]>();
    const outputs = kinds.get(start.kind) ?? [];
    while (outputs.length <= start.index) outputs.push([]);
    outputs[start.index]?.push({ node: target.name, type: end.kind, index: end.index });
    kindsByName.set(source.name, kinds.set(start.kind, outputs));
  }
  return Object.fromEntries([...kindsByName].map(([name, kinds]) => [name, Object.fromEntries(kinds)]));
}

function outputOf({ ports }: Wired, port: string): Place | undefined {
  if (port === "error") return { kind: "main", index: ports?.outputs.length ?? 1 };
  return ports ? mainPlace(ports.outputs, port) : readNumberedPort(port);
}

const inputOf = ({ ports }: Wired, port: string): Place | undefined =>
  ports ? mainPlace(ports.inputs, port) : readNumberedPort(port);

function mainPlace(ports: string[], port: string): Place | undefined {
  const index = ports.indexOf(port);
  return index < 0 ? undefined : { kind: "main", index };
}
