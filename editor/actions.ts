import {
  AlignHorizontalDistributeCenter,
  BrainCircuit,
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
import { type Texts, texts } from "@/components/messages/texts";
import { allows } from "@/shared/access";
import type { Messages } from "@/shared/messages/read-messages";
import { groupingActions } from "./actions/grouping";
import { runningActions } from "./actions/running";
import { selectingActions } from "./actions/selecting";
import { hasNodes, hasOneNode, nodesSelected } from "./actions/selection";
import { focusCard } from "./canvas/focus-card";
import { cardWidth, headHeight } from "./card-geometry";
import { arrangeNodes, deleteAndJoin, deleteParts, setDisabled } from "./commands";
import { copySelection, cutSelection, duplicateSelection, pasteText } from "./copy-paste";
import { edgeKey, newId, rounded } from "./document";
import type { Editor } from "./editor-context";
import { pointedAt } from "./insert-node";
import { rememberMinimap } from "./minimap";
import { addNote } from "./note-commands";
import { togglePins } from "./pin";
import { reveal } from "./reveal";
import { startRun } from "./start-run";
import type { EditorState } from "./store";
import { tellUndo } from "./tell-undo";
import { duplicateWorkflow, exportForN8n, exportWorkflow, saveNow } from "./workflow-actions";

export type ActionGroup = "add" | "edit" | "select" | "nodes" | "run" | "view" | "workflow" | "help";
export type ActionMenu = "node" | "note" | "edge" | "group" | "pane";

/** One thing a person can do. Keys, menus, command palette and the overview of keys are all drawn from this list. */
export type EditorAction = {
  /** Its name is the message of this key; see `actionLabel`. */
  id: keyof Messages["actions"]["labels"];
  /** A name that says more about the state at hand. */
  label?: (state: EditorState, t: Texts) => string | undefined;
  group: ActionGroup;
  icon: LucideIcon;
  /** The first is shown. `Mod` is Ctrl, or Cmd on a Mac. */
  keys?: readonly string[];
  /** The browser's own clipboard event does the work of the keys. */
  native?: true;
  menus?: readonly ActionMenu[];
  /** Also in the view of an execution. */
  readOnly?: true;
  runs?: true;
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
const allPinned = (state: EditorState) => nodesSelected(state).every(({ pinned }) => pinned);
const stateOf = ({ state }: Editor) => state.getState();
const zoomMs = { duration: 150 };

export const editorActions: readonly EditorAction[] = [
  {
    ...{ id: "add-node", group: "add", icon: Plus, keys: ["N", "Tab"], menus: ["pane"] },
    run: openPalette,
  },
  {
    ...{ id: "add-note", group: "add", icon: StickyNote, keys: ["Shift+S"], menus: ["pane"] },
    run: addNoteInMiddle,
  },
  {
    ...{ id: "undo", label: undoLabel, group: "edit", icon: Undo2, keys: ["Mod+Z"] },
    isEnabled: ({ history }) => history.undo.length > 0,
    run: (editor) => editor.undo(),
  },
  {
    ...{ id: "redo", label: redoLabel, group: "edit", icon: Redo2, keys: ["Mod+Shift+Z", "Mod+Y"] },
    isEnabled: ({ history }) => history.redo.length > 0,
    run: (editor) => editor.redo(),
  },
  {
    ...{
      id: "open",
      group: "nodes",
      icon: PencilLine,
      keys: ["Enter"],
      menus: ["node"],
      readOnly: true,
    },
    isEnabled: (state) => hasOneNode(state) && state.marks === null,
    run: (editor) => editor.state.setState({ openNode: nodesSelected(stateOf(editor))[0]?.id ?? null }),
  },
  ...runningActions,
  {
    ...{ id: "rename", group: "nodes", icon: SquarePen, keys: ["F2"], menus: ["node"] },
    isEnabled: hasOneNode,
    run: renameSelected,
  },
  {
    ...{ id: "replace", group: "nodes", icon: Replace, keys: ["R"], menus: ["node"] },
    isEnabled: hasOneNode,
    run: ({ state }) => {
      const [node] = nodesSelected(state.getState());
      if (node) state.setState({ palette: { for: "replace", node: node.id } });
    },
  },
  {
    ...{ id: "connect", group: "nodes", icon: Spline, keys: ["C"], menus: ["node"] },
    isEnabled: hasOneNode,
    run: ({ state }) => state.setState({ dialog: "connect" }),
  },
  {
    id: "disable",
    label: (state, t) => t(hasNodes(state) && allDisabled(state) ? "actions.enable" : "actions.disable"),
    ...{ group: "nodes", icon: Power, keys: ["D"], menus: ["node"], isEnabled: hasNodes },
    run: (editor) => {
      const state = stateOf(editor);
      editor.dispatch(setDisabled, { ids: state.selected, disabled: !allDisabled(state) });
    },
  },
  {
    id: "pin",
    label: (state, t) => t(hasNodes(state) && allPinned(state) ? "actions.unpin" : "actions.pin"),
    ...{ group: "nodes", icon: Pin, keys: ["P"], menus: ["node"], isEnabled: hasNodes },
    run: (editor) => void togglePins(editor, nodesSelected(stateOf(editor))),
  },
  ...groupingActions,
  {
    ...{ id: "edit-note", group: "nodes", icon: PencilLine, menus: ["note"] },
    isEnabled: ({ selected, history }) =>
      selected.size === 1 && history.document.notes.some(({ id }) => selected.has(id)),
    run: ({ state }) => state.setState(({ selected }) => ({ editingNote: [...selected][0] ?? null })),
  },
  {
    ...{
      id: "cut",
      group: "edit",
      icon: Scissors,
      keys: ["Mod+X"],
      native: true,
      menus: ["node", "note"],
    },
    isEnabled: hasSelection,
    run: (editor) => writeClipboard(cutSelection(editor)),
  },
  {
    ...{ id: "copy", group: "edit", icon: Copy, keys: ["Mod+C"], native: true },
    menus: ["node", "note", "group"],
    readOnly: true,
    isEnabled: hasSelection,
    run: (editor) => writeClipboard(copySelection(editor)),
  },
  {
    ...{ id: "paste", group: "edit", icon: ClipboardPaste, keys: ["Mod+V"], native: true },
    menus: ["pane"],
    run: (editor) => void readClipboard().then((text) => pasteText(editor, text)),
  },
  {
    ...{ id: "duplicate", group: "edit", icon: CopyPlus, keys: ["Mod+D"] },
    menus: ["node", "note", "group"],
    isEnabled: hasSelection,
    run: duplicateSelection,
  },
  {
    ...{ id: "delete", group: "edit", icon: Trash2, keys: ["Delete", "Backspace"], danger: true },
    menus: ["node", "note", "edge", "group"],
    isEnabled: hasAny,
    run: (editor) => deleteSelection(editor, deleteAndJoin),
  },
  {
    ...{ id: "delete-wires", group: "edit", icon: Unlink, danger: true },
    ...{ keys: ["Mod+Delete", "Mod+Backspace"], menus: ["node"], isEnabled: hasNodes },
    run: (editor) => deleteSelection(editor, deleteParts),
  },
  ...selectingActions,
  {
    ...{ id: "run", group: "run", icon: Play, keys: ["Mod+Enter"], runs: true },
    run: (editor) => startRun(editor),
  },
  {
    ...{ id: "stop", group: "run", icon: Square, readOnly: true },
    isEnabled: ({ run, listening }) => listening !== null || run?.state.status === "running",
    run: (editor) => void editor.run.stop(),
  },
  {
    ...{ id: "find", group: "edit", icon: Search, keys: ["Mod+F"], readOnly: true },
    run: ({ state }) => state.setState({ findOpen: true }),
  },
  {
    ...{ id: "run-panel", group: "view", icon: ListTree, keys: ["L"], readOnly: true },
    run: ({ state }) => state.setState(({ runPanelOpen }) => ({ runPanelOpen: !runPanelOpen })),
  },
  {
    ...{
      id: "fit",
      group: "view",
      icon: Maximize,
      keys: ["1"],
      menus: ["pane"],
      readOnly: true,
    },
    run: ({ canvas }) => void canvas.current?.fitView({ padding: 0.15, maxZoom: 1, ...zoomMs }),
  },
  {
    ...{ id: "zoom-reset", group: "view", icon: Maximize, keys: ["0"], readOnly: true },
    run: ({ canvas }) => void canvas.current?.zoomTo(1, zoomMs),
  },
  {
    ...{ id: "zoom-in", group: "view", icon: ZoomIn, keys: ["+", "="], readOnly: true },
    run: ({ canvas }) => void canvas.current?.zoomIn(zoomMs),
  },
  {
    ...{ id: "zoom-out", group: "view", icon: ZoomOut, keys: ["-"], readOnly: true },
    run: ({ canvas }) => void canvas.current?.zoomOut(zoomMs),
  },
  {
    ...{ id: "minimap", group: "view", icon: MapIcon, keys: ["M"] },
    readOnly: true,
    run: toggleMinimap,
  },
  {
    ...{ id: "tidy-up", group: "view", icon: AlignHorizontalDistributeCenter },
    ...{ keys: ["Shift+Alt+T"], menus: ["pane", "node", "group"], isEnabled: hasContent },
    run: (editor) => void tidyUp(editor),
  },
  {
    ...{ id: "save", group: "workflow", icon: Save, keys: ["Mod+S"] },
    run: (editor) => void saveNow(editor),
  },
  {
    ...{ id: "import", group: "workflow", icon: FileUp },
    run: ({ state }) => state.setState({ dialog: "import" }),
  },
  {
    ...{ id: "export", group: "workflow", icon: FileDown },
    run: (editor) => void exportWorkflow(editor),
  },
  {
    ...{ id: "export-n8n", group: "workflow", icon: FileOutput },
    run: (editor) => void exportForN8n(editor),
  },
  {
    ...{ id: "duplicate-workflow", group: "workflow", icon: CopyPlus },
    run: (editor) => void duplicateWorkflow(editor),
  },
  {
    ...{ id: "settings", group: "workflow", icon: Settings2 },
    run: ({ state }) => state.setState({ dialog: "settings" }),
  },
  {
    ...{ id: "executions", group: "workflow", icon: History, readOnly: true },
    run: (editor) => editor.navigate(`/executions?workflow=${stateOf(editor).workflowId}`),
  },
  {
    ...{ id: "versions", group: "workflow", icon: FileClock },
    run: (editor) =>
      void saveNow(editor).then(() => editor.navigate(`/workflows/${stateOf(editor).workflowId}/versions`)),
  },
  {
    ...{ id: "state", group: "workflow", icon: BrainCircuit },
    run: (editor) => editor.navigate(`/workflows/${stateOf(editor).workflowId}/state`),
  },
  {
    ...{ id: "delete-workflow", group: "workflow", icon: Trash2, danger: true },
    run: ({ state }) => state.setState({ dialog: "delete" }),
  },
  {
    ...{ id: "commands", group: "help", icon: Command, keys: ["Mod+K"], readOnly: true },
    run: ({ state }) => state.setState({ dialog: "commands" }),
  },
  {
    ...{ id: "shortcuts", group: "help", icon: Keyboard, keys: ["?"], readOnly: true },
    run: ({ state }) => state.setState({ dialog: "shortcuts" }),
  },
];

/** What an action is called now; `actions.labels` alone says it where nothing is selected or done: "Undo", "Disable". */
export const actionLabel = ({ id, label }: EditorAction, state: EditorState, t: Texts) =>
  label?.(state, t) ?? t(`actions.labels.${id}`);

export const isPossible = ({ readOnly, runs, isEnabled }: EditorAction, state: EditorState) =>
  (readOnly === true || !state.readOnly || (runs === true && allows(state.role, "run"))) &&
  (isEnabled?.(state) ?? true);

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

function undoLabel({ history }: EditorState, t: Texts) {
  const step = history.undo.at(-1);
  return step && t("actions.undoStep", { step: t(`actions.commands.${step.name}`) });
}

function redoLabel({ history }: EditorState, t: Texts) {
  const step = history.redo.at(-1);
  return step && t("actions.redoStep", { step: t(`actions.commands.${step.name}`) });
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
  const count = history.document.nodes.length - stateOf(editor).history.document.nodes.length;
  if (count > 0) tellUndo(editor, texts()("actions.done.deleted", { count }));
  editor.select([]);
  focusCard();
}

/** The layout is fetched when it is wanted first. */
async function tidyUp(editor: Editor) {
  const { arranged } = await import("./arrange");
  const { history, selected, nodeTypes } = stateOf(editor);
  editor.dispatch(arrangeNodes, { positions: arranged(history.document, selected, nodeTypes) });
  if (stateOf(editor).history !== history) tellUndo(editor, texts()("actions.done.arranged"));
  if (selected.size < 2) {
    setTimeout(() => void editor.canvas.current?.fitView({ padding: 0.15, maxZoom: 1, ...zoomMs }), 30);
  }
}

function toggleMinimap({ state }: Editor) {
  const minimapOpen = !state.getState().minimapOpen;
  rememberMinimap(minimapOpen);
  state.setState({ minimapOpen });
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
