"use client";

import { useTranslations } from "use-intl";
import { lazyPart } from "@/components/lazy-part";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { WhenOpened } from "@/components/when-opened";
import { useDocument, useEditor, useEditorState } from "../editor-context";
import { deleteWorkflow } from "../workflow-actions";
import { ImportPicker } from "./import-picker";

const loads = {
  CommandSearch: async () => ({ default: (await import("./command-search")).CommandSearch }),
  ConflictDialog: async () => ({ default: (await import("./conflict-dialog")).ConflictDialog }),
  ConnectDialog: async () => ({ default: (await import("./connect-dialog")).ConnectDialog }),
  ExtractDialog: async () => ({ default: (await import("./extract-dialog")).ExtractDialog }),
  ImportNewsDialog: async () => ({ default: (await import("./import-news-dialog")).ImportNewsDialog }),
  SettingsDialog: async () => ({ default: (await import("./settings-dialog")).SettingsDialog }),
  ShortcutsDialog: async () => ({ default: (await import("./shortcuts-dialog")).ShortcutsDialog }),
};
const CommandSearch = lazyPart(loads.CommandSearch);
const ConflictDialog = lazyPart(loads.ConflictDialog);
const ConnectDialog = lazyPart(loads.ConnectDialog);
const ExtractDialog = lazyPart(loads.ExtractDialog);
const ImportNewsDialog = lazyPart(loads.ImportNewsDialog);
const SettingsDialog = lazyPart(loads.SettingsDialog);
const ShortcutsDialog = lazyPart(loads.ShortcutsDialog);

/** Fetch the code of each dialog. */
export const dialogLoads = Object.values(loads);

/** Everything that opens over the editor, one at a time. */
export function Dialogs() {
  const editor = useEditor();
  const t = useTranslations();
  const dialog = useEditorState((state) => state.dialog);
  const published = useEditorState((state) => state.published);
  const hasNews = useEditorState(({ importNews }) => importNews !== null);
  const hasConflict = useEditorState(({ save }) => save.is === "conflict");
  const { name } = useDocument();
  const close = (open: boolean) => !open && editor.state.setState({ dialog: null });
  return (
    <>
      <WhenOpened open={dialog === "commands"}>
        <CommandSearch open={dialog === "commands"} onOpenChange={close} />
      </WhenOpened>
      <WhenOpened open={dialog === "shortcuts"}>
        <ShortcutsDialog open={dialog === "shortcuts"} onOpenChange={close} />
      </WhenOpened>
      <WhenOpened open={dialog === "settings"}>
        <SettingsDialog open={dialog === "settings"} onOpenChange={close} />
      </WhenOpened>
      <ImportPicker open={dialog === "import"} onClose={() => close(false)} />
      <ConfirmDialog
        open={dialog === "delete"}
        onOpenChange={close}
        title={t("editor.deleteDialog.title")}
        description={t(`editor.deleteDialog.${published ? "descriptionPublished" : "description"}`, { name })}
        action={t("common.delete")}
        onConfirm={() => void deleteWorkflow(editor)}
      />
      <WhenOpened open={dialog === "connect"}>
        <ConnectDialog open={dialog === "connect"} onOpenChange={close} />
      </WhenOpened>
      <WhenOpened open={dialog === "extract"}>
        <ExtractDialog open={dialog === "extract"} onOpenChange={close} />
      </WhenOpened>
      <WhenOpened open={hasNews}>
        <ImportNewsDialog />
      </WhenOpened>
      <WhenOpened open={hasConflict}>
        <ConflictDialog />
      </WhenOpened>
    </>
  );
}
