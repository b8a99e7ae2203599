import { createStore, type StoreApi } from "zustand";
import type { ProjectRole } from "@/shared/access";
import type { Colleague, ImportWarning, WebhookAddress, WorkflowDetail } from "@/shared/api";
import type { NodeChange } from "@/shared/document-diff";
import type { Edge, StickyNote, WorkflowDocument } from "@/shared/workflow";
import { type Autosave, createAutosave, type Saved, type SaveFailure, type SaveState } from "./autosave";
import type { Command } from "./commands";
import type { PortEnd } from "./connections";
import type { NodeTypes, Position } from "./document";
import { type Backup, dropBackup, readBackup, writeBackup } from "./draft-backup";
import { dispatch, type History, openHistory, redo, seal, undo } from "./history";
import { remembersMinimap } from "./minimap";
import type { RunView } from "./run-view";

/** What the palette is open for: a node somewhere, at the end of a wire, or inside one. */
export type PaletteRequest = { at?: Position } & (
  | { for: "canvas"; triggersOnly?: boolean }
  | { for: "output" | "input"; node: string; port: string }
  | { for: "edge"; edge: Edge }
  | { for: "replace"; node: string }
);

export type EditorDialog = "commands" | "shortcuts" | "settings" | "import" | "delete" | "connect" | "extract";

/** A webhook trigger waits for one call to its test address. `until`: milliseconds since 1970. */
export type Listening = { nodeId: string; urls: readonly string[]; until: number | null };

/** `isExport`: a file was written for another program. */
export type ImportNews = { what: string; nodes: number; warnings: readonly ImportWarning[]; isExport?: boolean };

type Session = {
  selected: ReadonlySet<string>;
  /** Keys of wires, see `edgeKey`. */
  selectedEdges: ReadonlySet<string>;
  /** Where things are while they are dragged; the document learns of it on release. */
  drag: ReadonlyMap<string, Position> | null;
  /** The note whose size is being changed, as it is under the pointer. */
  resizing: Pick<StickyNote, "id" | "position" | "size"> | null;
  openNode: string | null;
  /** The run of the open node to begin with; its last without one. */
  openRun: number | null;
  /** The path of the parameter of the open node to begin with. */
  openField: string | null;
  /** The node or group whose name is being written. */
  renaming: string | null;
  /** The port that the next node clicked with Ctrl is connected to. */
  chainFrom: PortEnd | null;
  /** The wire that what is dragged would go into: its key. */
  dropEdge: string | null;
  findOpen: boolean;
  minimapOpen: boolean;
  editingNote: string | null;
  palette: PaletteRequest | null;
  dialog: EditorDialog | null;
  runPanelOpen: boolean;
  /** What there is to read about the last import. */
  importNews: ImportNews | null;
};

/** A run up to a node was asked for whose webhook has brought nothing yet. */
export type CallFirst = { nodeId: string; destination: string };

type Run = {
  run: RunView | null;
  /** What the run on screen ran, once it is known. */
  ran: WorkflowDocument | null;
  listening: Listening | null;
  callFirst: CallFirst | null;
  starting: boolean;
};

export type EditorState = Session &
  Run & {
    readonly workflowId: string;
    readonly projectId: string;
    readonly readOnly: boolean;
    /** Of who looks, for this workflow. */
    readonly role: ProjectRole;
    nodeTypes: NodeTypes;
    history: History;
    save: SaveState;
    /** The last one saved. */
    revision: number;
    published: WorkflowDetail["published"];
    webhooks: readonly WebhookAddress[];
    /** Where versions are compared: what became of each node. */
    marks: ReadonlyMap<string, NodeChange["is"]> | null;
    /** Other tabs with this workflow, of this person or of others. */
    colleagues: readonly Colleague[];
  };

export type EditorStore = {
  state: StoreApi<EditorState>;
  dispatch<Args>(command: Command<Args>, args: Args): void;
  undo(): void;
  redo(): void;
  seal(): void;
  select(ids: Iterable<string>, edges?: Iterable<string>): void;
  /** Saves what is unsaved; the revision the server has then. */
  flush(): Promise<number>;
  backUpNow(): void;
  /** The revision that unsaved work grew from. */
  base(): number;
  /** After somebody else saved: goes on with both changes in one document. One step of undo. */
  merge(merged: WorkflowDocument, theirs: { document: WorkflowDocument; revision: number }): void;
  /** Saves what is left and lets go; after a reload or a copy there is nothing to save. */
  leave(options?: { discard: boolean }): void;
};

export type SaveDoor = {
  save(input: { id: string; document: WorkflowDocument; revision: number }): Promise<Saved>;
  explain(error: unknown): SaveFailure;
};

const leaving = new Map<string, Promise<unknown>>();

/** Ends when the last editor of this workflow in this tab has saved: what is loaded after that is the newest. */
export const lastSave = (workflowId: string): Promise<unknown> => leaving.get(workflowId) ?? Promise.resolve();

export function createEditorStore(
  opened: WorkflowDetail,
  nodeTypes: NodeTypes,
  door: SaveDoor | null,
  box: Storage | null,
): EditorStore {
  const { id, document, revision } = opened;
  const state = createStore<EditorState>(() => ({
    ...closedSession,
    minimapOpen: remembersMinimap(),
    ...{ run: null, ran: null, listening: null, callFirst: null, starting: false },
    ...{
      workflowId: id,
      projectId: opened.projectId,
      readOnly: door === null,
      role: opened.role,
      nodeTypes,
      history: openHistory(document),
    },
    ...{ save: { is: "saved" }, revision, published: opened.published, webhooks: opened.webhooks },
    ...{ marks: null, colleagues: [] },
  }));
  const autosave = door && connectAutosave(state, door, box, opened);
  const change = (next: History) => {
    const before = state.getState();
    if (next === before.history || before.readOnly) return;
    state.setState({ history: next, ...stillThere(before, next.document) });
    autosave?.changed(next.document);
  };
  const backup = box && door ? readBackup(box, id) : undefined;
  if (backup) restore(backup);

  /** Work that an earlier page could not save. Grown from an older revision, the server answers with a conflict. */
  function restore({ document: kept, revision: base }: Backup) {
    if (JSON.stringify(kept) === JSON.stringify(document)) return box && dropBackup(box, id);
    state.setState({
      history: { ...openHistory(document), document: kept, undo: [{ name: "restore", before: document }] },
    });
    autosave?.rebase(base);
    autosave?.changed(kept);
  }

  return {
    state,
    dispatch: (command, args) => change(dispatch(state.getState().history, command, args)),
    undo: () => change(undo(state.getState().history)),
    redo: () => change(redo(state.getState().history)),
    seal: () => state.setState({ history: seal(state.getState().history) }),
    select: (ids, edges = []) => state.setState({ selected: new Set(ids), selectedEdges: new Set(edges) }),
    flush: () => autosave?.flush() ?? Promise.resolve(revision),
    backUpNow: () => autosave?.backUpNow(),
    base: () => autosave?.base() ?? revision,
    merge(merged, theirs) {
      const before = state.getState();
      const { document: mine, undo: steps } = before.history;
      const history = { document: merged, undo: [...steps, { name: "merge" as const, before: mine }], redo: [] };
      state.setState({ history, ...stillThere(before, merged) });
      autosave?.resolve(merged, theirs);
    },
    leave(options) {
      if (options?.discard) {
        autosave?.stop();
        if (box) dropBackup(box, id);
        return;
      }
      const saving = (autosave?.flush() ?? Promise.resolve(0))
        .catch(() => autosave?.backUpNow())
        .finally(() => autosave?.stop());
      leaving.set(id, saving);
      void saving.finally(() => leaving.get(id) === saving && leaving.delete(id));
    },
  };
}

const closedSession: Session = {
  selected: new Set(),
  selectedEdges: new Set(),
  drag: null,
  resizing: null,
  openNode: null,
  openRun: null,
  openField: null,
  renaming: null,
  chainFrom: null,
  dropEdge: null,
  findOpen: false,
  minimapOpen: true,
  editingNote: null,
  palette: null,
  dialog: null,
  runPanelOpen: false,
  importNews: null,
};

function connectAutosave(
  state: StoreApi<EditorState>,
  door: SaveDoor,
  box: Storage | null,
  { id, document, revision }: WorkflowDetail,
): Autosave {
  return createAutosave(
    {
      save: (sent, base) => door.save({ id, document: sent, revision: base }),
      explain: (error) => door.explain(error),
      onState: (save) => state.setState({ save }),
      onSaved: (saved) => state.setState({ revision: saved.revision, webhooks: saved.webhooks }),
      backUp(backup) {
        if (!box) return;
        if (backup) writeBackup(box, id, backup);
        else dropBackup(box, id);
      },
    },
    { document, revision },
  );
}

/** Undo may take away what is selected or open. */
function stillThere({ selected, openNode, editingNote, renaming }: EditorState, document: WorkflowDocument) {
  const ids = new Set([...document.nodes, ...document.notes, ...(document.groups ?? [])].map(({ id }) => id));
  const kept = [...selected].filter((id) => ids.has(id));
  const ifThere = (id: string | null) => (id !== null && ids.has(id) ? id : null);
  return {
    selected: kept.length === selected.size ? selected : new Set(kept),
    openNode: ifThere(openNode),
    editingNote: ifThere(editingNote),
    renaming: ifThere(renaming),
  };
}
