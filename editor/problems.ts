import { problemsIn } from "@/components/param-form/check-field";
import type { NodeTypeInfo } from "@/shared/api";
import type { WorkflowNode } from "@/shared/workflow";

/** What a node still needs before it can run, in sentences for its warning badge. */
export function problemsOf(node: WorkflowNode, info: NodeTypeInfo | undefined): string[] {
  if (!info) return [`The node type "${node.type}" is not known here`];
  const missing = info.credentials
    .filter(({ slot, optional }) => !optional && !node.credentials?.[slot])
    .map(({ label }) => `Choose a credential: ${label}`);
  const wrong = problemsIn(info.fields, node.params).map(({ label, problem }) =>
    problem.startsWith(label) ? problem : `${label}: ${problem}`,
  );
  return [...wrong, ...missing];
}
