"use client";

import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useDocument, useEditor, useEditorState } from "../editor-context";
import { deleteWorkflow } from "../workflow-actions";
import { CommandSearch } from "./command-search";
import { ConflictDialog } from "./conflict-dialog";
import { ConnectDialog } from "./connect-dialog";
import { ExtractDialog } from "./extract-dialog";
import { ImportNewsDialog } from "./import-news-dialog";
import { ImportPicker } from "./import-picker";
import { SettingsDialog } from "./settings-dialog";
import { ShortcutsDialog } from "./shortcuts-dialog";

/** Everything that opens over the editor, one at a time. */
export function Dialogs() {
  const editor = useEditor();
  const dialog = useEditorState((state) => state.dialog);
  const published = useEditorState((state) => state.published);
  const { name } = useDocument();
  const close = (open: boolean) => !open && editor.state.setState({ dialog: null });
  return (
    <>
      <CommandSearch open={dialog === "commands"} onOpenChange={close} />
      <ShortcutsDialog open={dialog === "shortcuts"} onOpenChange={close} />
      <SettingsDialog open={dialog === "settings"} onOpenChange={close} />
      <ImportPicker open={dialog === "import"} onClose={() => close(false)} />
      <ConfirmDialog
        open={dialog === "delete"}
        onOpenChange={close}
        title="Delete this workflow?"
        description={`“${name}” and its executions will be gone for good.${published ? " It is published: its triggers stop at once." : ""}`}
        action="Delete"
        onConfirm={() => void deleteWorkflow(editor)}
      />
      <ConnectDialog open={dialog === "connect"} onOpenChange={close} />
      <ExtractDialog open={dialog === "extract"} onOpenChange={close} />
      <ImportNewsDialog />
      <ConflictDialog />
    </>
  );
}
