import type { Texts } from "@/components/messages/texts";
import { problemsIn } from "@/components/param-form/check-field";
import type { NodeTypeInfo } from "@/shared/api";
import type { WorkflowNode } from "@/shared/workflow";

/** What a node still needs before it can run, in sentences for its warning badge. */
export function problemsOf(node: WorkflowNode, info: NodeTypeInfo | undefined, t: Texts): string[] {
  if (!info) return [t("canvas.problems.unknownType", { type: node.type })];
  const missing = info.credentials
    .filter(({ slot, optional }) => !optional && !node.credentials?.[slot])
    .map(({ label }) => t("canvas.problems.credential", { label }));
  const wrong = problemsIn(info.fields, node.params, t).map(({ label, problem }) =>
    problem.startsWith(label) ? problem : t("canvas.problems.inField", { label, problem }),
  );
  return [...wrong, ...missing];
}
