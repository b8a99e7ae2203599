"use client";

import { useEffect } from "react";
import { texts } from "@/components/messages/texts";
import { toast } from "@/components/ui/toast";
import { newId } from "./document";
import { type Editor, useEditor } from "./editor-context";
import { readConflict } from "./merge-saves";

const beatMs = 5_000;

/** Tells the server that this tab has the workflow open, learns who else has, and takes in what they saved. */
export function usePresence() {
  const editor = useEditor();
  useEffect(() => {
    const tab = newId();
    const { workflowId: id } = editor.state.getState();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;

    async function beat() {
      clearTimeout(timer);
      // Nobody edits in a tab that is not seen; it is forgotten after a while.
      if (document.visibilityState === "visible") {
        try {
          const nodeId = editor.state.getState().openNode;
          const { others, revision } = await editor.client.workflows.openInEditor.mutate({ id, tab, nodeId });
          if (gone) return;
          tellOthers(editor, others);
          await takeIn(editor, revision);
        } catch {
          // Saving says it when the server cannot be reached.
        }
      }
      if (!gone) timer = setTimeout(() => void beat(), beatMs);
    }

    const stopWatching = editor.state.subscribe((now, before) => {
      if (now.openNode !== before.openNode) void beat();
    });
    const seen = () => document.visibilityState === "visible" && void beat();
    document.addEventListener("visibilitychange", seen);
    const closed = () => tellClosed(id, tab);
    window.addEventListener("pagehide", closed);
    void beat();
    return () => {
      gone = true;
      clearTimeout(timer);
      stopWatching();
      document.removeEventListener("visibilitychange", seen);
      window.removeEventListener("pagehide", closed);
      editor.client.workflows.closeInEditor.mutate({ id, tab }).catch(() => {});
    };
  }, [editor]);
}

/** What a page that goes away sends must outlive it. */
function tellClosed(id: string, tab: string) {
  void fetch("/api/trpc/workflows.closeInEditor", {
    method: "POST",
    keepalive: true,
    headers: { "content-type": "application/json", "x-islewire": "1" },
    body: JSON.stringify({ id, tab }),
  }).catch(() => {});
}

function tellOthers({ state }: Editor, colleagues: ReturnType<Editor["state"]["getState"]>["colleagues"]) {
  if (JSON.stringify(colleagues) !== JSON.stringify(state.getState().colleagues)) state.setState({ colleagues });
}

/** Where nothing of ours is unsaved, what somebody else saved comes in at once. Else saving brings both together. */
async function takeIn(editor: Editor, revision: number) {
  const isBehind = () => editor.state.getState().save.is === "saved" && revision > editor.base();
  if (!isBehind()) return;
  const { conflicts, answer } = await readConflict(editor);
  if (conflicts.length > 0 || !isBehind()) return;
  answer(new Map());
  toast.info(texts()("presence.takenIn"));
}
