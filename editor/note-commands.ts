import type { StickyNote, WorkflowDocument } from "@/shared/workflow";
import type { Command } from "./commands";
import type { Position } from "./document";

export type NoteColor = StickyNote["color"];
export const noteColors: readonly NoteColor[] = ["yellow", "blue", "green", "pink", "purple", "gray"];

export const addNote: Command<{ note: StickyNote }> = {
  name: "add-note",
  apply: (document, { note }) => ({ ...document, notes: [...document.notes, note] }),
};

export const editNote: Command<{ id: string; text: string }> = {
  name: "edit-note",
  mergeKey: ({ id }) => id,
  apply: (document, { id, text }) =>
    changeNote(document, id, (note) => (note.text === text ? note : { ...note, text: text.slice(0, 50_000) })),
};

export const resizeNote: Command<{ id: string; position: Position; size: StickyNote["size"] }> = {
  name: "resize-note",
  apply: (document, { id, position, size }) => changeNote(document, id, (note) => ({ ...note, position, size })),
};

export const colorNotes: Command<{ ids: ReadonlySet<string>; color: NoteColor }> = {
  name: "color-notes",
  apply: (document, { ids, color }) => ({
    ...document,
    notes: document.notes.map((note) => (ids.has(note.id) ? { ...note, color } : note)),
  }),
};

function changeNote(document: WorkflowDocument, id: string, change: (note: StickyNote) => StickyNote) {
  const notes = document.notes.map((note) => (note.id === id ? change(note) : note));
  return notes.every((note, index) => note === document.notes[index]) ? document : { ...document, notes };
}
