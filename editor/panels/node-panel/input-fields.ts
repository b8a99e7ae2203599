import type { NodeTypeInfo } from "@/shared/api";
import type { StepSummary } from "@/shared/execution";
import type { Item } from "@/shared/item";
import type { WorkflowDocument } from "@/shared/workflow";
import { findNode, inputsOf } from "../../document";
import { lastStep } from "./run-data";

type Asked = {
  document: WorkflowDocument;
  nodeId: string;
  info: NodeTypeInfo | undefined;
  steps: readonly StepSummary[];
};

/** The fields of the first item that comes to each input, by the order of the inputs: none where nothing has come yet. */
export function inputFields(
  { document, nodeId, info, steps }: Asked,
  firstItem: (step: StepSummary, port: string) => Promise<Item | undefined>,
): Promise<string[][]> {
  const node = findNode(document, nodeId);
  const ports = node ? inputsOf(node, info, document.edges).filter(({ missing }) => !missing) : [];
  const first = async (port: string): Promise<Item | undefined> => {
    for (const { from, to } of document.edges) {
      if (to.node !== nodeId || to.port !== port) continue;
      const pinned = findNode(document, from.node)?.pinned?.[from.port]?.[0];
      if (pinned) return pinned;
      const step = lastStep(steps, from.node, ({ counts }) => (counts[from.port] ?? 0) > 0);
      if (step) return firstItem(step, from.port);
    }
  };
  return Promise.all(ports.map(async ({ name }) => Object.keys((await first(name))?.json ?? {})));
}
