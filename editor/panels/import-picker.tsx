"use client";

import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { importFile } from "../copy-paste";
import { useEditor } from "../editor-context";

/** Opens the browser's own file dialog. */
export function ImportPicker({ open, onClose }: { open: boolean; onClose: () => void }) {
  const editor = useEditor();
  const t = useTranslations("editor.importNews");
  const input = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time it is opened
  useEffect(() => {
    if (!open) return;
    input.current?.click();
    onClose();
  }, [open]);
  return (
    <input
      ref={input}
      type="file"
      accept=".json,application/json"
      hidden
      aria-label={t("file")}
      onChange={(event) => {
        const file = event.target.files?.[0];
        if (file) void importFile(editor, file);
        // The same file may be chosen again after it was mended.
        event.target.value = "";
      }}
    />
  );
}
