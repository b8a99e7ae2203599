import { findNode } from "@/nodes/registry";
import { describeParams } from "@/nodes/sdk/params";
import type { JsonObject } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";
import { withDefaults } from "./defaults";

/** The node as the newest version of its type would hold it, with every default filled in. */
export function newest(node: WorkflowNode): WorkflowNode {
  const definition = findNode(node.type);
  if (!definition || node.version > definition.version) return node;
  let params: { [name: string]: unknown } = node.params;
  for (let version = node.version; version < definition.version; version++) {
    params = definition.upgrades?.[version]?.(params) ?? params;
  }
  const filled = withDefaults(describeParams(definition.params), params as JsonObject);
  return { ...node, version: definition.version, params: filled };
}
