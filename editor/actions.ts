import {
  AlignHorizontalDistributeCenter,
  ClipboardPaste,
  Command,
  Copy,
  CopyPlus,
  FileClock,
  FileDown,
  FileOutput,
  FileUp,
  History,
  Keyboard,
  ListTree,
  type LucideIcon,
  MapIcon,
  Maximize,
  PencilLine,
  Pin,
  Play,
  Plus,
  Power,
  Redo2,
  Replace,
  Save,
  Scissors,
  Search,
  Settings2,
  Spline,
  Square,
  SquarePen,
  StickyNote,
  Trash2,
  Undo2,
  Unlink,
  ZoomIn,
  ZoomOut,
} from "lucide-react";
import { groupingActions } from "./actions/grouping";
import { selectingActions } from "./actions/selecting";
import { hasNodes, hasOneNode, nodesSelected } from "./actions/selection";
import { focusCard } from "./canvas/focus-card";
import { cardWidth, headHeight } from "./card-geometry";
import { arrangeNodes, deleteAndJoin, deleteParts, setDisabled } from "./commands";
import { copySelection, cutSelection, duplicateSelection, pasteText } from "./copy-paste";
import { edgeKey, newId, rounded } from "./document";
import type { Editor } from "./editor-context";
import { pointedAt } from "./insert-node";
import { addNote } from "./note-commands";
import { togglePins } from "./pin";
import { reveal } from "./reveal";
import { runTo, startRun } from "./start-run";
import type { EditorState } from "./store";
import { duplicateWorkflow, exportForN8n, exportWorkflow, saveNow } from "./workflow-actions";

export type ActionGroup = "Add" | "Edit" | "Select" | "Nodes" | "Run" | "View" | "Workflow" | "Help";
export type ActionMenu = "node" | "note" | "edge" | "group" | "pane";

/** One thing a person can do. Keys, menus, command palette and the overview of keys are all drawn from this list. */
export type EditorAction = {
  id: string;
  label: string | ((state: EditorState) => string);
  /** Of a label that changes with the state: what stands in the overview of keys. */
  plain?: string;
  group: ActionGroup;
  icon: LucideIcon;
  /** The first is shown. `Mod` is Ctrl, or Cmd on a Mac. */
  keys?: readonly string[];
  /** The browser's own clipboard event does the work of the keys. */
  native?: true;
  menus?: readonly ActionMenu[];
  /** Also in the view of an execution. */
  readOnly?: true;
  danger?: true;
  /** Menus leave it out rather than show it grey. */
  hidesWhenImpossible?: true;
  isEnabled?: (state: EditorState) => boolean;
  run: (editor: Editor) => void;
};

const hasSelection = ({ selected }: EditorState) => selected.size > 0;
const hasAny = ({ selected, selectedEdges }: EditorState) => selected.size + selectedEdges.size > 0;
const hasContent = ({ history: { document } }: EditorState) => document.nodes.length > 0;
const allDisabled = (state: EditorState) => nodesSelected(state).every(({ disabled }) => disabled);
const stateOf = ({ state }: Editor) => state.getState();
const zoomMs = { duration: 150 };

export const editorActions: readonly EditorAction[] = [
  {
    ...{ id: "add-node", label: "Add node", group: "Add", icon: Plus, keys: ["N", "Tab"], menus: ["pane"] },
    run: openPalette,
  },
  {
    ...{ id: "add-note", label: "Add note", group: "Add", icon: StickyNote, keys: ["Shift+S"], menus: ["pane"] },
    run: addNoteInMiddle,
  },
  {
    ...{ id: "undo", label: undoLabel, plain: "Undo", group: "Edit", icon: Undo2, keys: ["Mod+Z"] },
    isEnabled: ({ history }) => history.undo.length > 0,
    run: (editor) => editor.undo(),
  },
  {
    ...{ id: "redo", label: redoLabel, plain: "Redo", group: "Edit", icon: Redo2, keys: ["Mod+Shift+Z", "Mod+Y"] },
    isEnabled: ({ history }) => history.redo.length > 0,
    run: (editor) => editor.redo(),
  },
  {
    ...{
      id: "open",
      label: "Open",
      group: "Nodes",
      icon: PencilLine,
      keys: ["Enter"],
      menus: ["node"],
      readOnly: true,
    },
    isEnabled: hasOneNode,
    run: (editor) => editor.state.setState({ openNode: nodesSelected(stateOf(editor))[0]?.id ?? null }),
  },
  {
    ...{ id: "run-to", label: "Run to here", group: "Nodes", icon: Play, keys: ["Shift+Enter"], menus: ["node"] },
    isEnabled: hasOneNode,
    run: (editor) => {
      const [node] = nodesSelected(stateOf(editor));
      if (node) void runTo(editor, node.id);
    },
  },
  {
    ...{ id: "rename", label: "Rename", group: "Nodes", icon: SquarePen, keys: ["F2"], menus: ["node"] },
    isEnabled: hasOneNode,
    run: renameSelected,
  },
  {
    ...{ id: "replace", label: "Replace", group: "Nodes", icon: Replace, keys: ["R"], menus: ["node"] },
    isEnabled: hasOneNode,
    run: ({ state }) => {
      const [node] = nodesSelected(state.getState());
      if (node) state.setState({ palette: { for: "replace", node: node.id } });
    },
  },
  {
    ...{ id: "connect", label: "Connect to", group: "Nodes", icon: Spline, keys: ["C"], menus: ["node"] },
    isEnabled: hasOneNode,
    run: ({ state }) => state.setState({ dialog: "connect" }),
  },
  {
    id: "disable",
    label: (state) => (hasNodes(state) && allDisabled(state) ? "Enable" : "Disable"),
    plain: "Disable or enable",
    ...{ group: "Nodes", icon: Power, keys: ["D"], menus: ["node"], isEnabled: hasNodes },
    run: (editor) => {
      const state = stateOf(editor);
      editor.dispatch(setDisabled, { ids: state.selected, disabled: !allDisabled(state) });
    },
  },
  {
    id: "pin",
    label: (state) =>
      hasNodes(state) && nodesSelected(state).every(({ pinned }) => pinned) ? "Unpin data" : "Pin data",
    plain: "Pin or unpin data",
    ...{ group: "Nodes", icon: Pin, keys: ["P"], menus: ["node"], isEnabled: hasNodes },
    run: (editor) => void togglePins(editor, nodesSelected(stateOf(editor))),
  },
  ...groupingActions,
  {
    ...{ id: "edit-note", label: "Edit text", group: "Nodes", icon: PencilLine, menus: ["note"] },
    isEnabled: ({ selected, history }) =>
      selected.size === 1 && history.document.notes.some(({ id }) => selected.has(id)),
    run: ({ state }) => state.setState(({ selected }) => ({ editingNote: [...selected][0] ?? null })),
  },
  {
    ...{
      id: "cut",
      label: "Cut",
      group: "Edit",
      icon: Scissors,
      keys: ["Mod+X"],
      native: true,
      menus: ["node", "note"],
    },
    isEnabled: hasSelection,
    run: (editor) => writeClipboard(cutSelection(editor)),
  },
  {
    ...{ id: "copy", label: "Copy", group: "Edit", icon: Copy, keys: ["Mod+C"], native: true },
    menus: ["node", "note", "group"],
    readOnly: true,
    isEnabled: hasSelection,
    run: (editor) => writeClipboard(copySelection(editor)),
  },
  {
    ...{ id: "paste", label: "Paste", group: "Edit", icon: ClipboardPaste, keys: ["Mod+V"], native: true },
    menus: ["pane"],
    run: (editor) => void readClipboard().then((text) => pasteText(editor, text)),
  },
  {
    ...{ id: "duplicate", label: "Duplicate", group: "Edit", icon: CopyPlus, keys: ["Mod+D"] },
    menus: ["node", "note", "group"],
    isEnabled: hasSelection,
    run: duplicateSelection,
  },
  {
    ...{ id: "delete", label: "Delete", group: "Edit", icon: Trash2, keys: ["Delete", "Backspace"], danger: true },
    menus: ["node", "note", "edge", "group"],
    isEnabled: hasAny,
    run: (editor) => deleteSelection(editor, deleteAndJoin),
  },
  {
    ...{ id: "delete-wires", label: "Delete with its connections", group: "Edit", icon: Unlink, danger: true },
    ...{ keys: ["Mod+Delete", "Mod+Backspace"], menus: ["node"], isEnabled: hasNodes },
    run: (editor) => deleteSelection(editor, deleteParts),
  },
  ...selectingActions,
  {
    ...{ id: "run", label: "Run workflow", group: "Run", icon: Play, keys: ["Mod+Enter"] },
    run: (editor) => startRun(editor),
  },
  {
    ...{ id: "stop", label: "Stop the run", group: "Run", icon: Square, readOnly: true },
    isEnabled: ({ run, listening }) => listening !== null || run?.state.status === "running",
    run: (editor) => void editor.run.stop(),
  },
  {
    ...{ id: "find", label: "Find and replace", group: "Edit", icon: Search, keys: ["Mod+F"], readOnly: true },
    run: ({ state }) => state.setState({ findOpen: true }),
  },
  {
    ...{ id: "run-panel", label: "Show or hide the run", group: "View", icon: ListTree, keys: ["L"], readOnly: true },
    run: ({ state }) => state.setState(({ runPanelOpen }) => ({ runPanelOpen: !runPanelOpen })),
  },
  {
    ...{
      id: "fit",
      label: "Fit to window",
      group: "View",
      icon: Maximize,
      keys: ["1"],
      menus: ["pane"],
      readOnly: true,
    },
    run: ({ canvas }) => void canvas.current?.fitView({ padding: 0.15, maxZoom: 1, ...zoomMs }),
  },
  {
    ...{ id: "zoom-reset", label: "Zoom to 100 %", group: "View", icon: Maximize, keys: ["0"], readOnly: true },
    run: ({ canvas }) => void canvas.current?.zoomTo(1, zoomMs),
  },
  {
    ...{ id: "zoom-in", label: "Zoom in", group: "View", icon: ZoomIn, keys: ["+", "="], readOnly: true },
    run: ({ canvas }) => void canvas.current?.zoomIn(zoomMs),
  },
  {
    ...{ id: "zoom-out", label: "Zoom out", group: "View", icon: ZoomOut, keys: ["-"], readOnly: true },
    run: ({ canvas }) => void canvas.current?.zoomOut(zoomMs),
  },
  {
    ...{ id: "minimap", label: "Show or hide the overview", group: "View", icon: MapIcon, keys: ["M"] },
    readOnly: true,
    run: ({ state }) => state.setState(({ minimapOpen }) => ({ minimapOpen: !minimapOpen })),
  },
  {
    ...{ id: "tidy-up", label: "Tidy up", group: "View", icon: AlignHorizontalDistributeCenter },
    ...{ keys: ["Shift+Alt+T"], menus: ["pane", "node", "group"], isEnabled: hasContent },
    run: (editor) => void tidyUp(editor),
  },
  {
    ...{ id: "save", label: "Save now", group: "Workflow", icon: Save, keys: ["Mod+S"] },
    run: (editor) => void saveNow(editor),
  },
  {
    ...{ id: "import", label: "Import a file", group: "Workflow", icon: FileUp },
    run: ({ state }) => state.setState({ dialog: "import" }),
  },
  {
    ...{ id: "export", label: "Export as a file", group: "Workflow", icon: FileDown },
    run: (editor) => void exportWorkflow(editor),
  },
  {
    ...{ id: "export-n8n", label: "Export for n8n", group: "Workflow", icon: FileOutput },
    run: (editor) => void exportForN8n(editor),
  },
  {
    ...{ id: "duplicate-workflow", label: "Duplicate the workflow", group: "Workflow", icon: CopyPlus },
    run: (editor) => void duplicateWorkflow(editor),
  },
  {
    ...{ id: "settings", label: "Workflow settings", group: "Workflow", icon: Settings2 },
    run: ({ state }) => state.setState({ dialog: "settings" }),
  },
  {
    ...{ id: "executions", label: "Executions of this workflow", group: "Workflow", icon: History, readOnly: true },
    run: (editor) => editor.navigate(`/executions?workflow=${stateOf(editor).workflowId}`),
  },
  {
    ...{ id: "versions", label: "Versions", group: "Workflow", icon: FileClock },
    run: (editor) =>
      void saveNow(editor).then(() => editor.navigate(`/workflows/${stateOf(editor).workflowId}/versions`)),
  },
  {
    ...{ id: "delete-workflow", label: "Delete the workflow", group: "Workflow", icon: Trash2, danger: true },
    run: ({ state }) => state.setState({ dialog: "delete" }),
  },
  {
    ...{ id: "commands", label: "All commands", group: "Help", icon: Command, keys: ["Mod+K"], readOnly: true },
    run: ({ state }) => state.setState({ dialog: "commands" }),
  },
  {
    ...{ id: "shortcuts", label: "Keys and gestures", group: "Help", icon: Keyboard, keys: ["?"], readOnly: true },
    run: ({ state }) => state.setState({ dialog: "shortcuts" }),
  },
];

export const actionLabel = ({ label }: EditorAction, state: EditorState) =>
  typeof label === "string" ? label : label(state);

export const isPossible = ({ readOnly, isEnabled }: EditorAction, state: EditorState) =>
  (readOnly === true || !state.readOnly) && (isEnabled?.(state) ?? true);

export const actionById = (id: string) => editorActions.find((action) => action.id === id);

/** On the card: from far away, the view goes near enough to read it. */
function renameSelected({ state, canvas }: Editor) {
  const [node] = nodesSelected(state.getState());
  if (!node) return;
  state.setState({ renaming: node.id });
  if ((canvas.current?.getZoom() ?? 1) < 0.5) void canvas.current?.fitView({ nodes: [node], maxZoom: 0.9, ...zoomMs });
  else reveal({ state, canvas }, [node.id]);
}

/** A new node comes after the one that is selected, else to where the mouse is. */
function openPalette(editor: Editor) {
  const { palette } = stateOf(editor);
  if (palette) return editor.state.setState({ palette: null });
  const isAfter = hasOneNode(stateOf(editor));
  const point = isAfter || editor.pointer.current === null ? undefined : pointedAt(editor);
  const at = point && rounded({ x: point.x - cardWidth / 2, y: point.y - headHeight / 2 });
  editor.state.setState({ palette: { for: "canvas", at } });
}

function undoLabel({ history }: EditorState) {
  const step = history.undo.at(-1);
  return step ? `Undo: ${step.label}` : "Undo";
}

function redoLabel({ history }: EditorState) {
  const step = history.redo.at(-1);
  return step ? `Redo: ${step.label}` : "Redo";
}

function addNoteInMiddle(editor: Editor) {
  const { x, y } = pointedAt(editor);
  const size = { width: 240, height: 160 };
  const position = rounded({ x: x - size.width / 2, y: y - size.height / 2 });
  const note = { id: newId(), text: "", position, size, color: "yellow" as const };
  editor.dispatch(addNote, { note });
  editor.select([note.id]);
  editor.state.setState({ editingNote: note.id });
}

function deleteSelection(editor: Editor, command: typeof deleteParts) {
  const { selected, selectedEdges, history } = stateOf(editor);
  editor.dispatch(command, {
    ids: selected,
    edges: history.document.edges.filter((edge) => selectedEdges.has(edgeKey(edge))),
  });
  editor.select([]);
  focusCard();
}

/** The layout is fetched when it is wanted first. */
async function tidyUp(editor: Editor) {
  const { arranged } = await import("./arrange");
  const { history, selected, nodeTypes } = stateOf(editor);
  editor.dispatch(arrangeNodes, { positions: arranged(history.document, selected, nodeTypes) });
  if (selected.size < 2) {
    setTimeout(() => void editor.canvas.current?.fitView({ padding: 0.15, maxZoom: 1, ...zoomMs }), 30);
  }
}

function writeClipboard(text: string | undefined) {
  // Without a secure address there is no clipboard to write to; pasting in this tab works all the same.
  if (text !== undefined) void navigator.clipboard?.writeText(text).catch(() => {});
}

async function readClipboard(): Promise<string> {
  try {
    return await navigator.clipboard.readText();
  } catch {
    return "";
  }
}
