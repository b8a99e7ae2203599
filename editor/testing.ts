import { createTranslator } from "use-intl/core";
import type { Texts } from "@/components/messages/texts";
import type { NodeTypeInfo } from "@/shared/api";
import en from "@/shared/messages/en";
import type { Edge, WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import { emptyDocument } from "@/shared/workflow";

const plain = {
  version: 1,
  summary: "",
  category: "flow",
  icon: "box",
  keywords: [],
  fields: {},
  credentials: [],
} as const;
const info = (type: string, parts: Partial<NodeTypeInfo> = {}): [string, NodeTypeInfo] => [
  type,
  { ...plain, credentials: [], type, label: type, inputs: ["main"], outputs: ["main"], ...parts },
];

export const english: Texts = createTranslator({ locale: "en", messages: en });

/** Node types for tests: one of each shape. */
export const testTypes: ReadonlyMap<string, NodeTypeInfo> = new Map([
  info("step"),
  info("trigger", { inputs: [], trigger: "manual" }),
  info("if", { outputs: ["true", "false"] }),
  info("code", {
    fields: { source: { control: "code", language: "javascript", label: "Source", default: "", expression: false } },
  }),
  info("page", { fields: { html: { control: "code", language: "html", label: "HTML", default: "" } } }),
]);

/**
 * A workflow from lines such as `a -> b` and `a.true -> b`. Ids are names; nodes stand 300 apart. Types come from
 * `types`, and are `step` otherwise.
 */
export function draw(lines: string, types: { [name: string]: string } = {}): WorkflowDocument {
  const nodes = new Map<string, WorkflowNode>();
  const edges: Edge[] = [];
  const end = (text: string) => {
    const [name = "", port = "main"] = text.trim().split(".");
    if (!nodes.has(name)) {
      const position = { x: nodes.size * 300, y: 0 };
      nodes.set(name, { id: name, name, type: types[name] ?? "step", version: 1, position, params: {} });
    }
    return { node: name, port };
  };
  for (const line of lines.split(";")) {
    const ends = line.split("->").map(end);
    for (const [index, to] of ends.entries()) {
      const from = ends[index - 1];
      if (from) edges.push({ from, to: { node: to.node, port: "main" } });
    }
  }
  return { ...emptyDocument("Test"), nodes: [...nodes.values()], edges };
}

/** The wires as text, sorted: `a.main -> b`. */
export const wires = ({ edges }: Pick<WorkflowDocument, "edges">) =>
  edges.map(({ from, to }) => `${from.node}.${from.port} -> ${to.node}`).sort();
