import type { WorkflowNode } from "@/shared/workflow";
import type { NodeTypes } from "./document";
import { renameInParams } from "./rename-references";

/** Names of the nodes that expressions and code of this node mention. */
export function namesIn(node: WorkflowNode, nodeTypes: NodeTypes): ReadonlySet<string> {
  const asked = new AskedNames();
  renameInParams(node.params, nodeTypes.get(node.type), asked);
  return asked.names;
}

/** Gives no new name to anybody, and remembers whose was asked for. */
class AskedNames extends Map<string, string> {
  readonly names = new Set<string>();

  override get(name: string): undefined {
    this.names.add(name);
    return undefined;
  }
}
