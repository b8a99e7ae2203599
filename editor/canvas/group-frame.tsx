"use client";

import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/components/ui/class-names";
import type { NodeGroup } from "@/shared/workflow";
import { useEditor, useEditorState, useReadOnly } from "../editor-context";
import { colorGroup, renameGroup } from "../group-commands";
import { selectGroup } from "../group-selection";
import { focusCard } from "./focus-card";
import { NameField } from "./name-field";
import { ColorChoice, partLooks } from "./part-colors";
import type { FrameNode } from "./to-flow";

/** A frame around nodes that belong together. Only its name can be grabbed: what is inside stays in reach. */
export const GroupFrame = memo(
  function GroupFrame({ data: { group } }: NodeProps<FrameNode>) {
    const t = useTranslations("canvas.group");
    const { dispatch } = useEditor();
    const readOnly = useReadOnly();
    const isChosen = useEditorState(
      ({ selected }) => selected.size === group.nodeIds.length && group.nodeIds.every((id) => selected.has(id)),
    );
    return (
      <div
        className={cn(
          "pointer-events-none size-full rounded-2xl border-2 opacity-95",
          partLooks[group.color ?? "gray"],
          isChosen && "border-primary",
        )}
      >
        {isChosen && !readOnly && (
          <ColorChoice
            legend={t("color")}
            color={group.color ?? "gray"}
            onChoose={(color) => dispatch(colorGroup, { id: group.id, color })}
          />
        )}
        <GroupName group={group} />
      </div>
    );
  },
  (before, after) => before.data === after.data,
);

function GroupName({ group }: { group: NodeGroup }) {
  const t = useTranslations("canvas.group");
  const editor = useEditor();
  const { state, dispatch } = editor;
  const readOnly = useReadOnly();
  const isWriting = useEditorState(({ renaming }) => renaming === group.id);
  const size = "h-8 max-w-full text-[13px] leading-8";
  if (isWriting) {
    return (
      <NameField
        label={t("name", { name: group.name })}
        name={group.name}
        className={cn(size, "pointer-events-auto w-60 px-2")}
        problem={(wanted) => (wanted === "" ? t("nameMissing") : undefined)}
        onKeep={(name) => dispatch(renameGroup, { id: group.id, name })}
        onDone={(byKey) => {
          state.setState({ renaming: null });
          if (byKey) focusCard([...state.getState().selected][0]);
        }}
      />
    );
  }
  return (
    <button
      type="button"
      tabIndex={-1}
      title={group.description}
      className={cn(size, "frame-name pointer-events-auto cursor-grab truncate px-3 font-semibold")}
      // Keys stay with the canvas while the group is dragged.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        selectGroup(editor, group.id);
        // Keys are for the nodes now, and not for this button.
        focusCard();
      }}
      onDoubleClick={(event) => {
        event.stopPropagation();
        if (!readOnly) state.setState({ renaming: group.id });
      }}
    >
      {group.name}
    </button>
  );
}
