import type { PreviewResult } from "@/shared/api";
import type { WorkflowDocument } from "@/shared/workflow";
import type { ServiceContext } from "./context";

type PreviewInput = {
  document: WorkflowDocument;
  workflowId?: string;
  nodeId: string;
  executionId?: number;
  /** Which run of the node; its last without one. */
  run?: number;
  item: number;
  templates: string[];
};

/** What expressions give. A worker evaluates them: main never does. */
export async function previewExpressions(
  { dispatcher }: ServiceContext,
  input: PreviewInput,
): Promise<PreviewResult[]> {
  const { nodeId, executionId = null, run, item, workflowId = "" } = input;
  const texts = [JSON.stringify(input.document), JSON.stringify(input.templates)];
  return JSON.parse(
    await dispatcher.ask(
      (request) => ({ type: "preview", request, nodeId, executionId, run, item, workflowId }),
      texts,
    ),
  ) as PreviewResult[];
}
