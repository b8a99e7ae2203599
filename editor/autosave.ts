import { texts } from "@/components/messages/texts";
import type { WebhookAddress } from "@/shared/api";
import type { WorkflowDocument } from "@/shared/workflow";

export type SaveState =
  | { is: "saved" }
  | { is: "unsaved" }
  | { is: "saving" }
  /** The server did not answer; tried again by itself. */
  | { is: "retrying"; message: string }
  /** Somebody else saved a newer revision: a person decides. */
  | { is: "conflict"; message: string }
  /** The server will not take this document as it is; the next change tries again. */
  | { is: "refused"; message: string; hint?: string };

export type Saved = { revision: number; updatedAt: number; webhooks: WebhookAddress[] };
export type SaveFailure = { kind: "conflict" | "refused" | "unreachable"; message: string; hint?: string };

export type AutosaveHost = {
  save(document: WorkflowDocument, revision: number): Promise<Saved>;
  explain(error: unknown): SaveFailure;
  onState(state: SaveState): void;
  onSaved(saved: Saved): void;
  /** `undefined`: everything is on the server. */
  backUp(backup: { document: WorkflowDocument; revision: number } | undefined): void;
};

export type Autosave = {
  /** The document changed. */
  changed(document: WorkflowDocument): void;
  /** Saves now what is unsaved. The revision on the server afterwards; throws when saving did not work. */
  flush(): Promise<number>;
  /** The next save builds on this revision: for work restored from a backup. */
  rebase(revision: number): void;
  /** The revision that unsaved work grew from. */
  base(): number;
  /** After a conflict: goes on from what somebody else saved, with both changes in one document. */
  resolve(merged: WorkflowDocument, theirs: { document: WorkflowDocument; revision: number }): void;
  /** Writes the backup at once, for a page that is about to go. */
  backUpNow(): void;
  /** Stops for good: what is unsaved is not kept either. */
  stop(): void;
};

const pauseMs = 700;
const backupMs = 150;
const longestRetryMs = 15_000;

/** Saves a while after the last change, one save at a time, each on top of the revision before. */
export function createAutosave(host: AutosaveHost, opened: { document: WorkflowDocument; revision: number }): Autosave {
  let { document, revision } = opened;
  let savedDocument = document;
  let state: SaveState = { is: "saved" };
  let running: Promise<void> | undefined;
  let saveTimer: ReturnType<typeof setTimeout> | undefined;
  let backupTimer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = 1000;
  let stopped = false;

  const isDirty = () => document !== savedDocument;

  function enter(next: SaveState) {
    state = next;
    if (!stopped) host.onState(next);
  }

  function backUpNow() {
    clearTimeout(backupTimer);
    backupTimer = undefined;
    if (!stopped && isDirty()) host.backUp({ document, revision });
  }

  function saveIn(ms: number) {
    clearTimeout(saveTimer);
    saveTimer = setTimeout(() => void save().catch(() => {}), ms);
  }

  /** Throws when this save failed; its state tells the person. */
  async function save(): Promise<void> {
    clearTimeout(saveTimer);
    if (running) await running.catch(() => {});
    if (!isDirty() || stopped || state.is === "conflict") return;
    running = saveOnce();
    try {
      await running;
    } finally {
      running = undefined;
    }
  }

  async function saveOnce() {
    const sent = document;
    enter({ is: "saving" });
    try {
      const saved = await host.save(sent, revision);
      revision = saved.revision;
      savedDocument = sent;
      retryMs = 1000;
      host.onSaved(saved);
      enter({ is: isDirty() ? "unsaved" : "saved" });
      if (isDirty()) return saveIn(pauseMs);
      clearTimeout(backupTimer);
      backupTimer = undefined;
      host.backUp(undefined);
    } catch (error) {
      const { kind, message, hint } = host.explain(error);
      backUpNow();
      if (kind === "conflict") enter({ is: "conflict", message });
      else if (kind === "refused") enter({ is: "refused", message, hint });
      else {
        enter({ is: "retrying", message });
        saveIn(retryMs);
        retryMs = Math.min(retryMs * 2, longestRetryMs);
      }
      throw error;
    }
  }

  return {
    changed(next) {
      if (stopped || next === document) return;
      document = next;
      // Undo can lead back to exactly what is saved.
      if (!isDirty() && !running && state.is !== "conflict") {
        clearTimeout(saveTimer);
        host.backUp(undefined);
        return enter({ is: "saved" });
      }
      backupTimer ??= setTimeout(backUpNow, backupMs);
      if (state.is === "conflict" || state.is === "retrying") return;
      if (state.is !== "saving") enter({ is: "unsaved" });
      saveIn(pauseMs);
    },
    rebase(base) {
      revision = base;
    },
    base: () => revision,
    resolve(merged, theirs) {
      if (stopped) return;
      revision = theirs.revision;
      savedDocument = theirs.document;
      document = merged;
      enter({ is: "unsaved" });
      saveIn(0);
    },
    async flush() {
      await save();
      if (isDirty()) throw new Error(texts()("canvas.workflow.unsaved"));
      return revision;
    },
    backUpNow,
    stop() {
      stopped = true;
      clearTimeout(saveTimer);
      clearTimeout(backupTimer);
    },
  };
}
