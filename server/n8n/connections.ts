import { isJsonObject, type Json } from "@/shared/item";
import type { Edge, WorkflowNode } from "@/shared/workflow";
import { word } from "./params";
import { isSideKind, maxPort, numberedPort } from "./ports";

/** Nodes by the names that connections use. */
export type Mapped = Map<string, { node: WorkflowNode; inputs: string[]; outputs: string[]; isMapped: boolean }>;

type Warn = (message: string, place: string) => void;

/** n8n's connections as wires. What begins or ends nowhere is left out and told. */
export function readEdges(connections: Json | undefined, byName: Mapped, warn: Warn): Edge[] {
  const edges = new Map<string, Edge>();
  for (const [name, kinds] of entriesOf(connections)) {
    const from = byName.get(name);
    if (!from) {
      warn("A connection from a node that does not exist is left out", name);
      continue;
    }
    for (const [kind, outputs] of entriesOf(kinds)) {
      for (const [index, target] of targetsOf(outputs)) {
        const to = byName.get(word(target.node));
        if (!to) {
          warn(`A connection to "${word(target.node).slice(0, 100)}", which does not exist, is left out`, name);
          continue;
        }
        const edge =
          kind === "main" ? mainEdge(from, index, to, target.index) : sideEdge(from, kind, index, to, target.index);
        if (edge) edges.set(JSON.stringify(edge), edge);
        else if (kind === "main") warn(`The connection to "${to.node.name}" has no place here and is left out`, name);
        else warn(`A connection of the kind "${kind.slice(0, 60)}" is left out`, name);
      }
    }
  }
  return [...edges.values()];
}

type End = Mapped extends Map<string, infer E> ? E : never;

function mainEdge(from: End, index: number, to: End, input: Json | undefined): Edge | undefined {
  const isError = from.node.onError === "branch" && index === from.outputs.length;
  const output = isError ? "error" : portAt(from, from.outputs, index);
  const target = portAt(to, to.inputs, indexOf(input));
  if (output === undefined || target === undefined) return undefined;
  return { from: { node: from.node.id, port: output }, to: { node: to.node.id, port: target } };
}

/** Nobody knows here how many ports a node has whose type has no counterpart. */
const portAt = ({ isMapped }: End, ports: string[], index: number): string | undefined =>
  isMapped ? ports[index] : numberedPort("main", Math.min(index, maxPort));

/** Parts of an AI node hang on it by connections of their own kinds. They are kept between placeholders. */
function sideEdge(from: End, kind: string, index: number, to: End, input: Json | undefined): Edge | undefined {
  if (from.isMapped || to.isMapped || !isSideKind(kind)) return undefined;
  return {
    from: { node: from.node.id, port: numberedPort(kind, Math.min(index, maxPort)) },
    to: { node: to.node.id, port: numberedPort(kind, indexOf(input)) },
  };
}

function indexOf(value: Json | undefined): number {
  const index = Number(word(value));
  return Number.isInteger(index) && index >= 0 && index <= maxPort ? index : 0;
}

const entriesOf = (value: Json | undefined) => (isJsonObject(value) ? Object.entries(value) : []);

function targetsOf(outputs: Json): [number, { [key: string]: Json }][] {
  if (!Array.isArray(outputs)) return [];
  return outputs.flatMap((targets, index) =>
    Array.isArray(targets)
      ? targets.filter(isJsonObject).map((target): [number, typeof target] => [index, target])
      : [],
  );
}
