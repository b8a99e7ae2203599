import { nanoid } from "nanoid";
import type { Json, JsonObject } from "@/shared/item";
import type { NodeGroup, WorkflowDocument } from "@/shared/workflow";
import { list, text } from "./params";

const maxGroups = 1_000;

/** Groups of nodes, by our ids of the nodes. A group of none is no group. */
export function readGroups(
  value: Json | undefined,
  ids: ReadonlyMap<Json | undefined, string>,
): { groups?: NodeGroup[] } {
  const groups = list(value)
    .slice(0, maxGroups)
    .map(({ name, nodeIds, description }): NodeGroup => {
      const known = (Array.isArray(nodeIds) ? nodeIds : []).flatMap((id) => ids.get(id) ?? []);
      return {
        ...{ id: nanoid(10), name: text(name).slice(0, 128) || "Group", nodeIds: [...new Set(known)] },
        ...(text(description) && { description: text(description).slice(0, 10_000) }),
      };
    })
    .filter(({ nodeIds }) => nodeIds.length > 0);
  return groups.length ? { groups } : {};
}

export function writeGroups({ groups = [], nodes }: WorkflowDocument): JsonObject {
  const known = new Set(nodes.map(({ id }) => id));
  const written = groups.map(({ color: _, ...group }) => ({
    ...group,
    nodeIds: group.nodeIds.filter((id) => known.has(id)),
  }));
  return written.length ? { nodeGroups: written } : {};
}
