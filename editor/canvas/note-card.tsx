"use client";

import { type NodeProps, NodeResizer } from "@xyflow/react";
import { memo, useEffect, useRef } from "react";
import { cn } from "@/components/ui/class-names";
import type { StickyNote } from "@/shared/workflow";
import { rounded } from "../document";
import { useEditor, useEditorState, useReadOnly } from "../editor-context";
import { colorNotes, editNote, type NoteColor, noteColors, resizeNote } from "../note-commands";
import type { NoteNode } from "./to-flow";

const looks = {
  yellow: "border-code/30 bg-code-soft",
  blue: "border-network/30 bg-network-soft",
  green: "border-success/30 bg-success-soft",
  pink: "border-notify/30 bg-notify-soft",
  purple: "border-flow/30 bg-flow-soft",
  gray: "border-border bg-sunken",
} as const satisfies { [color in NoteColor]: string };

const dots = {
  yellow: "bg-code",
  blue: "bg-network",
  green: "bg-success",
  pink: "bg-notify",
  purple: "bg-flow",
  gray: "bg-muted",
} as const satisfies { [color in NoteColor]: string };

export const NoteCard = memo(function NoteCard({ data: { note }, selected }: NodeProps<NoteNode>) {
  const editor = useEditor();
  const readOnly = useReadOnly();
  const editing = useEditorState((state) => state.editingNote === note.id);
  return (
    <>
      <NodeResizer
        isVisible={selected && !readOnly}
        minWidth={80}
        minHeight={60}
        lineClassName="!border-primary"
        handleClassName="!size-2.5 !rounded-sm !border-2 !border-surface !bg-primary"
        onResize={(_event, box) => editor.state.setState({ resizing: placeOf(note.id, box) })}
        onResizeEnd={(_event, box) => {
          editor.dispatch(resizeNote, placeOf(note.id, box));
          editor.state.setState({ resizing: null });
        }}
      />
      <div
        className={cn(
          "focus-frame size-full overflow-hidden rounded-xl border p-3 text-text",
          looks[note.color],
          selected && "border-primary",
        )}
      >
        {editing ? (
          <NoteText note={note} />
        ) : (
          <p className="size-full overflow-hidden whitespace-pre-wrap break-words text-[13px] leading-5">
            {note.text || <span className="text-muted">Double-click to write</span>}
          </p>
        )}
      </div>
      {selected && !readOnly && !editing && <NoteColors note={note} />}
    </>
  );
});

const placeOf = (id: string, { x, y, width, height }: { x: number; y: number; width: number; height: number }) => ({
  id,
  position: rounded({ x, y }),
  size: { width: Math.round(width), height: Math.round(height) },
});

function NoteText({ note }: { note: StickyNote }) {
  const { dispatch, seal, state } = useEditor();
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  return (
    <textarea
      ref={area}
      aria-label="Text of the note"
      value={note.text}
      maxLength={50_000}
      className="nodrag nopan nowheel size-full resize-none bg-transparent text-[13px] leading-5 outline-none"
      onChange={(event) => dispatch(editNote, { id: note.id, text: event.target.value })}
      onBlur={() => {
        seal();
        state.setState({ editingNote: null });
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") event.currentTarget.blur();
        event.stopPropagation();
      }}
    />
  );
}

function NoteColors({ note }: { note: StickyNote }) {
  const { dispatch } = useEditor();
  return (
    <fieldset className="nodrag nopan absolute bottom-full left-0 mb-2 flex gap-1 rounded-lg border border-border bg-raised p-1 shadow-sm">
      <legend className="sr-only">Colour of the note</legend>
      {noteColors.map((color) => (
        <button
          key={color}
          type="button"
          aria-label={color}
          aria-pressed={note.color === color}
          onClick={() => dispatch(colorNotes, { ids: new Set([note.id]), color })}
          className={cn(
            "grid size-6 place-items-center rounded-md hover:bg-hover",
            note.color === color && "bg-hover ring-1 ring-ring",
          )}
        >
          <span className={cn("size-3.5 rounded-full", dots[color])} />
        </button>
      ))}
    </fieldset>
  );
}
