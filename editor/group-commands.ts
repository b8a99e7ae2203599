import type { NodeGroup, WorkflowDocument } from "@/shared/workflow";
import type { Command } from "./commands";

export type GroupColor = NonNullable<NodeGroup["color"]>;

/** A node is in one group at most: others let it go. */
export const addGroup: Command<{ group: NodeGroup }> = {
  name: "add-group",
  apply: (document, { group }) =>
    group.nodeIds.length === 0
      ? document
      : { ...document, groups: [...withoutMembers(document.groups ?? [], new Set(group.nodeIds)), group] },
};

export const removeGroups: Command<{ ids: ReadonlySet<string> }> = {
  name: "remove-groups",
  apply(document, { ids }) {
    const groups = document.groups?.filter(({ id }) => !ids.has(id)) ?? [];
    return groups.length === (document.groups?.length ?? 0) ? document : withGroups(document, groups);
  },
};

export const renameGroup: Command<{ id: string; name: string }> = {
  name: "rename-group",
  apply(document, { id, name }) {
    const wanted = name.trim().slice(0, 128);
    return wanted === "" ? document : changeGroup(document, id, { name: wanted });
  },
};

export const colorGroup: Command<{ id: string; color: GroupColor }> = {
  name: "color-group",
  apply: (document, { id, color }) => changeGroup(document, id, { color }),
};

/** Groups without the nodes that are gone; one of nobody is no group. */
export function withoutMembers(groups: readonly NodeGroup[], gone: ReadonlySet<string>): NodeGroup[] {
  return groups.flatMap((group) => {
    const nodeIds = group.nodeIds.filter((id) => !gone.has(id));
    if (nodeIds.length === group.nodeIds.length) return [group];
    return nodeIds.length > 0 ? [{ ...group, nodeIds }] : [];
  });
}

function changeGroup(document: WorkflowDocument, id: string, patch: Partial<NodeGroup>): WorkflowDocument {
  const isOther = (group: NodeGroup) =>
    group.id === id && JSON.stringify({ ...group, ...patch }) !== JSON.stringify(group);
  if (!document.groups?.some(isOther)) return document;
  return { ...document, groups: document.groups.map((group) => (group.id === id ? { ...group, ...patch } : group)) };
}

/** Without groups the document has no such key, as it is in the saved text. */
export function withGroups({ groups: _, ...document }: WorkflowDocument, groups: NodeGroup[]): WorkflowDocument {
  return groups.length > 0 ? { ...document, groups } : document;
}
