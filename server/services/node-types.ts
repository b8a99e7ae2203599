import { nodes } from "@/nodes/registry";
import type { CredentialSlots } from "@/nodes/sdk/credential";
import { describeParams } from "@/nodes/sdk/params";
import type { NodeTypeInfo } from "@/shared/api";

/** What the editor needs of every node: plain data, computed once. */
const described: NodeTypeInfo[] = nodes.map((node) => ({
  type: node.type,
  version: node.version,
  label: node.label,
  summary: node.summary,
  category: node.category,
  icon: node.icon,
  keywords: node.keywords ?? [],
  inputs: node.inputs,
  outputs: node.outputs,
  fields: describeParams(node.params),
  credentials: Object.entries((node.credentials ?? {}) as CredentialSlots).map(
    ([slot, { label, types, optional, onlyWhen }]) => ({
      ...{ slot, label, optional },
      types: types.map(({ type }) => type),
      ...(onlyWhen && { onlyWhen }),
    }),
  ),
  ...(node.trigger && { trigger: node.trigger.kind }),
  ...(node.line && { line: node.line }),
}));

export const listNodeTypes = (): NodeTypeInfo[] => described;
