"use client";

import { type NodeProps, NodeResizer } from "@xyflow/react";
import { memo, Suspense, useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { lazyPart } from "@/components/lazy-part";
import { cn } from "@/components/ui/class-names";
import type { StickyNote } from "@/shared/workflow";
import { rounded } from "../document";
import { useEditor, useEditorState, useReadOnly } from "../editor-context";
import { colorNotes, editNote, resizeNote } from "../note-commands";
import { ColorChoice, partLooks } from "./part-colors";
import type { NoteNode } from "./to-flow";

const NoteMarkdown = lazyPart(() => import("./note-markdown"));

export const NoteCard = memo(function NoteCard({ data: { note }, selected }: NodeProps<NoteNode>) {
  const t = useTranslations("canvas.note");
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
          partLooks[note.color],
          selected && "border-primary",
        )}
      >
        {editing ? (
          <NoteText note={note} />
        ) : (
          <div className="size-full overflow-hidden break-words text-[13px] leading-5">
            {note.text === "" ? (
              <p className="text-muted">{t("hint")}</p>
            ) : (
              <Suspense fallback={<p className="whitespace-pre-wrap">{note.text}</p>}>
                <NoteMarkdown text={note.text} />
              </Suspense>
            )}
          </div>
        )}
      </div>
      {selected && !readOnly && !editing && (
        <ColorChoice
          legend={t("color")}
          color={note.color}
          onChoose={(color) => editor.dispatch(colorNotes, { ids: new Set([note.id]), color })}
        />
      )}
    </>
  );
});

const placeOf = (id: string, { x, y, width, height }: { x: number; y: number; width: number; height: number }) => ({
  id,
  position: rounded({ x, y }),
  size: { width: Math.round(width), height: Math.round(height) },
});

function NoteText({ note }: { note: StickyNote }) {
  const t = useTranslations("canvas.note");
  const { dispatch, seal, state } = useEditor();
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  return (
    <textarea
      ref={area}
      aria-label={t("text")}
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
